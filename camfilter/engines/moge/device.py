"""Where PyTorch can work on this machine, and in which number format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch

from camfilter.errors import EngineError
from camfilter.settings import DeviceChoice, PrecisionChoice

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings

_CUDA_REMEDY: Final = (
    "install a CUDA build of PyTorch (https://pytorch.org/get-started/locally) and NVIDIA's "
    "driver, or use --device auto"
)


def gpus() -> tuple[str, ...]:
    """The kinds of GPU that PyTorch can use here: cuda, mps, or none."""
    kinds = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return tuple(kind for kind, available in kinds.items() if available)


def choose_device(settings: FilterSettings) -> torch.device:
    """The device asked for, or the fastest one.

    Raises:
        EngineError: if PyTorch cannot use it here.
    """
    wanted, here = str(settings.device), gpus()
    if settings.device is DeviceChoice.AUTO:
        return torch.device(here[0] if here else "cpu")
    if wanted == "cpu" or wanted in here:
        return torch.device(wanted)
    if wanted == "cuda":
        raise EngineError("PyTorch finds no CUDA device here", _CUDA_REMEDY)
    raise EngineError(f"PyTorch cannot use {wanted} here", "use --device auto, cuda or cpu")


def choose_half(settings: FilterSettings, device: torch.device) -> bool:
    """Whether to work in float16, which is what a GPU is fastest in.

    Raises:
        EngineError: if the precision asked for does not exist there.
    """
    if settings.precision is PrecisionChoice.AUTO:
        return device.type != "cpu"
    if settings.precision is PrecisionChoice.FP32:
        return False
    if settings.precision is PrecisionChoice.FP16 and device.type != "cpu":
        return True
    message = f"there is no {settings.precision} for this engine on {device.type}"
    raise EngineError(message, "use --precision auto or fp32")


def device_title(device: torch.device) -> str:
    """The device as a user knows it."""
    if device.type == "cuda":
        return f"cuda ({torch.cuda.get_device_name(device)})"
    return device.type
