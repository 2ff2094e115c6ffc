"""The official condition embedder, of the size and with the weights of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.sam3d.official.loading import backbone, filled

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from torch import nn

_EMBEDDERS = "dit.embedder"
_DINO = {(1024, 24): "dinov2_vitl14_reg", (384, 12): "dinov2_vits14_reg"}
"""Names of the official encoders by their width and depth."""


def official_condition(ours: nn.Module, dinov2: Path, device: torch.device) -> nn.Module | None:
    """The embedder, or None where there is no encoder of this size (networks for trying)."""
    settings: Any = ours.settings
    if (settings.dino.width, settings.dino.depth) not in _DINO:
        return None
    groups = [
        (_encoder(settings, dinov2), [("image", "cropped"), ("rgb_image", "full")]),
        (_encoder(settings, dinov2), [("mask", "cropped"), ("rgb_image_mask", "full")]),
    ]
    if settings.point is not None:
        groups.append((_points(settings), [("pointmap", "cropped"), ("rgb_pointmap", "full")]))
    fuser = backbone(f"{_EMBEDDERS}.embedder_fuser").EmbedderFuser
    return filled(fuser(groups, "learned"), ours, device)


def _encoder(settings: Any, dinov2: Path) -> nn.Module:
    dino = settings.dino
    made: nn.Module = backbone(f"{_EMBEDDERS}.dino").Dino(
        input_size=dino.grid * dino.patch,
        repo_or_dir=str(dinov2),
        dino_model=_DINO[dino.width, dino.depth],
        source="local",
        backbone_kwargs={"pretrained": False},
        prenorm_features=settings.prenorm,
    )
    return made


def _points(settings: Any) -> nn.Module:
    made: nn.Module = backbone(f"{_EMBEDDERS}.pointmap").PointPatchEmbed(
        input_size=settings.point.size,
        patch_size=settings.point.patch,
        embed_dim=settings.point.width,
        remap_output="linear",
    )
    return made
