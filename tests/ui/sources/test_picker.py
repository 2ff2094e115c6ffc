from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from camfilter.sources import SourceListing
from camfilter_ui.sources import SourcePicker

CAMERA = SourceListing("camera:desk", "Desk", "camera", "1280x720")
SENDER = SourceListing("ndi:STAGE", "STAGE", "ndi")
DEMO = SourceListing("demo", "Demo", "demo")
NONE = SourceListing("camera", "Cameras", "camera", "none found", False, "plug one in")


@pytest.fixture
def picker(qtbot) -> SourcePicker:
    made = SourcePicker()
    qtbot.addWidget(made)
    made.show()
    made.show_listings([CAMERA, SENDER, DEMO])
    return made


def texts(picker: SourcePicker) -> list[str]:
    return [picker.itemText(row) for row in range(picker.count())]


def row_of(picker: SourcePicker, text: str) -> int:
    return next(row for row, said in enumerate(texts(picker)) if said.startswith(text))


def test_it_offers_what_there_is_and_what_one_can_open(picker: SourcePicker) -> None:
    assert texts(picker)[:3] == ["Desk", "STAGE", "Demo"]
    asked: list[str] = []
    picker.asked.connect(asked.append)
    refreshed: list[bool] = []
    picker.refresh_asked.connect(lambda: refreshed.append(True))
    for row in range(3, picker.count()):
        picker.activated.emit(row)
    assert asked == ["file", "folder", "address"]
    assert refreshed == [True]


def test_choosing_says_which_but_not_twice(picker: SourcePicker) -> None:
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    picker.activated.emit(1)
    picker.set_current("ndi:STAGE")
    picker.activated.emit(row_of(picker, "STAGE"))
    assert chosen == ["ndi:STAGE"]


def test_an_entry_that_opens_something_does_not_become_the_current_one(
    picker: SourcePicker,
) -> None:
    picker.set_current("demo")
    picker.setCurrentIndex(row_of(picker, "Open a file"))
    picker.activated.emit(picker.currentIndex())
    assert picker.currentText() == "Demo"


def test_a_source_that_is_unplugged_stays_the_current_one(picker: SourcePicker) -> None:
    picker.set_current("camera:desk")
    picker.show_listings([DEMO])
    assert picker.currentText() == "camera:desk"
    picker.show_listings([DEMO, CAMERA])
    assert picker.currentText() == "Desk"


def test_what_is_not_available_says_why_and_cannot_be_chosen(picker: SourcePicker) -> None:
    picker.show_listings([NONE, DEMO])
    item = picker.model().item(0)
    assert item.text() == "Cameras: none found"
    assert "plug one in" in item.toolTip()
    assert not item.isEnabled()


def test_a_thumbnail_is_drawn_and_stays_when_the_list_changes(picker: SourcePicker) -> None:
    image = QImage(96, 54, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    picker.show_thumbnail("ndi:STAGE", image)
    picker.show_listings([SENDER, DEMO])
    drawn = picker.itemIcon(0).pixmap(96, 54).toImage()
    assert drawn.pixelColor(drawn.width() // 2, drawn.height() // 2).red() == 255


def test_the_open_list_stays_where_the_user_is(picker: SourcePicker, qtbot) -> None:
    picker.set_current("camera:desk")
    picker.showPopup()
    qtbot.waitUntil(picker.view().isVisible)
    QTest.keyClick(picker.view(), Qt.Key.Key_Down)
    QTest.keyClick(picker.view(), Qt.Key.Key_Down)
    assert picker.view().currentIndex().data() == "Demo"
    picker.show_listings([SENDER, DEMO])
    assert picker.view().currentIndex().data() == "Demo"
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    QTest.keyClick(picker.view(), Qt.Key.Key_Return)
    assert chosen == ["demo"]
