"""Renders stages into pictures with exact geometry, singly or as pairs with their flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.render.batch import Batch
from training.render.kernels import Kernels
from training.render.look import Appearance
from training.render.raster import LARGE_ROOM, place
from training.render.shading import Shader
from training.render.surface import Materials
from training.render.tone import develop, gains
from training.render.truth import flow, guide

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.library import MeshLibrary
    from training.render.truth import Guide
    from training.scenes.stage import Stage


class Renderer:
    """Renders pictures of one size; `supersample` squared samples (1 to 3) make a pixel's colour.

    Pictures of several sizes come from several renderers that share a library.
    """

    def __init__(
        self, library: MeshLibrary, height: int, width: int, supersample: float = 2, seed: int = 0
    ) -> None:
        self.library, self.height, self.width = library, height, width
        self._generator = torch.Generator(library.device).manual_seed(seed)
        self._materials = Materials(library)
        self.kernels = Kernels(library.device)
        room = LARGE_ROOM if library.device.type == "cuda" else 1
        self.kernels.keep(
            **library.members(),
            large=torch.zeros(room, dtype=torch.int64, device=library.device),
            large_room=room,
        )
        samples = max(1, min(3, int(supersample + 0.5)))
        self._shader = Shader(library, self.kernels, samples)

    def seed(self, seed: int) -> None:
        """Start the renderer's random choices anew."""
        self._generator.manual_seed(seed)

    def appearance(self, stage: Stage) -> Appearance:
        """Materials, weather and camera for a stage, drawn at random."""
        return Appearance.draw(stage, self._materials, self._generator)

    @torch.no_grad()
    def render(self, stage: Stage, appearance: Appearance | None = None) -> Batch:
        """One picture of each scene."""
        look = appearance or self.appearance(stage)
        placed = place(stage, look, self.library, self.kernels)
        truth = guide(placed, self.kernels, self.height, self.width)
        colour = self._shader.colour(placed, truth)
        return _batch(stage, truth, develop(colour, look.camera, gains(colour, look.camera)))

    @torch.no_grad()
    def render_pair(
        self, stage: Stage, seconds: float = 1 / 30
    ) -> tuple[Batch, Batch, Tensor, Tensor]:
        """Two pictures `seconds` apart, the flow (B, 2, H, W) in pixels, and where both see it."""
        look, stages = self.appearance(stage), (stage, stage.moved(seconds))
        a, b = (place(s, look, self.library, self.kernels) for s in stages)
        before, after = (guide(p, self.kernels, self.height, self.width) for p in (a, b))
        colours = self._shader.colour(a, before), self._shader.colour(b, after)
        gain = gains(colours[0], look.camera)
        first, second = (
            _batch(s, g, develop(c, look.camera, gain))
            for s, g, c in zip(stages, (before, after), colours, strict=True)
        )
        return first, second, *flow((a, b), (before, after), self.kernels)


def _batch(stage: Stage, truth: Guide, rgb: Tensor) -> Batch:
    person, hit, leafy = (mask.bool() for mask in (truth.person, truth.hit, truth.leafy))
    return Batch(rgb, truth.depth, truth.normals, person, hit, leafy, stage.focal)
