"""The machine itself: system, configuration, GPU, disk."""

from __future__ import annotations

import platform
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from camfilter import __version__
from camfilter.config import load_settings
from camfilter.doctor.check import Check, wanting
from camfilter.weights.local import free_bytes, models_folder

_FREE_BYTES: Final = 500_000_000


def system(name: str) -> Check:
    """Which camfilter runs on what."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(name, True, f"camfilter {__version__}, Python {version}, {platform.platform()}")


def configuration(name: str) -> Check:
    """Whether the configuration file can be read."""
    settings = load_settings()
    return Check(name, True, f"readable; engine {settings.engine}, output {settings.output}")


def gpu(name: str) -> Check:
    """Whether PyTorch or ONNX Runtime can use a GPU here."""
    found = [*_torch_gpus(), *_onnx_gpus()]
    if found:
        return Check(name, True, ", ".join(found))
    remedy = "none is needed for the embedded engine; for the others see docs/models.md"
    return wanting(name, "none that PyTorch or ONNX Runtime can use", remedy)


def disk(name: str) -> Check:
    """Whether there is room to record here, and how much there is for weights."""
    here, models = free_bytes(Path.cwd()), free_bytes(models_folder())
    detail = f"{here / 1e9:.1f} GB free in this folder, {models / 1e9:.1f} GB for weights"
    if here > _FREE_BYTES:
        return Check(name, True, detail, needed=False)
    return wanting(name, detail, "free some space before recording")


def _torch_gpus() -> list[str]:
    if find_spec("torch") is None:
        return []
    import torch

    if torch.cuda.is_available():
        return [
            f"{properties.name} ({properties.total_memory / 1e9:.0f} GB)"
            for properties in map(
                torch.cuda.get_device_properties, range(torch.cuda.device_count())
            )
        ]
    return ["Apple GPU (Metal)"] if torch.backends.mps.is_available() else []


def _onnx_gpus() -> list[str]:
    import onnxruntime

    titles = {
        "CUDAExecutionProvider": "ONNX Runtime on CUDA",
        "DmlExecutionProvider": "ONNX Runtime on DirectML",
        "CoreMLExecutionProvider": "ONNX Runtime on CoreML",
    }
    available = onnxruntime.get_available_providers()
    return [title for provider, title in titles.items() if provider in available]
