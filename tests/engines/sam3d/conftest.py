"""Small seeded checkpoints in the official layout, written once for all tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_TOOL = Path(__file__).parents[3] / "tools" / "make_seeded_checkpoints.py"


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Let torch use one thread: on a busy machine many small networks wait for a second one."""
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(count)


@pytest.fixture(scope="session")
def seeded_tool() -> ModuleType:
    """The tool that writes seeded checkpoints."""
    spec = importlib.util.spec_from_file_location("make_seeded_checkpoints", _TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tiny_checkpoints(seeded_tool: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for CAMFILTER_MODELS_DIR, with the weights of SAM 3D and MoGe 1."""
    folder = tmp_path_factory.mktemp("models")
    seeded_tool.write_checkpoints(folder, seeded_tool.TINY)
    return folder


@pytest.fixture
def tiny_models(tiny_checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder, as the one that the engine looks into."""
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(tiny_checkpoints))
    monkeypatch.setenv("CAMFILTER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tiny_checkpoints
