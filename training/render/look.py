"""What is drawn at random for a stage: materials, weather and camera."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from training.render.light import Weather, light_panes
from training.render.tone import Development

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from training.render.surface import Materials
    from training.scenes.stage import Stage


@dataclass(frozen=True, slots=True)
class Appearance:
    """Materials (R, MATERIAL_COLUMNS), the first of each instance (I,), weather and cameras.

    It stays the same between two frames of a scene.
    """

    materials: Tensor
    first: Tensor
    weather: Weather
    camera: Development

    @classmethod
    def draw(cls, stage: Stage, materials: Materials, generator: torch.Generator) -> Appearance:
        """A random appearance for a stage."""
        rows, first = materials.draw(stage, generator)
        weather = Weather.draw(len(stage), generator, stage.focal.device)
        light_panes(rows, first, stage, weather)
        camera = Development.draw(stage.exposure, stage.outdoor, generator)
        return cls(rows.contiguous(), first, weather, camera)

    def to(self, device: torch.device | str) -> Appearance:
        """The same choices with every tensor on another device."""
        weather, camera = (_moved(table, device) for table in (self.weather, self.camera))
        return Appearance(self.materials.to(device), self.first.to(device), weather, camera)


def _moved(table: Any, device: torch.device | str) -> Any:
    return type(table)(**{f.name: getattr(table, f.name).to(device) for f in fields(table)})
