"""Weights of MoGe that a test may find installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from moge_checkpoint import checkpoint, place

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of such a checkpoint, made once."""
    path = tmp_path_factory.mktemp("moge") / "model.pt"
    torch.save(checkpoint(), path)
    return path


@pytest.fixture
def installed(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder of the test's own, in which the ViT-S checkpoint is installed."""
    folder = tmp_path / "models"
    place(stored, folder / "moge-2-vits-normal")
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(folder))
    return folder
