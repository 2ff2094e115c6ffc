"""A real key on a real X server."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from fakes import until

from camfilter_ui.hotkey import HotkeyError, combination, grab
from camfilter_ui.hotkey.x11 import X11Hotkey

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs Xvfb and xdotool",
)


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An X server of the test's own."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        if not select.select([reader], [], [], 20)[0]:
            pytest.skip("Xvfb does not start here")
        number = os.read(reader, 16).decode().strip()
        if not number:
            pytest.skip("Xvfb does not start here")
        monkeypatch.setenv("DISPLAY", f":{number}")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        yield f":{number}"
    finally:
        os.close(reader)
        server.terminate()
        server.wait()


def press(*words: str) -> None:
    subprocess.run(["xdotool", *words], check=True, timeout=20)


def test_the_key_is_heard_whatever_program_has_the_keyboard(display: str) -> None:
    heard: list[str] = []
    hotkey = grab("Ctrl+Alt+K", lambda: heard.append(threading.current_thread().name))
    try:
        press("key", "ctrl+alt+k")
        until(lambda: len(heard) == 1)
        press("key", "k", "key", "ctrl+k", "key", "ctrl+alt+k")
        until(lambda: len(heard) == 2)
    finally:
        hotkey.close()
    assert set(heard) == {"camfilter-hotkey"}


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_locks_do_not_hide_it(display: str, lock: str) -> None:
    heard: list[int] = []
    hotkey = grab("Ctrl+Alt+K", lambda: heard.append(1))
    try:
        press("key", lock, "key", "ctrl+alt+k")
        until(lambda: len(heard) == 1)
    finally:
        hotkey.close()


def test_a_key_that_is_held_counts_once(display: str) -> None:
    heard: list[int] = []
    hotkey = grab("Ctrl+Alt+K", lambda: heard.append(1))
    other = grab("F9", lambda: heard.append(9))
    try:
        press("keydown", "ctrl", "keydown", "alt", "keydown", "k", "sleep", "1.5")
        press("keyup", "k", "keyup", "alt", "keyup", "ctrl", "key", "F9")
        until(lambda: 9 in heard)
        assert heard == [1, 9]
        press("key", "ctrl+alt+k")
        until(lambda: heard == [1, 9, 1])
    finally:
        hotkey.close()
        other.close()


def test_a_key_that_another_program_has_is_refused(display: str) -> None:
    first = grab("Ctrl+Alt+K", lambda: None)
    try:
        with pytest.raises(HotkeyError, match="another program has this key"):
            grab("Ctrl+Alt+K", lambda: None)
    finally:
        first.close()
        first.close()
    grab("Ctrl+Alt+K", lambda: None).close()


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9877")
    with pytest.raises(HotkeyError, match="no X11 display"):
        X11Hotkey(combination("Ctrl+Alt+K"), lambda: None)
