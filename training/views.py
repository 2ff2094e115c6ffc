"""Cuts training views out of the replay: zoom, a little squeeze, flips, two views of one scene."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

import torch
import torch.nn.functional as F  # noqa: N812

from training.faults import apply_faults
from training.losses import Truth

if TYPE_CHECKING:
    from torch import Tensor

    from training.replay import Pictures, Ring

_SMALLEST_ZOOM: Final = 0.55
_SQUEEZE: Final = 0.06
"""Standard deviation of the squeeze's logarithm: working sizes go in steps of 32."""

_GROUP: Final = 16
"""Views that share one window: cutting is cheap by the group."""


class Pairing(Enum):
    """What the second half of a batch is to the first."""

    NONE = "other pictures"
    SHIFT = "the same pictures, moved by a few pixels"
    FRAME = "the next frames"


@dataclass(frozen=True, slots=True)
class Views:
    """B pictures rgb (B, 3, H, W) with camera faults and their truth; for pairs, whose second
    views are the second half of B: flow (B / 2, 2, H, W) in pixels and seen (B / 2, H, W)."""

    rgb: Tensor
    truth: Truth
    flow: Tensor | None
    seen: Tensor | None


@dataclass(frozen=True, slots=True)
class _Window:
    top: int
    left: int
    height: int
    width: int
    flipped: bool


def sample_views(ring: Ring, count: int, height: int, width: int, pairing: Pairing) -> Views:
    """`count` views of `height` x `width` from random entries of `ring`."""
    paired = pairing is not Pairing.NONE
    entries = count // 2 if paired else count
    firsts, seconds, flows, seens = [], [], [], []
    for start in range(0, entries, _GROUP):
        rows = torch.randint(len(ring), (min(_GROUP, entries - start),), device=ring.refused.device)
        window = _choose_window(ring, height, width)
        first = random.randrange(ring.frames) if pairing is not Pairing.FRAME else 0
        one = _cut(ring, rows, first, window, height, width)
        firsts.append(one)
        if pairing is Pairing.SHIFT:
            moved, flow = _shifted(ring, window, height, width)
            seconds.append(_cut(ring, rows, first, moved, height, width))
            flows.append(flow.to(rows.device).expand(len(rows), 2, height, width))
            seens.append(torch.ones_like(one.valid))
        elif pairing is Pairing.FRAME:
            seconds.append(_cut(ring, rows, 1, window, height, width))
            flows.append(one.flow)
            seens.append(one.seen)
    return _views(firsts + seconds, flows, seens)


def _views(parts: list[Pictures], flows: list[Tensor], seens: list[Tensor]) -> Views:
    def joined(name: str) -> Tensor:
        return torch.cat([getattr(part, name) for part in parts])

    person = joined("person")
    truth = Truth(
        inverse=joined("inverse"),
        normals=joined("normals"),
        person=person,
        valid=joined("valid"),
        leafy=joined("leafy"),
        focal=joined("focal"),
    )
    rgb = apply_faults(joined("rgb"), person)
    if not flows:
        return Views(rgb, truth, None, None)
    return Views(rgb, truth, torch.cat(flows), torch.cat(seens))


def _choose_window(ring: Ring, height: int, width: int) -> _Window:
    """A window of about the view's shape, nearer the middle than the border."""
    aspect = width / height * math.exp(random.gauss(0, _SQUEEZE))
    largest = min(ring.width, ring.height * aspect)
    # Half of the views are as wide as can be: zooming hides what the camera's angle tells.
    zoom = 1.0 if random.random() < 0.5 else random.uniform(_SMALLEST_ZOOM, 1.0)
    cut_width = max(16, min(ring.width, round(largest * zoom)))
    cut_height = max(16, min(ring.height, round(largest * zoom / aspect)))
    free_rows, free_columns = ring.height - cut_height, ring.width - cut_width
    top = round(free_rows * random.betavariate(1.6, 1.6))
    left = round(free_columns * random.betavariate(1.6, 1.6))
    return _Window(top, left, cut_height, cut_width, random.random() < 0.5)


def _shifted(ring: Ring, window: _Window, height: int, width: int) -> tuple[_Window, Tensor]:
    """The window moved by some pixels of the replay, which are fractions of the view's pixels."""

    def moved(at: int, size: int, limit: int) -> int:
        reach = random.choice((0, 1, 3, 9))
        return min(max(0, at + random.randint(-reach, reach)), limit - size)

    top = moved(window.top, window.height, ring.height)
    left = moved(window.left, window.width, ring.width)
    across = (window.left - left) * width / window.width
    down = (window.top - top) * height / window.height
    flow = torch.tensor([-across if window.flipped else across, down]).view(1, 2, 1, 1)
    return _Window(top, left, window.height, window.width, window.flipped), flow


def _cut(
    ring: Ring, rows: Tensor, frame: int, window: _Window, height: int, width: int
) -> Pictures:
    """One frame of `rows` seen through `window`, resized to the view."""
    found = ring.window(rows, frame, window.top, window.left, window.height, window.width)
    across, down = width / window.width, height / window.height
    device = rows.device
    at_rows = ((torch.arange(height, device=device) + 0.5) / down).long()
    at_columns = ((torch.arange(width, device=device) + 0.5) / across).long()

    def picked(x: Tensor) -> Tensor:
        x = x.index_select(-2, at_rows).index_select(-1, at_columns)
        return x.flip(-1) if window.flipped else x

    rgb = F.interpolate(
        found.rgb, size=(height, width), mode="bilinear", antialias=True, align_corners=False
    )
    sign = -1.0 if window.flipped else 1.0
    mirror = torch.tensor([sign, 1.0, 1.0], device=device).view(1, 3, 1, 1)
    scale = torch.tensor([sign * across, down], device=device).view(1, 2, 1, 1)
    flow = picked(found.flow)
    return type(found)(
        rgb=rgb.flip(-1) if window.flipped else rgb,
        inverse=picked(found.inverse),
        normals=picked(found.normals) * mirror,
        person=picked(found.person),
        valid=picked(found.valid),
        leafy=picked(found.leafy),
        focal=found.focal * ring.width / window.width,
        flow=flow * scale if flow.shape[1] else flow,
        seen=picked(found.seen),
    )
