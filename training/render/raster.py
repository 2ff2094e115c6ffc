"""Stages as world triangles, and z-buffers of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from training.render.tables import INSTANCE, INSTANCE_COLUMNS

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.kernels import Kernels
    from training.render.library import MeshLibrary
    from training.render.look import Appearance
    from training.scenes.stage import Stage

NOTHING = 0x7F7FFFFFFFFFFFFF
LARGE_ROOM = 1 << 20


@dataclass(frozen=True, slots=True)
class Placed:
    """A stage as tables: T world triangles (T, 9) and whose they are (T,)."""

    stage: Stage
    look: Appearance
    instances: Tensor
    owner: Tensor
    first_face: Tensor
    first_triangle: Tensor
    corners: Tensor

    def members(self) -> dict[str, Tensor | int]:
        """What every kernel over these triangles needs."""
        return {
            "instances": self.instances,
            "owner": self.owner,
            "first_face": self.first_face,
            "first_triangle": self.first_triangle,
            "corners": self.corners,
            "scene_of": self.stage.scene.int().contiguous(),
            "triangles": len(self.owner),
            "materials": self.look.materials,
            "first_material": self.look.first,
            "camera_axes": self.stage.rotation.float().contiguous(),
            "camera_places": self.stage.position.float().contiguous(),
        }


def place(stage: Stage, look: Appearance, library: MeshLibrary, kernels: Kernels) -> Placed:
    """World corners of every triangle of every instance."""
    device = library.device
    count = library.face_count[stage.mesh]
    number = torch.arange(len(count), device=device, dtype=torch.int32)
    owner = torch.repeat_interleave(number, count)
    placed = Placed(
        stage=stage,
        look=look,
        instances=_instance_rows(stage, library),
        owner=owner,
        first_face=library.face_start[stage.mesh].contiguous(),
        first_triangle=(count.cumsum(0) - count).contiguous(),
        corners=torch.empty(len(owner), 9, device=device),
    )
    kernels.run("place", len(owner), **placed.members())
    return placed


def nearest(
    placed: Placed, kernels: Kernels, views: Tensor, each: int, width: int, height: int
) -> Tensor:
    """Z-buffers (views, height, width) int64 of depth bits above triangle numbers.

    Views (B * each, VIEW_COLUMNS) come scene by scene.
    """
    device = views.device
    buffer = torch.full((len(views), height, width), NOTHING, dtype=torch.int64, device=device)
    kernels.run(
        "raster",
        len(placed.owner) * each,
        **placed.members(),
        views=views,
        views_each=each,
        width=width,
        height=height,
        nearest=buffer,
        large_count=torch.zeros(1, dtype=torch.int32, device=device),
    )
    return buffer


def _instance_rows(stage: Stage, library: MeshLibrary) -> Tensor:
    """What the kernels know of each instance (I, INSTANCE_COLUMNS)."""
    linear = stage.linear.float()
    inverse = torch.linalg.inv_ex(linear)[0].nan_to_num(0.0, 0.0, 0.0)
    lengths = linear.norm(dim=1, keepdim=True).clamp(min=1e-9)
    size = library.size[stage.mesh]
    parts = {
        "linear": linear,
        "offset": stage.offset.float(),
        "normal": inverse.transpose(1, 2),
        "axes": linear / lengths,
        "low": library.low[stage.mesh],
        "inverse_size": 1 / size.clamp(min=1e-6),
        "metres": lengths[:, 0] * size,
        "kind": stage.kind.float(),
    }
    rows = torch.zeros(len(linear), INSTANCE_COLUMNS, device=linear.device)
    for name, value in parts.items():
        flat = value.reshape(len(linear), -1)
        rows[:, INSTANCE[name] : INSTANCE[name] + flat.shape[1]] = flat
    return rows
