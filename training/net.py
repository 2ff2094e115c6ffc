"""The two nets that ship, `fast` and `quality`: one design in two sizes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from training.decoder import Decoder, FullResolutionHead, GlobalBlock, PlaceEncoding
from training.encoder import SIZES, STEM, Encoder

if TYPE_CHECKING:
    from collections.abc import Mapping

_MEAN: Final = 127 / 255
_SCALE: Final = 255 / 128
"""How the encoder's weights want their pictures."""

_USUAL_FOCAL: Final = math.log(0.9)
_MAPS: Final = 6
STRIDE: Final = 32


@dataclass(frozen=True, slots=True)
class NetSize:
    """What tells one net from the other."""

    encoder: str
    widths: tuple[int, ...]
    blocks: tuple[int, ...]
    global_blocks: int


NETS: Final = {
    "fast": NetSize("lite0", (32, 48, 72, 112, 160), (1, 2, 2, 2, 1), 2),
    "quality": NetSize("lite2", (48, 72, 96, 144, 192), (2, 2, 3, 3, 1), 2),
}


class Prediction(NamedTuple):
    """What the net says of (B, 3, H, W): inverse depth (B, H, W), normals (B, 3, H, W) of unit
    length, person and valid logits (B, H, W), log focal length in picture widths (B,)."""

    inverse: Tensor
    normals: Tensor
    person: Tensor
    valid: Tensor
    log_focal: Tensor


class GeometryNet(nn.Module):
    """Relative inverse depth, normals, person, validity and focal length from one picture."""

    def __init__(self, size: NetSize, *, recurrent: bool = False):
        super().__init__()
        self.encoder = Encoder(SIZES[size.encoder])
        deep = self.encoder.channels[-1]
        self.place = PlaceEncoding(deep)
        self.context = nn.Sequential(*(GlobalBlock(deep) for _ in range(size.global_blocks)))
        self.decoder = Decoder(self.encoder.channels, size.widths, size.blocks)
        self.head = FullResolutionHead(size.widths[0], _MAPS)
        self.focal = nn.Sequential(nn.Linear(deep, 64), nn.ReLU(), nn.Linear(64, 1))
        nn.init.zeros_(self.focal[2].weight)
        nn.init.constant_(self.focal[2].bias, _USUAL_FOCAL)
        self.memory: nn.Conv2d | None = None
        if recurrent:
            self.memory = nn.Conv2d(1, STEM, 3, 2, 1, bias=False)
            nn.init.zeros_(self.memory.weight)

    def forward(self, rgb: Tensor, previous: Tensor | None = None) -> Prediction:
        """Geometry of pictures (B, 3, H, W) in 0..1 with sides in steps of 32.

        `previous` (B, 1, H, W) is the last frame's inverse depth, zero where there is none.
        """
        memory = None
        if self.memory is not None and previous is not None:
            memory = self.memory(previous)
        features = self.encoder((rgb - _MEAN) * _SCALE, memory)
        features[-1] = self.context(self.place(features[-1]))
        log_focal = self.focal(features[-1].mean((2, 3)))[:, 0]
        maps = self.head(self.decoder(features)).float()
        # Half precision underflows in the squares of small components.
        normals = F.normalize(maps[:, 1:4], dim=1, eps=1e-4)
        return Prediction(maps[:, 0], normals, maps[:, 4], maps[:, 5], log_focal.float())

    def own_parameters(self) -> list[nn.Parameter]:
        """Everything that starts from nothing, which wants a larger step than the encoder."""
        return [p for name, p in self.named_parameters() if not name.startswith("encoder.")]


def make_net(name: str, *, recurrent: bool = False) -> GeometryNet:
    """A net with fresh weights; `name` is one of `NETS`."""
    return GeometryNet(NETS[name], recurrent=recurrent)


def count_parameters(net: nn.Module) -> int:
    """How many numbers are learnt."""
    return sum(parameter.numel() for parameter in net.parameters())


def half_state(net: nn.Module) -> dict[str, Tensor]:
    """The state in half precision on the CPU, as it is kept on disk."""
    return {
        name: (value.half() if torch.is_floating_point(value) else value).cpu().contiguous()
        for name, value in net.state_dict().items()
    }


def load_weights(net: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Take weights kept in half precision."""
    own = net.state_dict()
    net.load_state_dict({name: value.to(own[name].dtype) for name, value in weights.items()})
