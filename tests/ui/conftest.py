"""Fixtures for the desktop app: no screen, no leftovers, and a Qt warning fails a test."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

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
            # The offscreen platform says so of every window that has a smallest size.
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))
