from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt

from camfilter_ui.controls.number_box import NumberBox

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def made(qtbot: QtBot, locale: str = "en_US", decimals: int = 3) -> NumberBox:
    box = NumberBox(0.0, 10_000.0, decimals)
    qtbot.addWidget(box)
    box.setLocale(QLocale(locale))
    return box


def typed(qtbot: QtBot, box: NumberBox, text: str) -> float:
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    return box.value()


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "fr_FR", "de_CH"])
@pytest.mark.parametrize("text", ["0.5", "0,5", ".5"])
def test_both_points_mean_a_point(qtbot: QtBot, locale: str, text: str) -> None:
    assert typed(qtbot, made(qtbot, locale), text) == 0.5


def test_it_writes_as_the_country_does_and_without_idle_zeros(qtbot: QtBot) -> None:
    box = made(qtbot, "de_DE")
    box.show_value(0.5)
    assert box.text() == "0,5"
    box.show_value(1200.0)
    assert box.text() == "1200"
    box.show_value(0.0)
    assert box.text() == "0"


def test_a_value_is_told_when_it_is_taken_and_not_before(qtbot: QtBot) -> None:
    box = made(qtbot)
    told: list[float] = []
    box.valueChanged.connect(told.append)
    box.selectAll()
    qtbot.keyClicks(box, "12")
    assert told == []
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert told == [12.0]
    box.show_value(3.0)
    assert told == [12.0]


def test_it_shows_a_unit_and_takes_numbers_with_it(qtbot: QtBot) -> None:
    box = made(qtbot)
    box.setSuffix(" m")
    assert typed(qtbot, box, "2.25") == 2.25
    assert box.text() == "2.25 m"


def test_every_value_has_room(qtbot: QtBot) -> None:
    box = made(qtbot)
    box.resize(box.minimumSizeHint())
    box.show()
    for value in (0.0, 0.123, 1234.567, 10_000.0):
        box.show_value(value)
        width = box.lineEdit().fontMetrics().horizontalAdvance(box.text())
        assert width < box.lineEdit().width()
