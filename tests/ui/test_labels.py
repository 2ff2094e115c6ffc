from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from camfilter.errors import EngineError
from camfilter_ui.labels import TextLabel, breakable, commands_in, linkified, sentence

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("remedy", "commands"),
    [
        ("run: sudo modprobe v4l2loopback", ["sudo modprobe v4l2loopback"]),
        (
            "run: sudo apt install it; then: sudo modprobe it",
            ["sudo apt install it", "sudo modprobe it"],
        ),
        ("run 'sudo usermod -aG video $USER', then log out", ["sudo usermod -aG video $USER"]),
        ("camfilter models fetch moge, the best picture", ["camfilter models fetch moge"]),
        ("pip install 'camfilter[sam3d]'", ["pip install 'camfilter[sam3d]'"]),
        ('run: pip install "camfilter[vcam]"', ['pip install "camfilter[vcam]"']),
        ("run: sudo systemctl start dbus, or name it", ["sudo systemctl start dbus"]),
        ("connect one and close other programs that use it", []),
        ("press 'Stop Virtual Camera' in OBS, and close others", []),
        ("load its driver again: sudo modprobe it", ["sudo modprobe it"]),
        ("delete /home/me/x and fetch it again", []),
        (
            "run 'camfilter devices', or 'sudo modprobe it' to make one",
            ["camfilter devices", "sudo modprobe it"],
        ),
    ],
)
def test_commands_are_told_from_words(remedy: str, commands: list[str]) -> None:
    assert commands_in(remedy) == commands


def test_addresses_become_links_and_text_stays_text() -> None:
    shown = linkified("see <b> at https://example.org/a?b=1&c, or (https://example.org/d).")
    assert "&lt;b&gt;" in shown
    assert '<a href="https://example.org/a?b=1&amp;c">https://example.org/a?b=1&amp;c</a>,' in shown
    assert '<a href="https://example.org/d">https://example.org/d</a>).' in shown


def test_long_paths_may_go_on_in_the_next_line_and_short_ones_stay() -> None:
    long = "/" + "folder/" * 7 + "file"
    assert breakable(f"in {long}.").count("\u200b") == 8
    assert breakable(f"in {long}.").replace("\u200b", "") == f"in {long}."
    assert breakable("/a/b") == "/a/b"
    assert breakable("</b>") == "</b>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("there is none", "There is none"),
        ("/a/path is gone", "/a/path is gone"),
        ("camfilter 1.0", "camfilter 1.0"),
        ("avahi-daemon is not running", "avahi-daemon is not running"),
        ("", ""),
    ],
)
def test_sentences_begin_large(text: str, shown: str) -> None:
    assert sentence(text) == shown


def test_only_labels_with_links_are_stops_of_the_tab_key(qtbot: QtBot) -> None:
    label = TextLabel("no link")
    qtbot.addWidget(label)
    assert label.focusPolicy() is Qt.FocusPolicy.NoFocus
    label.set_plain("https://example.org")
    assert label.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_a_problem_says_what_happened_and_what_to_do(qtbot: QtBot) -> None:
    label = TextLabel()
    qtbot.addWidget(label)
    label.set_problem(EngineError("it broke", "run: mend it"))
    assert label.text().endswith("It broke.<br><b>What to do:</b> run: mend it")
