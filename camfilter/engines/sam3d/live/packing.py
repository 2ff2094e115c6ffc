"""An object of Gaussians on its way from one process to another, and to where it is drawn."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from camfilter.engines.sam3d.cloud_surface import CloudSurface
from camfilter.engines.sam3d.cloud_view import CloudView
from camfilter.engines.sam3d.gaussians import Gaussians
from camfilter.engines.sam3d.live.drawing import Drawer
from camfilter.engines.sam3d.live.motion import Motion

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from camfilter.frames import Geometry, Intrinsics
    from camfilter.settings import Projection


@dataclass(frozen=True, slots=True)
class Packed:
    """A `CloudView` that was not moved; its tensors as arrays, the cloud's before the surface's."""

    arrays: tuple[NDArray[Any], ...]
    camera: Intrinsics
    projection: Projection


def packed(view: CloudView) -> Packed:
    """`view`, whose tensors the processor has."""
    values = [getattr(view.cloud, item.name) for item in fields(view.cloud)]
    values += [view.surface.normals, view.surface.overlap]
    arrays = tuple(value.contiguous().numpy() for value in values)
    return Packed(arrays, view.camera, view.projection)


class Landing:
    """Where objects arrive: on the device on which they are drawn."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._stream: torch.cuda.Stream | None = None
        self._tried = False
        if device.type == "cuda":
            self._device = torch.device("cuda", torch.cuda.current_device())
            self._stream = torch.cuda.Stream(self._device, priority=0)  # type: ignore[no-untyped-call]

    @torch.inference_mode()
    def landed(self, geometry: Geometry) -> Geometry:
        """`geometry` with arrays of its own, and with the object of what was packed."""
        own = _copied(geometry)
        if not isinstance(own.splats, Packed):
            return own
        view = self._unpacked(own.splats)
        if self._stream is not None and not self._tried:
            # The kernels are compiled, loaded and compared here, while no picture waits for them.
            self._tried = True
            Drawer(view, own.size).draw(Motion.none())
        return replace(own, splats=view)

    def _unpacked(self, what: Packed) -> CloudView:
        with ExitStack() as stack:
            if self._stream is not None:
                stack.enter_context(torch.cuda.stream(self._stream))
            values = [self._brought(array) for array in what.arrays]
            if self._stream is not None:
                # Drawing happens on another stream, which may count on all being there.
                self._stream.synchronize()
        cloud, surface = Gaussians(*values[:5]), CloudSurface(*values[5:])
        return CloudView(cloud, what.camera, surface, projection=what.projection)

    def _brought(self, array: NDArray[Any]) -> Tensor:
        there = torch.from_numpy(array)
        if self._stream is None:
            return there.clone()
        # PyTorch keeps such memory and hands it out again once nothing uses it.
        host = torch.empty(there.shape, dtype=there.dtype, pin_memory=True)
        return host.copy_(there).to(self._device, non_blocking=True)


def _copied(geometry: Geometry) -> Geometry:
    values = {item.name: getattr(geometry, item.name) for item in fields(geometry)}
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    maps: dict[str, Any] = {name: value.copy() for name, value in arrays.items()}
    return replace(geometry, **maps)
