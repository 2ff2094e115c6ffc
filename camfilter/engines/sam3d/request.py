"""What a reconstruction starts from, how it is asked for, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.engines.sam3d.preparation import SIZE
from camfilter.engines.sam3d.voxels import VOXEL_LIMIT
from camfilter.errors import EngineError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from camfilter.engines.sam3d.gaussians import Gaussians
    from camfilter.engines.sam3d.pose import Pose
    from camfilter.engines.sam3d.sampler import Latents


@dataclass(frozen=True, slots=True)
class View:
    """What a reconstruction starts from.

    Attributes:
        rgb: (H, W, 3) uint8.
        mask: (H, W) bool, True on the object.
        points: (3, H, W) fp32 camera-space points in PyTorch3D's axes (x left, y up, z forward),
            NaN where unknown.
    """

    rgb: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    points: Tensor


@dataclass(frozen=True, slots=True)
class Options:
    """How to reconstruct.

    Attributes:
        stage1_steps, stage2_steps: diffusion steps; the official number is 25.
        shortcut: stage 1 as a shortcut model and both stages without guidance, for few steps.
        seed: of the noise; the same on one kind of device gives the same object.
        batched: the two evaluations of a guided step run as one batch.
        graphs: stage 1 runs as CUDA graphs, where there is CUDA and all networks stay on the GPU.
        voxel_limit: above it, the object is done at half the resolution.
        warm: where on the way from noise (0) to data (1) a view starts from the object before.
        size: side of the square pictures that the condition is made from.
    """

    stage1_steps: int = 25
    stage2_steps: int = 25
    shortcut: bool = False
    seed: int = 42
    batched: bool = True
    graphs: bool = True
    voxel_limit: int = VOXEL_LIMIT
    warm: float = 0.0
    size: int = SIZE


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise of both stages in place of the seed's; `latents` (1, N, 8) if there are N voxels."""

    structure: Latents
    latents: Tensor


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """An object, in its own space and in PyTorch3D's camera space (x left, y up, z forward)."""

    local: Gaussians
    cloud: Gaussians
    pose: Pose
    coords: Tensor


class StoppedError(EngineError):
    """The reconstruction was stopped from outside."""

    def __init__(self) -> None:
        super().__init__("the reconstruction was stopped", "start it again")


class NotFiniteError(Exception):
    """A stage gave something that is not a number."""
