"""A road over the land: where it bends and climbs, its surface, kerbs, verges and markings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from training.scenes.setting import Setting, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

_KNOTS = (-40, -25, -15, -8, -2, 3, 8, 13, 18, 23, 28, 34, 40, 46, 53, 60, 68, 77, 87, 98, 110,
          125, 142, 160, 180, 205, 240, 290)  # fmt: skip
_BEND_LENGTH = 55.0
_BANK = 5.0
_LAND = 160.0
LIFT = 0.012


@dataclass(frozen=True, slots=True)
class Road:
    """B roads along +y with the camera near the origin; lateral positions grow to the right."""

    bend: Tensor  # (B,) curvature per metre
    bend_at: Tensor  # (B,) where it is strongest
    grade: Tensor  # (B,)
    waves: Tensor  # (B, T, 3) amplitude, angular frequency, phase of the heights
    half: Tensor  # (B,) half the carriageway, parking included
    pavement: Tensor  # (B, 2) widths left and right, 0 for none
    kerb: Tensor  # (B,) height
    bank: Tensor  # (B, 2) rise of the first metres beyond
    slope: Tensor  # (B, 2) of the land after them

    def lateral(self, s: Tensor) -> Tensor:
        """Sideways shift (B, ...) of the middle at distances s (B, ...)."""
        return self._between(self._bent, s)

    def height(self, s: Tensor) -> Tensor:
        """Height (B, ...) of the road."""
        return self._between(self._climbed, s)

    def stretch(self, s: Tensor) -> Tensor:
        """Metres along x (B, ...) of a metre across the road."""
        return self._between(lambda at: torch.sqrt(1 + self.direction(at) ** 2), s)

    def direction(self, s: Tensor) -> Tensor:
        """Sideways shift per metre ahead."""
        bend, at = self._wide(self.bend, s), self._wide(self.bend_at, s)
        return bend * (s - at) / torch.sqrt(1 + ((s - at) / _BEND_LENGTH) ** 2)

    def _bent(self, s: Tensor) -> Tensor:
        bend, at = self._wide(self.bend, s), self._wide(self.bend_at, s)
        root = torch.sqrt(1 + ((s - at) / _BEND_LENGTH) ** 2)
        here = torch.sqrt(1 + (at / _BEND_LENGTH) ** 2)
        return bend * _BEND_LENGTH**2 * (root - here)

    def _climbed(self, s: Tensor) -> Tensor:
        rise = self._wide(self.grade, s) * s
        for term in self.waves.unbind(1):
            amplitude, frequency, phase = (self._wide(part, s) for part in term.unbind(1))
            rise = rise + amplitude * (torch.sin(frequency * s + phase) - torch.sin(phase))
        return rise

    def _between(self, curve: Callable[[Tensor], Tensor], s: Tensor) -> Tensor:
        """A curve as the road's flat pieces follow it: straight from knot to knot."""
        knots = torch.tensor(_KNOTS, device=s.device, dtype=torch.float32)
        values = curve(knots.expand(len(self.bend), -1))
        after = torch.bucketize(s.contiguous(), knots).clamp(1, len(_KNOTS) - 1)
        share = (s - knots[after - 1]) / (knots[after] - knots[after - 1])
        flat = after.reshape(len(after), -1)
        low, high = (values.gather(1, flat - k).reshape(s.shape) for k in (1, 0))
        return low + share * (high - low)

    def yaw(self, s: Tensor) -> Tensor:
        """Heading (B, ...) of the road, leftwards from +y."""
        return -torch.atan(self.direction(s))

    def ground(self, d: Tensor) -> Tensor:
        """Height (B, ...) of pavement, verge and land above the road at lateral positions."""
        right = d > 0

        def side(pair: Tensor) -> Tensor:
            left, other = self._wide(pair[:, 0], d), self._wide(pair[:, 1], d)
            return torch.where(right, other, left)

        beyond = d.abs() - self._wide(self.half, d)
        outer = beyond - side(self.pavement)
        up = torch.where(beyond > 0, self._wide(self.kerb, d), 0.0)
        up = up + side(self.bank) * (outer / _BANK).clamp(0, 1)
        return up + side(self.slope) * (outer - _BANK).clamp(min=0)

    def at(self, d: Tensor, s: Tensor, up: Tensor | float = 0.0) -> Tensor:
        """World places (B, ..., 3) on the ground."""
        d, s = torch.broadcast_tensors(d, s)
        k = self.stretch(s)
        return vector(self.lateral(s) + d * k, s, self.height(s) + self.ground(d) + up)

    @staticmethod
    def _wide(value: Tensor, like: Tensor) -> Tensor:
        return value.reshape(len(value), *[1] * (like.dim() - 1))


def lay(setting: Setting, road: Road, land: Tensor) -> None:
    """Puts carriageway, kerbs, pavements, verges and land, whose kinds (B,) are `land`."""
    count, device = setting.count, setting.device
    always = torch.ones(count, 1, dtype=torch.bool, device=device)
    strip(setting, road, always, -road.half, road.half, 0.0, 0.0, Kind.ROAD)
    look = setting.looks(count, 1)
    field = setting.looks(count, 1)
    for side, sign in ((0, -1.0), (1, 1.0)):
        inner = sign * road.half
        edge = inner + sign * road.pavement[:, side]
        paved = (road.pavement[:, side] > 0.2)[:, None]
        strip(setting, road, paved, inner, edge, road.kerb, road.kerb, Kind.PAVEMENT, look=look)
        _kerb(setting, road, (road.kerb > 0.03)[:, None], inner, sign)
        foot, top = road.kerb, road.kerb + road.bank[:, side]
        bank = edge + sign * _BANK
        kind = torch.where(road.bank[:, side].abs() > 0.3, int(Kind.GRASS), land)
        strip(setting, road, always, edge, bank, foot, top, kind[:, None], look=field)
        far = top + road.slope[:, side] * _LAND
        strip(setting, road, always, bank, bank + sign * _LAND, top, far, land[:, None], look=field)


