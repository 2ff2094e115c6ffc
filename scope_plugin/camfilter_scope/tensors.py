"""The host's pictures as camfilter's, and back: one copy each way where they are on a GPU."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HALF_STEP: Final = 0.5


def newest(video: Any) -> torch.Tensor | None:
    """(H, W, C) the last picture of what the host passed, or None if there is none in it."""
    if isinstance(video, torch.Tensor):
        video = [video]
    if not isinstance(video, list | tuple) or not video:
        return None
    last = video[-1]
    if isinstance(last, np.ndarray):
        last = torch.from_numpy(last)
    if not isinstance(last, torch.Tensor) or not last.numel():
        return None
    while last.dim() > 3:
        last = last[-1]
    if last.dim() == 2:
        last = last[..., None]
    return last if last.dim() == 3 else None


def rgb_of(picture: torch.Tensor) -> NDArray[np.uint8]:
    """(H, W, 3) uint8, contiguous, in the processor's memory; grey is repeated, alpha left out."""
    picture = picture.detach()
    if picture.shape[2] < 3:
        picture = picture[..., :1].expand(-1, -1, 3)
    picture = picture[..., :3]
    if picture.dtype != torch.uint8:
        picture = _bytes(picture)
    return np.ascontiguousarray(picture.cpu().numpy())


def video_of(
    rgb: NDArray[np.uint8], device: torch.device, *, as_bytes: bool = True
) -> torch.Tensor:
    """(1, H, W, 3) on `device`: uint8, or float of which the host's truncation makes the same.

    Where the device has no memory left, the picture stays in the processor's.
    """
    if not rgb.flags.writeable:
        rgb = rgb.copy()
    picture = torch.from_numpy(rgb)[None]
    try:
        picture = picture.to(device)
    except torch.OutOfMemoryError:
        torch.cuda.empty_cache()
    if as_bytes:
        return picture
    return ((picture.float() + _HALF_STEP) / 255).clamp_(max=1)


def _bytes(picture: torch.Tensor) -> torch.Tensor:
    """uint8 of 0..1 floats, rounded, or of whole numbers up to 255; what is no number is black."""
    if not picture.is_floating_point():
        return picture.clamp(0, 255).to(torch.uint8)
    known = picture.float().nan_to_num(0.0, 1.0, 0.0).clamp(0, 1)
    return (known * 255 + _HALF_STEP).to(torch.uint8)
