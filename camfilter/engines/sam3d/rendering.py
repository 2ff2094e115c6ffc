"""What a camera sees of a cloud of Gaussians: Triton kernels on CUDA, else plain PyTorch.

The kernels are compared with the plain form once per device; where they differ, or do not even
compile, the plain form is used, which is noted in the log.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.nn import functional

from camfilter.engines.sam3d.cloud_surface import CloudSurface, surface_of
from camfilter.engines.sam3d.compositing import COVERED, composited
from camfilter.engines.sam3d.footprints import View, footprints
from camfilter.engines.sam3d.gaussians import Gaussians
from camfilter.engines.sam3d.holes import closed
from camfilter.engines.sam3d.similarity import Similarity
from camfilter.frames import FACING, Intrinsics
from camfilter.settings import Projection

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.compositing import Layers

_log = logging.getLogger(__name__)

_TOLERANCE: Final = 1e-3
_ODD_PIXELS: Final = 0.01

enabled = True
"""Turned off to compare."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A cloud as a camera sees it, fp32 on the cloud's device.

    Attributes:
        depth: (h, w) along the optical axis, 0 where nothing is seen.
        normals: (h, w, 3) unit length in OpenCV axes, of the visible side; (0, 0, -1) where nothing
            is seen.
        covered: (h, w) bool: a surface is seen.
        opacity: (h, w) in 0..1, how much of a surface is there; COVERED or more where one is seen.
        thickness: (h, w) from the first surface to the last, 0 where nothing is seen.
        colour: (h, w, 3) in 0..1 of the first surface, black where nothing is seen.

    Thickness or colour that was not asked for may be 0 everywhere.
    """

    depth: Tensor
    normals: Tensor
    covered: Tensor
    opacity: Tensor
    thickness: Tensor
    colour: Tensor


@torch.inference_mode()
def render(
    cloud: Gaussians,
    camera: Intrinsics,
    height: int,
    width: int,
    *,
    moved: Similarity | None = None,
    projection: Projection = Projection.PERSPECTIVE,
    surface: CloudSurface | None = None,
    thickness: bool = True,
    colour: bool = True,
) -> Rendered:
    """The cloud, in OpenCV axes, `moved` before it is seen, in a picture of `height` x `width`.

    An orthographic camera sees the middle of the cloud as large as the perspective one does.
    `surface` is that of the cloud before it is moved, to be found once where a cloud is seen often.
    """
    surface = surface or surface_of(cloud)
    view = View.of(camera, height, width, projection)
    kernels = _kernels(cloud.xyz) if len(cloud) else None
    if kernels is None:
        return _plain(cloud, surface, view, moved)
    motion = moved or Similarity.identity(cloud.xyz.device)
    maps = kernels.rendered(cloud, surface, view, motion, thickness=thickness, colour=colour)
    return Rendered(*maps)


def usable(device: torch.device) -> bool:
    """Whether the kernels run on `device`, and give what the plain form gives."""
    return device.type == "cuda" and _checked(device.index) is not None


def _plain(
    cloud: Gaussians, surface: CloudSurface, view: View, moved: Similarity | None
) -> Rendered:
    if moved is not None:
        cloud = moved.cloud(cloud)
        surface = replace(surface, normals=surface.normals @ moved.rotation.T)
    layers = composited(footprints(cloud, surface, view), view.height, view.width)
    covered = (layers.total >= COVERED) & (layers.front > 0)
    return _rendered(*closed(layers, covered))


def _rendered(layers: Layers, covered: Tensor) -> Rendered:
    facing = layers.normals.new_tensor(FACING)
    seen = covered[..., None]
    return Rendered(
        torch.where(covered, layers.front, 0.0),
        torch.where(seen, layers.normals, facing),
        covered,
        layers.total,
        torch.where(covered, (layers.back - layers.front).clamp(min=0), 0.0),
        torch.where(seen, layers.colour, 0.0),
    )


def _kernels(x: Tensor) -> Any:
    return _checked(x.device.index) if enabled and x.is_cuda else None


@lru_cache(maxsize=8)
def _checked(index: int | None) -> Any:
    """The module of the kernels, or None where they cannot be used."""
    if find_spec("triton") is None:
        _log.info("Triton is not installed: Gaussians are drawn by PyTorch, and slower")
        return None
    try:
        from camfilter.engines.sam3d import rendering_kernels as kernels

        compare(kernels, torch.device("cuda", index or 0))
    except Exception as error:  # noqa: BLE001 - a compiler may fail in any way
        _log.warning(
            "the kernels that draw Gaussians do not work here (%s): going on without", error
        )
        return None
    return kernels


def compare(kernels: Any, device: torch.device) -> None:
    """See a small cloud with the kernels and without.

    Raises:
        ValueError: if they differ.
    """
    cloud = _sample(device)
    surface = surface_of(cloud)
    shifted = torch.tensor([0.1, -0.1, 3.0], device=device)
    moved = replace(Similarity.identity(device), translation=shifted)
    for projection in Projection:
        view = View.of(Intrinsics(1.0, 1.3), 18, 24, projection)
        maps = kernels.rendered(cloud, surface, view, moved, thickness=True, colour=True)
        _require_alike(Rendered(*maps), _plain(cloud, surface, view, moved))


def _sample(device: torch.device) -> Gaussians:
    """A ball of 500 Gaussians."""
    generator = torch.Generator().manual_seed(3)
    drawn = torch.randn(500, 14, generator=generator)
    xyz = functional.normalize(drawn[:, :3], dim=1)
    scale = torch.tensor([0.1, 0.08, 0.03]).expand(len(xyz), 3)
    rotation = functional.normalize(drawn[:, 6:10], dim=1)
    opacity = drawn[:, 10:11].sigmoid()
    parts = (xyz, scale, rotation, opacity, drawn[:, 11:].sigmoid())
    return Gaussians(*(part.to(device) for part in parts))


def _require_alike(ours: Rendered, plain: Rendered) -> None:
    odd = (ours.covered != plain.covered).float().mean()
    both = ours.covered & plain.covered
    names = ("depth", "thickness", "normals", "colour")
    apart = [(getattr(ours, name) - getattr(plain, name))[both].abs().mean() for name in names]
    most = float(torch.stack(apart).max())
    if not (both.any() and odd < _ODD_PIXELS and most < _TOLERANCE):
        raise ValueError(f"{float(odd):.1%} of the pixels and {most:.1e} apart")
