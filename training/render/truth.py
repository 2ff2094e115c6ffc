"""Exact geometry at pixel centres, and the flow between two frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from training.render.camera import view_rows
from training.render.raster import nearest

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.kernels import Kernels
    from training.render.raster import Placed
    from training.scenes.stage import Stage


@dataclass(frozen=True, slots=True)
class Guide:
    """Depth, normals, people, hits, leaves, triangles (B, ..., H, W), and the views they show."""

    views: Tensor
    nearest: Tensor
    depth: Tensor
    normals: Tensor
    person: Tensor
    hit: Tensor
    leafy: Tensor
    triangle: Tensor

    def members(self) -> dict[str, Tensor]:
        """What the kernels that look at neighbouring pixels need."""
        return {"out_depth": self.depth, "out_normals": self.normals, "out_hit": self.hit}


def camera_views(stage: Stage, height: int, width: int) -> Tensor:
    """The cameras (B, VIEW_COLUMNS) for pictures of that size."""
    return view_rows(stage.rotation, stage.position, stage.focal * width, width, height)


def guide(placed: Placed, kernels: Kernels, height: int, width: int) -> Guide:
    """Geometry of every pixel."""
    views = camera_views(placed.stage, height, width)
    buffer = nearest(placed, kernels, views, 1, width, height)
    normals = torch.empty(len(views), 3, height, width, device=views.device)
    made = Guide(
        views=views,
        nearest=buffer,
        depth=torch.empty_like(buffer, dtype=torch.float32),
        normals=normals,
        person=torch.empty_like(buffer, dtype=torch.uint8),
        hit=torch.empty_like(buffer, dtype=torch.uint8),
        leafy=torch.empty_like(buffer, dtype=torch.uint8),
        triangle=torch.empty_like(buffer, dtype=torch.int32),
    )
    kernels.run(
        "guide",
        buffer.numel(),
        **placed.members(),
        **made.members(),
        views=views,
        width=width,
        height=height,
        nearest=buffer,
        out_person=made.person,
        out_leafy=made.leafy,
        out_triangle=made.triangle,
    )
    return made


def flow(
    placed: tuple[Placed, Placed], guides: tuple[Guide, Guide], kernels: Kernels
) -> tuple[Tensor, Tensor]:
    """Pixels (B, 2, H, W) from the first frame to the second, and where both see the place."""
    before, after = guides
    moved = torch.empty_like(before.normals[:, :2])
    seen = torch.empty_like(before.hit)
    height, width = before.depth.shape[1:]
    kernels.run(
        "flow",
        before.depth.numel(),
        **placed[0].members(),
        **before.members(),
        views=before.views,
        later_views=after.views,
        later_axes=placed[1].members()["camera_axes"],
        later_corners=placed[1].corners,
        later_depth=after.depth,
        later_hit=after.hit,
        width=width,
        height=height,
        out_triangle=before.triangle,
        out_flow=moved,
        out_seen=seen,
    )
    return moved, seen.bool()
