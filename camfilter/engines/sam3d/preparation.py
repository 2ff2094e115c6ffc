"""Picture, mask and point map to the maps that the condition embedders take.

Every map is made twice: cropped to the object with a margin, and whole; both square.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch.nn import functional

from camfilter.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

SIZE: Final = 518
_BOX_FACTOR: Final = 1.2


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels from `left`, `top` up to, not including, `right`, `bottom`; may leave the picture."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class PreparedMaps:
    """Pairs of cropped and whole map, each (2, channels, size, size) fp32.

    `points` are normalised by `scale` and `shift` (3,) and NaN where unknown. All three are None
    for a stage without points.
    """

    pictures: Tensor
    masks: Tensor
    points: Tensor | None = None
    scale: Tensor | None = None
    shift: Tensor | None = None


def object_box(mask: NDArray[np.bool_]) -> Box:
    """The square around a mask (H, W), 1.2 times as large as the mask.

    Raises:
        EngineError: if the mask is empty, or less than three pixels wide or high.
    """
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        raise EngineError(
            "the mask of the object is empty", "mark an object, or use the whole picture"
        )
    left, right, top, bottom = (int(end) for end in (*columns[[0, -1]], *rows[[0, -1]]))
    width, height = right - left, bottom - top
    if min(width, height) < 2:
        raise EngineError(
            f"the mask of the object is only {width + 1} x {height + 1} pixels",
            "mark an object of at least 3 x 3 pixels",
        )
    reach = int(max(width, height) * _BOX_FACTOR) // 2
    x, y = (left + right) / 2, (top + bottom) / 2
    # Corners are cut towards zero, so that one left of the picture moves right by half a pixel.
    return Box(int(x - reach), int(y - reach), int(x + reach), int(y + reach))


def prepare(
    picture: Tensor, mask: NDArray[np.bool_], points: Tensor | None = None, *, size: int = SIZE
) -> PreparedMaps:
    """All maps of a picture (3, H, W) in [0, 1], a mask (H, W) and camera-space points (3, H, W).

    Points are in PyTorch3D's axes, NaN where unknown; other sizes are brought to the picture's.

    Raises:
        EngineError: if mask and picture differ in size, or the mask shows no usable object.
    """
    if mask.shape != picture.shape[1:]:
        raise EngineError(
            f"the mask is {mask.shape[1]} x {mask.shape[0]} pixels, the picture "
            f"{picture.shape[2]} x {picture.shape[1]}",
            "give a mask of the picture's size",
        )
    box = object_box(mask)
    inside = torch.from_numpy(mask).to(picture.device)
    layer = inside[None].to(picture.dtype)
    pictures = _pair(picture, box, size, pad=0.0, smooth=True)
    masks = _pair(layer, box, size, pad=0.0, smooth=False)
    if points is None:
        return PreparedMaps(pictures, masks)
    sampled = _resized(points, inside.shape[0], inside.shape[1])
    normalised, scale, shift = normalised_points(sampled, inside)
    pairs = _pair(normalised, box, size, pad=torch.nan, smooth=False)
    return PreparedMaps(pictures, masks, pairs, scale, shift)


def normalised_points(points: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Points (3, H, W) centred on the object and scaled by the scene, the scale, the shift (3,).

    The shift is the median of the points under `mask` (H, W), the scale the median over all
    points of the largest distance along an axis from it; 0 and 1 if no point under it is known.
    """
    flat = points.flatten(1)
    known = flat.isfinite().all(0)
    flat = torch.where(known, flat, torch.nan)
    chosen = known & mask.flatten()
    shift = torch.where(chosen, flat, torch.nan).nanmedian(1).values
    distance = (flat - shift[:, None]).abs().amax(0)
    scale = distance.nanmedian()
    scale = torch.where(scale > 0, scale, 1.0).expand(3)
    shift = shift.nan_to_num(0.0)
    normalised = (flat - shift[:, None]) / scale[:, None]
    return normalised.view_as(points), scale, shift


def _pair(layer: Tensor, box: Box, size: int, *, pad: float, smooth: bool) -> Tensor:
    """Cropped and whole `layer` (C, H, W); `pad` fills what makes the crop square."""
    cropped = _squared(_cropped(layer, box), pad)
    # The whole map is padded with zeros even if it holds points, where zero is a known one.
    whole = _squared(layer, 0.0)
    return torch.stack([_scaled(one, size, smooth=smooth) for one in (cropped, whole)])


def _cropped(layer: Tensor, box: Box) -> Tensor:
    height, width = layer.shape[1:]
    margins = (-box.left, box.right - width, -box.top, box.bottom - height)
    return functional.pad(layer, margins)


def _squared(layer: Tensor, value: float) -> Tensor:
    height, width = layer.shape[1:]
    side = max(height, width)
    left, top = (side - width) // 2, (side - height) // 2
    margins = (left, side - width - left, top, side - height - top)
    return functional.pad(layer, margins, value=value)


def _scaled(layer: Tensor, size: int, *, smooth: bool) -> Tensor:
    if not smooth:
        return _resized(layer, size, size)
    scaled = functional.interpolate(layer[None], (size, size), mode="bilinear", antialias=True)
    return scaled[0]


def _resized(layer: Tensor, height: int, width: int) -> Tensor:
    if layer.shape[1:] == (height, width):
        return layer
    return functional.interpolate(layer[None], (height, width), mode="nearest")[0]
