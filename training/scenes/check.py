"""Finds scenes whose camera stands inside something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Catalogue
    from training.scenes.stage import Stage

# Flat or hollow things may have the camera within their box.
_OPEN = (Kind.FLOOR, Kind.CEILING, Kind.ROAD, Kind.PAVEMENT, Kind.GRASS, Kind.SOIL, Kind.MARKING,
         Kind.SURFACE, Kind.BACKDROP, Kind.CARPET)  # fmt: skip
_BODY_LENS = 0.16


def obstructed(stage: Stage, catalogue: Catalogue, lens: float = 0.1) -> Tensor:
    """Scenes (B,) whose camera is within a box of some instance, or closer than `lens` metres.

    People are given by their heads only: their boxes are mostly air.
    """
    away = stage.position[stage.scene] - stage.offset
    local = (torch.linalg.inv_ex(stage.linear).inverse @ away[..., None])[..., 0]
    low, high = catalogue.low[stage.mesh], catalogue.high[stage.mesh]
    gap = torch.maximum(low - local, local - high).clamp(min=0)
    near = gap * stage.linear.norm(dim=1) < lens
    # A person's box shrinks to its core, for arms reach out of it towards the lens.
    core = (low + high) / 2
    slim = (local - core).abs() < 0.3 * (high - low) + _BODY_LENS * 0.5
    body = stage.kind == int(Kind.BODY)
    inside = torch.where(body, slim.all(-1), near.all(-1))
    # Crowns of trees are round, and one may stand below their lowest leaves.
    leafy = stage.kind == int(Kind.FOLIAGE)
    round_ = ((local - core) / ((high - low) / 2)).norm(dim=-1) < 1.0
    inside = torch.where(leafy, round_, inside)
    hollow = torch.stack([stage.kind == int(kind) for kind in _OPEN]).any(0)
    bad = torch.zeros(len(stage), dtype=torch.bool, device=away.device)
    return bad.index_put((stage.scene[inside & ~hollow],), torch.tensor(True, device=away.device))
