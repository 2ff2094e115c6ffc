"""A ring of rendered pictures on the device, each of which is trained on many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.batch import Batch

_HIT: Final = 1
_PERSON: Final = 2
_SEEN: Final = 4
_LEAFY: Final = 8
_NEAREST: Final = 0.12
"""Metres; inverse depth beyond this would leave no room for the rest of the picture."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """N entries of one or two frames F each: rgb (N, F, 3, H, W) in 0..1, inverse depth, person,
    valid and leafy (N, F, H, W), normals (N, F, 3, H, W), focal (N, F); flow (N, 2, H, W) in
    pixels from the first frame to the second and seen (N, H, W), which are empty for single
    frames."""

    rgb: Tensor
    inverse: Tensor
    normals: Tensor
    person: Tensor
    valid: Tensor
    leafy: Tensor
    focal: Tensor
    flow: Tensor
    seen: Tensor


class Ring:
    """The newest `capacity` entries of `frames` pictures each."""

    def __init__(
        self, capacity: int, frames: int, height: int, width: int, device: torch.device
    ) -> None:
        def store(*shape: int, dtype: torch.dtype) -> Tensor:
            return torch.zeros(capacity, *shape, height, width, dtype=dtype, device=device)

        self.frames, self.height, self.width = frames, height, width
        self.capacity = capacity
        self.added = self.offered = 0
        self.refused = torch.zeros((), dtype=torch.int64, device=device)
        self._rgb = store(frames, 3, dtype=torch.uint8)
        self._inverse = store(frames, dtype=torch.float16)
        self._normals = store(frames, 3, dtype=torch.int8)
        self._marks = store(frames, dtype=torch.uint8)
        self._flow = store(2 * (frames - 1), dtype=torch.float16)
        self._focal = torch.ones(capacity, frames, device=device)

    def __len__(self) -> int:
        """How many entries there are."""
        return min(self.added, self.capacity)

    def add(self, frames: tuple[Batch, ...], flow: Tensor | None, seen: Tensor | None) -> int:
        """Keep those of B new entries that a net can learn from; gives their number."""
        good = torch.stack([usable(frame) for frame in frames]).all(0)
        self.refused += (~good).sum()
        rows = good.nonzero()[:, 0]
        at = (torch.arange(len(rows), device=rows.device) + self.added) % self.capacity
        for index, frame in enumerate(frames):
            rgb, inverse, normals, marks = _packed(frame)
            if seen is not None:
                marks = marks | (_SEEN * seen.to(torch.uint8))
            self._rgb[at, index] = rgb[rows]
            self._inverse[at, index] = inverse[rows]
            self._normals[at, index] = normals[rows]
            self._marks[at, index] = marks[rows]
            self._focal[at, index] = frame.focal[rows].float()
        if flow is not None:
            self._flow[at] = flow[rows].clamp(-2000, 2000).nan_to_num(2000.0).to(torch.float16)
        self.added += len(rows)
        self.offered += len(good)
        return len(rows)

    def window(
        self, rows: Tensor, frame: int, top: int, left: int, height: int, width: int
    ) -> Pictures:
        """One frame of the entries `rows`, cut to a window; rgb in 0..1, normals of unit length."""

        def cut(stored: Tensor) -> Tensor:
            # The view comes first, so that only the window is copied.
            return stored[..., top : top + height, left : left + width][rows]

        marks = cut(self._marks[:, frame])
        normals = cut(self._normals[:, frame]).float()
        return Pictures(
            rgb=cut(self._rgb[:, frame]).float() / 255,
            inverse=cut(self._inverse[:, frame]).float(),
            normals=normals / normals.square().sum(1, keepdim=True).clamp(min=1).sqrt(),
            person=(marks & _PERSON) > 0,
            valid=(marks & _HIT) > 0,
            leafy=(marks & _LEAFY) > 0,
            focal=self._focal[rows, frame],
            flow=cut(self._flow).float(),
            seen=(marks & _SEEN) > 0,
        )


def usable(frame: Batch) -> Tensor:
    """Which of B pictures (B,) show something, with light on it and nothing stray at the lens."""
    depth = frame.depth
    inverse = torch.where(frame.hit, 1 / depth.clamp(min=_NEAREST), 0.0)
    finite = (
        depth.isfinite().all(2).all(1)
        & frame.rgb.isfinite().flatten(1).all(1)
        & frame.normals.isfinite().flatten(1).all(1)
        & frame.focal.isfinite()
    )
    shown = frame.hit.float().mean((1, 2)) > 0.2
    varied = (inverse.flatten(1).std(1) > 0.004) & (frame.rgb.flatten(1).std(1) > 0.03)
    median = inverse[:, ::4, ::4].flatten(1).median(1).values
    too_near = ((depth < 0.3) & frame.hit).float().mean((1, 2))
    # Either nothing is at the lens or it is large enough to be a hand.
    return finite & shown & varied & (median < 2.8) & ((too_near < 5e-4) | (too_near > 0.05))


def _packed(frame: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    inverse = torch.where(frame.hit, 1 / frame.depth.clamp(min=_NEAREST), 0.0)
    rgb = (frame.rgb.clamp(0, 1) * 255).round().to(torch.uint8)
    normals = (frame.normals.clamp(-1, 1) * 127).round().to(torch.int8)
    marks = _HIT * frame.hit.to(torch.uint8) + _PERSON * frame.person.to(torch.uint8)
    marks = marks + _LEAFY * frame.leafy.to(torch.uint8)
    return rgb, inverse.to(torch.float16), normals, marks


def bytes_per_entry(frames: int, height: int, width: int) -> int:
    """Memory of one entry of a ring."""
    return height * width * (frames * 9 + (frames - 1) * 4)
