"""What the renderer's tests share."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

_NEEDS = find_spec("torch") is not None and shutil.which("g++") is not None
collect_ignore_glob = [] if _NEEDS else ["test_*.py"]


@pytest.fixture(scope="session")
def library():
    """The primitives on the CPU."""
    import torch

    from training.render.library import MeshLibrary

    torch.set_num_threads(1)
    return MeshLibrary.primitives("cpu")
