"""Condition tokens of SAM 3D Objects: what a stage sees of the picture, the mask and the points.

Parameter names are those of the official checkpoints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.dinov2 import DinoV2, imagenet_normalised
from camfilter.engines.sam3d.layers import FINAL_EPS, LayerNorm, Linear, plain_norm
from camfilter.engines.sam3d.point_embedder import PointEmbedder

if TYPE_CHECKING:
    from camfilter.engines.sam3d.hyper_parameters import ConditionSettings

_HIDDEN_MULTIPLE = 256


@dataclass(frozen=True, slots=True)
class ConditionFeatures:
    """Encoded pairs of cropped and full map (2, N, width), before they are projected.

    `pictures` and `masks` are DINOv2 tokens before the final norm, which both stages can start
    from if their encoders are equal.
    """

    pictures: Tensor
    masks: Tensor
    points: Tensor | None = None


class GatedFeedForward(nn.Module):
    """SwiGLU (Shazeer, 2020) without biases."""

    def __init__(self, width: int, out_width: int, multiplier: float) -> None:
        super().__init__()
        hidden = int(2 * int(multiplier * out_width) / 3)
        hidden = -(-hidden // _HIDDEN_MULTIPLE) * _HIDDEN_MULTIPLE
        self.w1 = Linear(width, hidden, bias=False)
        self.w2 = Linear(hidden, out_width, bias=False)
        self.w3 = Linear(width, hidden, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.w2(functional.silu(self.w1(x)) * self.w3(x))
        return out


class DinoEmbedder(nn.Module):
    """A DINOv2 encoder of pictures, or of masks as grey pictures, in [0, 1]."""

    def __init__(self, settings: ConditionSettings) -> None:
        super().__init__()
        self.prenorm = settings.prenorm
        self.backbone = DinoV2(settings.dino, stream_dtype=torch.float32)

    def forward(self, pictures: Tensor) -> Tensor:
        """Tokens before the final norm (B, N, width) of pictures (B, 3 or 1, H, W)."""
        tokens: Tensor = self.backbone.encode(imagenet_normalised(pictures.expand(-1, 3, -1, -1)))
        return tokens

    def finish(self, tokens: Tensor) -> Tensor:
        """The tokens this stage uses of `forward`'s.

        All of them under a norm without weights (stage 2), or class and patches under the
        trained one (stage 1).
        """
        if self.prenorm:
            return plain_norm(tokens, FINAL_EPS)
        normalised = self.backbone.normalised(tokens)
        registers = self.backbone.settings.registers
        return torch.cat([normalised[:, :1], normalised[:, 1 + registers :]], 1)


class ConditionEmbedder(nn.Module):
    """All condition tokens of a stage, from maps prepared as `Preparation` says.

    Encoding and joining are separate calls, so that what did not change between two pictures
    (masks that cover everything) need not be encoded again.
    """

    def __init__(self, settings: ConditionSettings) -> None:
        super().__init__()
        self.settings = settings
        embedders: list[nn.Module] = [DinoEmbedder(settings), DinoEmbedder(settings)]
        widths = [settings.dino.width] * 2
        if settings.point is not None:
            embedders.append(PointEmbedder(settings.point))
            widths.append(settings.point.width)
        self.module_list = nn.ModuleList(embedders)
        self.projection_nets = nn.ModuleList(
            nn.Sequential(
                LayerNorm(width, eps=FINAL_EPS),
                GatedFeedForward(width, settings.width, settings.multiplier),
            )
            for width in widths
        )
        # Rows: cropped map, full map; the third is never used.
        self.idx_emb = nn.Parameter(torch.zeros(3, settings.width))

    def forward(self, pictures: Tensor, masks: Tensor, points: Tensor | None = None) -> Tensor:
        """Tokens (1, N, width) of maps stacked as cropped, full: (2, 3 or 1, H, W) each."""
        return self.join(
            ConditionFeatures(
                self.encode_pictures(pictures),
                self.encode_masks(masks),
                None if points is None else self.encode_points(points),
            )
        )

    def encode_pictures(self, pictures: Tensor) -> Tensor:
        """Features of pictures (2, 3, H, W) in [0, 1]: cropped, full."""
        features: Tensor = self.module_list[0](pictures)
        return features

    def encode_masks(self, masks: Tensor) -> Tensor:
        """Features of masks (2, 1, H, W) in [0, 1]: cropped, full."""
        features: Tensor = self.module_list[1](masks)
        return features

    def encode_points(self, points: Tensor) -> Tensor:
        """Features of normalised point maps (2, 3, H, W): cropped, full; NaN where unknown."""
        features: Tensor = self.module_list[2](points)
        return features

    def join(self, features: ConditionFeatures) -> Tensor:
        """Tokens (1, N, width) in the order image, full image, mask, full mask, then points."""
        parts = [
            self._projected(0, self._dino(0).finish(features.pictures)),
            self._projected(1, self._dino(1).finish(features.masks)),
        ]
        if features.points is not None:
            parts.append(self._projected(2, features.points))
        return torch.cat(parts)[None]

    def _projected(self, index: int, tokens: Tensor) -> Tensor:
        projected: Tensor = self.projection_nets[index](tokens)
        return (projected + self.idx_emb[:2, None]).flatten(0, 1)

    def _dino(self, index: int) -> DinoEmbedder:
        return cast("DinoEmbedder", self.module_list[index])


def share_encoders(first: ConditionEmbedder, second: ConditionEmbedder) -> tuple[bool, bool]:
    """Let `second` use the picture and the mask encoder of `first` wherever their weights agree.

    Features of a shared encoder can be handed from one stage to the other.
    """
    shared = []
    for index in (0, 1):
        ours, theirs = (embedder._dino(index) for embedder in (first, second))
        same = _same_weights(ours.backbone, theirs.backbone)
        if same:
            theirs.backbone = ours.backbone
        shared.append(same)
    return shared[0], shared[1]


def _same_weights(first: nn.Module, second: nn.Module) -> bool:
    theirs = second.state_dict()
    ours = first.state_dict()
    return ours.keys() == theirs.keys() and all(
        torch.equal(weight, theirs[key]) for key, weight in ours.items()
    )
