"""Where training pictures come from: scenes made up and rendered in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import torch

from training.render.library import MeshLibrary
from training.render.renderer import Renderer
from training.scenes.mix import sample

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.batch import Batch
    from training.scenes.stage import Stage
    from training.settings import Settings, Shape

_SCENES_AT_ONCE: Final = 8
"""Batches of scenes made up together: that costs about as much for many as for few."""

_SAMPLES: Final = 2
_FRAME_S: Final = (1 / 30, 1 / 15, 1 / 10)


class Source(Protocol):
    """Endless batches of pictures with their truth."""

    def draw(
        self, shape: Shape, frames: int
    ) -> tuple[tuple[Batch, ...], Tensor | None, Tensor | None]:
        """`frames` pictures of each of some scenes; for two, the flow (B, 2, H, W) in pixels from
        the first to the second and where both see the same (B, H, W)."""


class RenderedSource:
    """Scenes of `training.scenes` drawn by `training.render`."""

    def __init__(self, settings: Settings, device: torch.device, rank: int = 0) -> None:
        seed = settings.seed + 7919 * (settings.net == "quality") + 104_729 * rank
        self._library = MeshLibrary.load(settings.packs, device, settings.people, seed)
        self._generator = torch.Generator(device).manual_seed(seed)
        self._at_once = settings.diet.rendered_at_once
        self._ahead = 1 if settings.smoke else _SCENES_AT_ONCE
        self._seed = seed
        self._renderers: dict[Shape, Renderer] = {}
        self._stages: dict[Shape, list[Stage]] = {}
        self._turn = 0

    def draw(
        self, shape: Shape, frames: int
    ) -> tuple[tuple[Batch, ...], Tensor | None, Tensor | None]:
        """See `Source`."""
        renderer, stage = self._renderer(shape), self._stage(shape)
        if frames == 1:
            return (renderer.render(stage),), None, None
        self._turn += 1
        seconds = _FRAME_S[self._turn % len(_FRAME_S)]
        first, second, flow, seen = renderer.render_pair(stage, seconds)
        return (first, second), flow, seen

    def _renderer(self, shape: Shape) -> Renderer:
        if shape not in self._renderers:
            seed = self._seed + len(self._renderers)
            made = Renderer(self._library, shape.height, shape.width, _SAMPLES, seed)
            self._renderers[shape] = made
        return self._renderers[shape]

    def _stage(self, shape: Shape) -> Stage:
        """The next few scenes out of many that were made up at once."""
        waiting = self._stages.setdefault(shape, [])
        if not waiting:
            size = (shape.height, shape.width)
            count = self._at_once * self._ahead
            every = sample(self._library, count, self._generator, size, dict(shape.themes))
            at = torch.arange(len(every), device=every.focal.device) // self._at_once
            waiting.extend(every.chosen(at == turn) for turn in range(self._ahead))
        return waiting.pop()
