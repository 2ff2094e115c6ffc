"""The German catalogue is whole, and the app shows it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from app_under_test import end
from app_windows import WINDOWS, cut_off
from fakes import EndlessSource, FlatEngine, opener
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget

from camfilter_ui.app import App
from camfilter_ui.app_settings import AppSettings
from camfilter_ui.key_dialog import KeyDialog
from camfilter_ui.main_window import MainWindow
from camfilter_ui.outlets import OutletKind, OutletStatus, Phase
from camfilter_ui.output_options import NdiOptions
from camfilter_ui.outputs_bar import OutletCard
from camfilter_ui.presets import PresetsBar
from camfilter_ui.settings_model import SettingsModel
from camfilter_ui.texts import tr_core
from camfilter_ui.translations import install_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu
    from pytestqt.qtbot import QtBot

    from camfilter_ui.controls import ControlsPanel

PLACES = re.compile(r"\{[^{}]*\}|%n|%\d")
SMALL = 640, 480


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The tool that keeps the translations up to date."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "tools")
    import translations

    yield translations
    sys.modules.pop("translations")


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """What is made during the test speaks German."""
    before = QLocale()
    install_language(qapp, "de")
    yield
    speak_english(qapp)
    QLocale.setDefault(before)


def speak_english(qapp: QApplication) -> None:
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


def of(widget: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return widget.findChildren(kind)


def test_the_catalogue_is_complete_and_current(tool: ModuleType) -> None:
    assert tool.problems() == []


def test_what_is_amiss_is_found(tool: ModuleType, tmp_path: Path) -> None:
    catalogue = tmp_path / tool.CATALOGUE.name
    text = tool.CATALOGUE.read_text("utf-8")
    text = text.replace("<source>&amp;Quit</source>", "<source>&amp;Leave</source>")
    text = text.replace("<translation>Bereich sperren</translation>", "<translation></translation>")
    catalogue.write_text(text.replace("<translation>Nah<", "<translation>Anders<"), "utf-8")
    shutil.copy(tool.compiled(tool.CATALOGUE), tool.compiled(catalogue))
    found = tool.problems(catalogue)
    for problem in (
        'missing in camfilter_de.ts: "&Quit"',
        'no longer in the app: "&Leave"',
        'not translated: "Lock Range"',
        "camfilter_de.qm is not made of the present catalogue",
    ):
        assert any(line.startswith(problem) for line in found), (problem, found)
    tool.compiled(catalogue).unlink()
    assert any("camfilter_de.qm is missing" in line for line in tool.problems(catalogue))


def test_every_translation_has_the_places_of_its_source(tool: ModuleType) -> None:
    for message in tool.messages(tool.CATALOGUE):
        for form in message.forms:
            places = Counter(PLACES.findall(message.source))
            assert Counter(PLACES.findall(form)) == places, message
            if message.context != "core":
                assert ("&" in form) == ("&" in message.source), message
            assert form.endswith(("…", ":", ".")) == message.source.endswith(("…", ":", "."))


def menu_bar_menus(window: MainWindow) -> Iterator[list[QAction]]:
    actions = window.menuBar().actions()
    yield actions
    for action in actions:
        menu: QMenu = action.menu()
        yield menu.actions()


@pytest.mark.usefixtures("german")
def test_the_window_speaks_german(qtbot: QtBot) -> None:
    window = MainWindow(SettingsModel())
    qtbot.addWidget(window)
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles == ["&Datei", "&Bearbeiten", "&Ansicht", "A&usgaben", "&Extras", "&Hilfe"]
    assert window.controls.rows["opacity"].title == "Deckkraft des Effekts"
    assert window.controls.rows["output"].control.itemText(0) == "Tiefe"
    assert QLocale().toString(0.5) == "0,5"


@pytest.mark.usefixtures("german")
def test_presets_have_german_names(qtbot: QtBot) -> None:
    bar = PresetsBar(SettingsModel())
    qtbot.addWidget(bar)
    qtbot.waitUntil(lambda: bar.combo.findText("Nebel") >= 0)
    bar.choose("Fog")
    qtbot.waitUntil(lambda: bar.combo.currentText() == "Nebel")


@pytest.mark.usefixtures("german")
def test_no_two_entries_of_a_menu_have_the_same_key(qtbot: QtBot) -> None:
    window = MainWindow(SettingsModel())
    qtbot.addWidget(window)
    for actions in menu_bar_menus(window):
        keys = [found[1].casefold() for a in actions if (found := re.search("&(.)", a.text()))]
        assert len(set(keys)) == len(keys), [action.text() for action in actions]


@pytest.mark.usefixtures("german")
def test_numbers_of_receivers_and_undoing_are_said_as_germans_do(qtbot: QtBot) -> None:
    card = OutletCard(OutletKind.NDI, "NDI")
    model = SettingsModel()
    window = MainWindow(model)
    for widget in (card, window):
        qtbot.addWidget(widget)
    for number in (1, 2):
        card.show_status(OutletStatus(Phase.ON, place="camfilter", viewers=number))
        assert card.state.text() == f"an als camfilter; {number} Empfänger"
    model.change(opacity=0.5)
    assert "Deckkraft des Effekts rückgängig machen" in [a.text() for a in window.actions()]


@pytest.mark.usefixtures("german")
def test_buttons_of_qt_are_german(qtbot: QtBot) -> None:
    dialog = NdiOptions(AppSettings())
    qtbot.addWidget(dialog)
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).text() == "Abbrechen"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("english", "german_text"),
    [
        ("the camera failed", "die Kamera ist ausgefallen"),
        ("the camera 'Desk: 2' is not plugged in", "die Kamera „Desk: 2“ ist nicht angeschlossen"),
        (
            "cannot write /a b/c.mp4: the disk is full",
            "/a b/c.mp4 lässt sich nicht schreiben: der Datenträger ist voll",
        ),
        (
            "1280x720: 29.5 of 30 pictures a second arrived, 3 ms after they were sent",
            "1280x720: 29.5 von 30 Bildern je Sekunde kamen an, 3 ms nach dem Senden",
        ),
        ("moge: PyTorch is not installed", "moge: PyTorch ist nicht installiert"),
        ("what nobody has ever said", "what nobody has ever said"),
        ("", ""),
    ],
)
def test_what_the_core_fills_in_is_german_around_it(english: str, german_text: str) -> None:
    assert tr_core(english) == german_text


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Depth"), ("xx", "Depth"), ("de", "Tiefe"), ("de_AT", "Tiefe")]
)
def test_languages_without_a_translation_stay_english(
    qapp: QApplication, language: str, shown: str
) -> None:
    before = QLocale()
    install_language(qapp, language)
    try:
        assert tr_core("Depth") == shown
    finally:
        speak_english(qapp)
        QLocale.setDefault(before)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the environment for the language")
@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"LANG": "de_DE.UTF-8"}, "Tiefe"),
        ({"LANG": "en_US.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"}, "Depth"),
        ({"LANG": "C.UTF-8"}, "Depth"),
    ],
)
def test_the_system_says_which_language(environment: dict[str, str], shown: str) -> None:
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "from camfilter_ui.texts import tr_core\n"
        "from camfilter_ui.translations import install_language\n"
        "qt = QApplication(['x', '-platform', 'offscreen'])\n"
        "install_language(qt, 'system')\n"
        "print(tr_core('Depth'))\n"
    )
    paths = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment | paths, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == shown


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("name", WINDOWS)
def test_nothing_is_cut_off_in_german(qtbot: QtBot, name: str) -> None:
    window = WINDOWS[name]()
    qtbot.addWidget(window)
    window.resize(*SMALL)
    window.show()
    qtbot.waitExposed(window)
    try:
        assert (window.width(), window.height()) == SMALL
        qtbot.waitUntil(lambda: not cut_off(window))
    finally:
        window.shut_down()


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("dialog", [KeyDialog, NdiOptions])
def test_small_dialogs_are_as_large_as_their_words(qtbot: QtBot, dialog: type[QWidget]) -> None:
    window = dialog("" if dialog is KeyDialog else AppSettings())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: not cut_off(window))


@pytest.mark.usefixtures("german")
def test_the_main_window_is_not_cut_off_in_german(qtbot: QtBot, qapp: QApplication) -> None:
    app = App(
        qapp,
        opener=opener(FlatEngine()),
        source_maker=lambda spec: EndlessSource(0.01),
        lister=lambda *, network: [],
    )
    try:
        app.state.change(first_steps_seen=True)
        app.window.resize(*SMALL)
        app.run()
        qtbot.waitExposed(app.window)
        panel: ControlsPanel = app.window.controls
        panel.unfold(panel.groups)
        assert (app.window.width(), app.window.height()) == SMALL
        qtbot.waitUntil(lambda: not cut_off(app.window))
    finally:
        end(qtbot, app)
