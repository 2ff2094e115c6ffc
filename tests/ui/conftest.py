"""Fixtures for the desktop app: no screen, no leftovers, and a Qt warning fails a test."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from camfilter.sources import SourceListing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from camfilter_ui.app import App

CAMERA = SourceListing("camera:desk", "Desk camera", "camera", "1280x720")
DEMO = SourceListing("demo", "Demo", "demo", "the clip")

# Read once, by the first QApplication.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _qt_loads() -> bool:
    try:
        from PySide6 import QtWidgets  # noqa: F401  a system library may be missing
    except ImportError:
        return False
    return find_spec("pytestqt") is not None


collect_ignore_glob = [] if _qt_loads() else ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fail the tests of this folder on what Qt warns of."""
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture
def app(qtbot: QtBot) -> Iterator[App]:
    """The whole app on a source and an engine that behave, closed in order at the end."""
    from app_under_test import end
    from fakes import EndlessSource, FlatEngine, opener
    from PySide6.QtWidgets import QApplication

    from camfilter_ui.app import App

    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    made = App(
        qt,
        opener=opener(FlatEngine()),
        source_maker=lambda spec: EndlessSource(0.01),
        lister=lambda *, network: [CAMERA, DEMO],
    )
    made.state.change(first_steps_seen=True)
    made.run()
    yield made
    end(qtbot, made)
