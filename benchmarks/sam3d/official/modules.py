"""All official modules, called as our own networks are."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from benchmarks.sam3d.official.absent import absent_packages
from benchmarks.sam3d.official.condition import official_condition
from benchmarks.sam3d.official.loading import backbone, prepare_imports
from benchmarks.sam3d.official.stages import (
    official_gaussian_decoder,
    official_stage1,
    official_stage2,
    official_structure_decoder,
)

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn

    from camfilter.engines.sam3d.networks import Networks

_MAPS = ("image", "rgb_image", "mask", "rgb_image_mask", "pointmap", "rgb_pointmap")


def build_official(
    sam3d: Path, dinov2: Path, ours: Networks, device: torch.device, *, half: bool
) -> Official:
    """The official modules with the weights of `ours`, fp16 as the official pipeline has it."""
    prepare_imports(sam3d, dinov2)
    with absent_packages():
        return Official(dinov2, ours, device, half=half)


class Official:
    """The official modules as functions of what our own networks take.

    Only what geometry needs is built, in the precisions that the official pipeline uses.
    """

    def __init__(self, dinov2: Path, ours: Networks, device: torch.device, *, half: bool) -> None:
        self._device = device
        self._half = half
        self._stage1 = official_stage1(ours.stage1_flow, device)
        self._structure = official_structure_decoder(ours.structure_decoder, device, half=half)
        self._stage2 = official_stage2(ours.stage2_flow, device, half=half)
        self._gaussians = official_gaussian_decoder(ours.gaussian_decoder, device, half=half)
        self._condition1 = official_condition(ours.stage1_condition, dinov2, device)
        self._condition2 = official_condition(ours.stage2_condition, dinov2, device)
        self._sparse: Any = backbone("tdfy_dit.modules.sparse").SparseTensor

    def condition1(self, pictures: Tensor, masks: Tensor, points: Tensor) -> Tensor:
        """Tokens of stage 1."""
        return self._embed(self._condition1, pictures, masks, points)

    def condition2(self, pictures: Tensor, masks: Tensor) -> Tensor:
        """Tokens of stage 2."""
        return self._embed(self._condition2, pictures, masks)

    def stage1(
        self, latents: dict[str, Tensor], time: float, tokens: Tensor, *, unconditional: bool
    ) -> dict[str, Tensor]:
        """Velocities of stage 1."""
        t = torch.tensor([time], device=self._device)
        none = torch.zeros_like(t)
        with self._autocast():
            out: dict[str, Tensor] = self._stage1(latents, t, tokens, d=none, cfg=unconditional)
        return out

    def structure(self, latent: Tensor) -> Tensor:
        """Logits of occupied cells."""
        side = round(latent.shape[1] ** (1 / 3))
        grid = latent.permute(0, 2, 1).contiguous().view(1, latent.shape[2], side, side, side)
        with self._autocast():
            out: Tensor = self._structure(grid)
        return out

    def stage2(
        self, latents: Tensor, coords: Tensor, time: float, tokens: Tensor, *, unconditional: bool
    ) -> Tensor:
        """Velocities of stage 2."""
        t = torch.tensor([time], device=self._device)
        with self._autocast():
            out: Tensor = self._stage2(
                latents[None], t, tokens, _batched(coords), cfg=unconditional
            )
        return out

    def gaussians(self, latents: Tensor, coords: Tensor) -> tuple[Tensor, ...]:
        """Places, scales, rotations and opacities."""
        cloud = self._gaussians(self._sparse(feats=latents, coords=_batched(coords)))[0]
        return cloud.get_xyz, cloud.get_scaling, cloud.get_rotation, cloud.get_opacity

    def _embed(self, embedder: nn.Module | None, *maps: Tensor) -> Tensor:
        if embedder is None:
            raise NotImplementedError("there is no official encoder of this size")
        parts = [one[None].clone() for pair in maps for one in pair]
        with self._autocast():
            out: Tensor = embedder(**dict(zip(_MAPS, parts, strict=False)))
        return out

    def _autocast(self) -> contextlib.AbstractContextManager[Any]:
        if not self._half:
            return contextlib.nullcontext()
        return torch.autocast(self._device.type, torch.float16)


def _batched(coords: Tensor) -> Tensor:
    return functional.pad(coords.int(), (1, 0))