def strip(setting: Setting, road: Road, mask: Tensor, d0: Tensor, d1: Tensor, up0: Tensor | float,
          up1: Tensor | float, kind: Kind | Tensor, *,
          look: Tensor | None = None) -> None:  # fmt: skip
    """A ribbon (B,) between two lateral positions, as quads from knot to knot."""
    s = torch.tensor(_KNOTS, device=setting.device, dtype=torch.float32).expand(setting.count, -1)
    k = road.stretch(s)
    middle, wide = ((d0 + d1) / 2)[:, None], (d1 - d0)[:, None]
    centre = vector(road.lateral(s) + middle * k, s, road.height(s))
    along = centre[:, 1:] - centre[:, :-1]
    up0, up1 = (torch.as_tensor(u, device=s.device).expand(setting.count) for u in (up0, up1))
    rise = (up1 - up0)[:, None].expand_as(along[..., 0])
    across = vector(wide * (k[:, 1:] + k[:, :-1]) / 2, 0.0, rise)
    # The quad must face upwards whichever way the ribbon is given.
    across = across * torch.where(wide < 0, -1.0, 1.0)[..., None]
    place = (centre[:, 1:] + centre[:, :-1]) / 2 + vector(0 * rise, 0, ((up0 + up1) / 2)[:, None])
    normal = torch.nn.functional.normalize(torch.linalg.cross(across, along), dim=-1)
    look = setting.looks(setting.count, 1) if look is None else look
    mesh = torch.tensor(setting.catalogue.shape("quad"), device=setting.device)
    setting.put_raw(mask, mesh.expand(along.shape[:2]), torch.stack([across, along, normal], -1),
                    place, kind, look=look)  # fmt: skip


def _kerb(setting: Setting, road: Road, mask: Tensor, d: Tensor, sign: float) -> None:
    """Kerb stones: a sheared box from knot to knot."""
    s = torch.tensor(_KNOTS, device=setting.device, dtype=torch.float32).expand(setting.count, -1)
    k = road.stretch(s)
    centre = vector(road.lateral(s) + (d + 0.06 * sign)[:, None] * k, s, road.height(s))
    along = centre[:, 1:] - centre[:, :-1]
    zero = torch.zeros_like(along[..., 0])
    high = (road.kerb + 0.02)[:, None].expand_as(zero)
    linear = torch.stack([vector(zero + 0.14, 0, 0), along, vector(zero, 0, high)], -1)
    place = (centre[:, 1:] + centre[:, :-1]) / 2 + vector(zero, 0, high / 2)
    mesh = torch.tensor(setting.catalogue.shape("box"), device=setting.device)
    setting.put_raw(mask, mesh.expand(zero.shape), linear, place, Kind.PAVEMENT,
                    look=setting.looks(setting.count, 1))  # fmt: skip


def mark(setting: Setting, road: Road, lane_lines: Tensor, mask: Tensor) -> None:
    """Dashes between lanes (B, N) at lateral positions, and lines along the edges."""
    draw, count = setting.draw, setting.count
    dash = draw.uniform(count, 1, 1, low=2.0, high=6.0)
    period = dash * draw.uniform(count, 1, 1, low=1.8, high=3.0)
    steps = torch.arange(16, device=setting.device) - 1
    s = steps * period + draw.uniform(count, 1, 1, high=6.0)
    s = s.expand(count, lane_lines.shape[1], 16)
    d = lane_lines[..., None].expand_as(s)
    wide = draw.uniform(count, 1, 1, low=0.1, high=0.18).expand_as(s)
    _flat(setting, road, mask[..., None].expand_as(s) & (s < 130), d, s, wide, dash.expand_as(s))
    edge = road.half - 0.25
    lined = draw.chance(count, 1, of=0.5) & mask[:, :1]
    for sign in (-1, 1):
        edges = sign * edge - 0.07, sign * edge + 0.07
        look = setting.looks(count, 1)
        strip(setting, road, lined, *edges, LIFT, LIFT, Kind.MARKING, look=look)


def zebra(setting: Setting, road: Road, mask: Tensor, s: Tensor) -> None:
    """Crossings (B,) of broad bars at distance s."""
    bars = torch.arange(12, device=setting.device) - 5.5
    d = (bars * 1.0).expand(setting.count, 12)
    inside = mask[:, None] & (d.abs() < road.half[:, None] - 0.3)
    wide = torch.full_like(d, 0.5)
    _flat(setting, road, inside, d, s[:, None].expand_as(d), wide, torch.full_like(d, 3.2))


def _flat(setting: Setting, road: Road, mask: Tensor, d: Tensor, s: Tensor, wide: Tensor,
          long: Tensor) -> None:  # fmt: skip
    """Paint on the road that follows its direction and grade."""
    start, stop = road.at(d, s - long / 2), road.at(d, s + long / 2)
    along = stop - start
    zero = torch.zeros_like(wide)
    across = vector(wide, zero, zero)
    normal = vector(zero, zero, zero + 1)
    place = (start + stop) / 2 + vector(zero, zero, zero + LIFT)
    mesh = torch.tensor(setting.catalogue.shape("quad"), device=setting.device)
    setting.put_raw(
        mask,
        mesh.expand(s.shape),
        torch.stack([across, along, normal], -1),
        place,
        Kind.MARKING,
        look=setting.looks(setting.count, *[1] * (s.dim() - 1)),
    )
