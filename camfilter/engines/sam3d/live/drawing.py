"""The object of a keyframe, drawn wherever it has moved to."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import torch

from camfilter.engines.sam3d.live.drawn import Drawn
from camfilter.engines.sam3d.rendering import render
from camfilter.engines.sam3d.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from torch import Tensor

    from camfilter.engines.sam3d.cloud_view import CloudView
    from camfilter.engines.sam3d.live.motion import Motion
    from camfilter.look.arrays import Map

_FIRST: Final = -5
"""A stream's priority, the highest that there may be: PyTorch takes the nearest that there is."""


class Drawer:
    """Draws one object again and again; on a GPU before all other work there."""

    def __init__(self, what: CloudView, size: tuple[int, int]) -> None:
        self._what = what
        self._size = size

    @torch.inference_mode()
    def draw(self, motion: Motion) -> Drawn:
        """The object after `motion`, and what it is from all sides."""
        what = self._what
        with first_on(what.cloud.xyz.device):
            moved = self._posed(motion)
            seen = render(
                what.cloud,
                what.camera,
                *self._size,
                moved=moved,
                surface=what.surface,
                colour=False,
            )
            inverse = torch.where(seen.covered, 1 / seen.depth.clamp(min=1e-9), 0.0)
            maps = [inverse, seen.opacity, seen.thickness, seen.normals]
            found, opacity, thickness, normals = _on_host(maps)
        view = replace(what, moved=moved)
        return Drawn(found, normals, opacity, thickness, view)

    def _posed(self, motion: Motion) -> Similarity:
        """`motion` on the device of the cloud, brought there at once."""
        values = np.concatenate([motion.rotation.ravel(), motion.translation, [motion.scale]])
        host = torch.from_numpy(values.astype(np.float32))
        there = host.to(self._what.cloud.xyz.device, non_blocking=True)
        return Similarity(there[:9].view(3, 3), there[9:12], there[12])


def _on_host(maps: list[Tensor]) -> list[Map]:
    """The maps on the side of the processor, brought there in one go."""
    there = torch.cat([item.reshape(-1) for item in maps])
    if there.is_cuda:
        # PyTorch keeps such memory and hands it out again once nothing uses it.
        host = torch.empty(there.shape, dtype=there.dtype, pin_memory=True)
        host.copy_(there, non_blocking=True)
        torch.cuda.current_stream(there.device).synchronize()
        there = host
    else:
        there = there.cpu()
    parts = torch.split(there, [item.numel() for item in maps])
    return [part.view(item.shape).numpy() for part, item in zip(parts, maps, strict=True)]


def first_on(device: torch.device) -> AbstractContextManager[None]:
    """Inside of this, work on a GPU goes before that of other threads there."""
    return _first_on_gpu(device) if device.type == "cuda" else nullcontext()


_streams: dict[int, torch.cuda.Stream] = {}


@contextmanager
def _first_on_gpu(device: torch.device) -> Iterator[None]:
    index = torch.device(device).index
    if index not in _streams:
        _streams[index] = torch.cuda.Stream(index, priority=_FIRST)  # type: ignore[no-untyped-call]
    with torch.cuda.device(index), torch.cuda.stream(_streams[index]):
        yield
