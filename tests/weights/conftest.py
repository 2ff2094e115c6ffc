"""A hub of the test's own in place of the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_hub import FakeHub, own_hub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with own_hub(tmp_path, monkeypatch) as server:
        yield server
