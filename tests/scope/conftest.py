"""The plugin under test sees a small double of the host, unless it is asked for the real one."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stage import Stage

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE / "support"), str(_HERE / "host_double")]


@pytest.fixture(autouse=True)
def host_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder of the host's own, which nothing but this test looks into."""
    folder = tmp_path / "host-models"
    monkeypatch.setenv("DAYDREAM_SCOPE_MODELS_DIR", str(folder))
    monkeypatch.setattr("camfilter.weights.local._named_by_host", [])
    return folder


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Engines that do as told; all are closed once the host has let go of the pipelines."""
    from stage import Stage

    made = Stage()
    yield made
    gc.collect()
    made.wait(lambda: not made.running)
