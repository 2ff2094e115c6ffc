"""Linear colour of a stage: shadow maps, bounced light, shading, mirror images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from training.render.light import lighting
from training.render.raster import nearest
from training.render.tables import BOUNCE_COLUMNS, VEILED
from training.render.truth import camera_views

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.kernels import Kernels
    from training.render.library import MeshLibrary
    from training.render.light import Lighting
    from training.render.raster import Placed
    from training.render.truth import Guide

SHADOW_SIZE = 384
BOUNCES = 96


class Shader:
    """Shades stages; `samples` squared samples make a pixel's colour."""

    def __init__(self, library: MeshLibrary, kernels: Kernels, samples: int) -> None:
        self._library, self._kernels, self._samples = library, kernels, samples

    def colour(self, placed: Placed, guide: Guide) -> Tensor:
        """Linear colour (B, 3, H, W)."""
        light = lighting(placed.stage, self._library, placed.look.weather, SHADOW_SIZE)
        if light.each > VEILED - 1:
            raise ValueError(f"{light.each} lamps a scene; the kernels hold {VEILED - 1}")
        shared = self._shared(placed, guide, light)
        shared |= self._shadows(placed, light, shared)
        shared["veils"] = self._veils(guide, shared)
        colour, glosses = self._shade(placed, guide, shared)
        height, width = guide.depth.shape[1:]
        mirrored = torch.empty_like(colour)
        self._kernels.run(
            "reflect",
            guide.depth.numel(),
            **shared,
            views=guide.views,
            width=width,
            height=height,
            glosses=glosses,
            linear_colour=colour,
            out_colour=mirrored,
        )
        return mirrored

    def _shared(self, placed: Placed, guide: Guide, light: Lighting) -> dict[str, Any]:
        return {
            **placed.members(),
            **guide.members(),
            "scenes": light.scenes,
            "lights": light.lamps,
            "lights_each": light.each,
            "shadow_views": light.views,
            "shadow_size": SHADOW_SIZE,
            "bounces_each": BOUNCES,
        }

    def _shadows(self, placed: Placed, light: Lighting, shared: dict[str, Any]) -> dict[str, Any]:
        """Shadow maps as depths, and the light that the lit places throw back."""
        size, count = SHADOW_SIZE, len(placed.stage)
        buffer = nearest(placed, self._kernels, light.views, light.each, size, size)
        bounces = torch.zeros(count, BOUNCES, BOUNCE_COLUMNS, device=buffer.device)
        self._kernels.run(
            "bounce", count * BOUNCES, **shared, shadow_nearest=buffer, bounces=bounces
        )
        depths = (buffer >> 32).int().view(torch.float32)
        return {"shadow_depths": depths.contiguous(), "bounces": bounces}

    def _veils(self, guide: Guide, shared: dict[str, Any]) -> Tensor:
        """What hides light from each pixel's place (B, H, W, VEILED)."""
        shape = guide.depth.shape
        veils = torch.empty(*shape, VEILED, dtype=torch.uint8, device=guide.depth.device)
        self._kernels.run(
            "veil",
            guide.depth.numel(),
            **shared,
            views=guide.views,
            nearest=guide.nearest,
            width=shape[2],
            height=shape[1],
            veils=veils,
        )
        return veils

    def _shade(self, placed: Placed, guide: Guide, shared: dict[str, Any]) -> tuple[Tensor, Tensor]:
        """Colour without mirror images, and what each pixel mirrors with."""
        height, width = (n * self._samples for n in guide.depth.shape[1:])
        views = camera_views(placed.stage, height, width)
        buffer = nearest(placed, self._kernels, views, 1, width, height)
        colour = torch.empty_like(guide.normals)
        glosses = torch.empty(*guide.depth.shape, 8, device=colour.device)
        self._kernels.run(
            "shade",
            guide.depth.numel(),
            **shared,
            views=views,
            width=width,
            height=height,
            samples=self._samples,
            nearest=buffer,
            out_colour=colour,
            glosses=glosses,
        )
        return colour, glosses
