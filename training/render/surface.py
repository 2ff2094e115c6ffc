"""Draws a material for every part of every instance; the kernels paint with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from training.render.finishes import finishes
from training.render.tables import MATERIAL, MATERIAL_COLUMNS, Mapping, Pattern
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.library import MeshLibrary
    from training.scenes.stage import Stage

_KINDS = 64  # rows of the table of odds before those of the parts
_SHADES, _CHOICES = 8, 12
_RANGES = (
    "scale", "detail", "joint", "extent", "blend", "bump", "bump_scale", "rough", "shine",
    "emission", "mottle", "sheen", "wrap",
)  # fmt: skip
_LOGARITHMIC = ("scale", "extent", "bump_scale", "emission")
_MASK = 0xFFFFFFFF
_BUSH_M, _HILL_M = 0.9, 25.0  # smaller plants have leaves of their own; larger ones are woods


class Dice:
    """Uniform numbers for rows that share a key and a slot; every call throws new ones."""

    def __init__(self, key: Tensor) -> None:
        self._key, self._throws = key, 0

    def __call__(self, columns: int = 1) -> Tensor:
        """(R, columns), 0..1."""
        number = torch.arange(columns, device=self._key.device) + self._throws
        self._throws += columns
        mixed = self._key[:, None] + number * 0x9E3779B1
        for shift, factor in ((16, 0x7FEB352D), (15, 0x2C1B3C6D)):
            mixed = mixed & _MASK
            mixed = (mixed ^ (mixed >> shift)) * factor
        mixed = mixed & _MASK
        return ((mixed ^ (mixed >> 16)) >> 8).float() / (1 << 24)

    def bell(self, columns: int = 1) -> Tensor:
        """(R, columns), mean 0, deviation about 1."""
        throws = self(3 * columns).reshape(-1, columns, 3)
        return (throws.sum(-1) - 1.5) * 2


def _tables(device: torch.device) -> dict[str, Tensor]:
    """The finishes as tensors: one row each."""
    known = finishes()
    made, palettes = list(known.finishes.values()), list(known.palettes)
    tables = {name: torch.tensor([getattr(f, name) for f in made]) for name in _RANGES}
    for name in ("contrast", "pictured", "metal", "mapping"):
        tables[name] = torch.tensor([float(getattr(f, name)) for f in made])
    tables["palette"] = torch.tensor([palettes.index(f.palette) for f in made])
    tables["second"] = torch.tensor([palettes.index(f.second) if f.second else -1 for f in made])
    for name in ("patterns", "turns"):
        tables[name] = torch.tensor([_spread([float(v) for v in getattr(f, name)]) for f in made])
    shades = [_spread(list(p.shades), _SHADES) for p in known.palettes.values()]
    tables["shades"] = torch.tensor(shades)
    tables["spread"] = torch.tensor([[p.stops, p.hue] for p in known.palettes.values()])
    tables["sort"], tables["odds"] = _sorts(), _odds()
    return {name: table.to(device) for name, table in tables.items()}


def _sorts() -> Tensor:
    """The part that stands for each part: those cut from one piece share one."""
    sorts = torch.arange(256)
    for alike in finishes().alike:
        sorts[[int(part) for part in alike]] = int(alike[0])
    return sorts


def _odds() -> Tensor:
    """Summed odds of the finishes for every kind, then for every part."""
    known, names = finishes(), list(finishes().finishes)
    weights = torch.zeros(_KINDS + 256, len(names))
    rows = {int(kind): chosen for kind, chosen in known.kinds.items()}
    rows |= {_KINDS + int(part): chosen for part, chosen in known.parts.items()}
    for row, chosen in rows.items():
        for name, weight in chosen.items():
            weights[row, names.index(name)] = weight
    return weights.cumsum(1) / weights.sum(1, keepdim=True).clamp(min=1e-9)


def _spread(values: list[Any], count: int = _CHOICES) -> list[Any]:
    """Repeated to a fixed length, each about equally often."""
    return [values[i * len(values) // count] for i in range(count)]


class Materials:
    """Draws materials for stages out of one library."""

    def __init__(self, library: MeshLibrary) -> None:
        self._library = library
        self._tables = _tables(library.device)
        self._pictures, self._picture_count = self._choices()

    def _choices(self) -> tuple[Tensor, Tensor]:
        """Pictures (finishes, N) that each finish may take, and how many those are."""
        device = self._library.device
        common = self._library.pictures_of("wall", "grey")
        lists = []
        for finish in finishes().finishes.values():
            found = self._library.pictures_of(*finish.pictures)
            lists.append(found if len(found) or not finish.pictures else common)
        counts = torch.tensor([len(rows) for rows in lists], device=device)
        table = torch.zeros(len(lists), max(1, int(counts.max())), dtype=torch.int64, device=device)
        for row, found in enumerate(lists):
            table[row, : len(found)] = found
        return table, counts

    def draw(self, stage: Stage, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Rows (R, MATERIAL_COLUMNS) and the first row of each instance (I,)."""
        library, t = self._library, self._tables
        count = library.slot_count[stage.mesh]
        first = count.cumsum(0) - count
        owner = torch.repeat_interleave(torch.arange(len(count), device=count.device), count)
        slot = torch.arange(len(owner), device=count.device) - first[owner]
        row = library.slot_start[stage.mesh][owner] + slot
        kind, part = stage.kind[owner], library.slot_part[row]
        looks = int(stage.look.max()) + 1 if len(stage.look) else 1
        seeds = torch.randint(_MASK, (looks,), generator=generator, device=count.device)
        # Parts of one sort share a look within a thing: both sleeves, all the legs of a table.
        sort = t["sort"][part]
        dice = Dice(seeds[stage.look][owner] + sort * 0x51ED27 + slot * 0x632BE5 * (part == 0))
        table = torch.where(part > 0, part + _KINDS, kind)
        finish = (dice() > t["odds"][table]).sum(1).clamp(max=len(t["palette"]) - 1)
        own, picture = library.slot_colour[row], library.slot_picture[row]
        values = self._finished(finish, dice)
        self._coloured(values, finish, dice, own, picture, kind)
        _tinted(values, stage.tint[owner], picture)
        _mended(values, kind)
        size = (stage.linear.norm(dim=1) * library.size[stage.mesh]).amax(1)[owner]
        porous = (kind == int(Kind.FOLIAGE)) & (values["pattern"] == float(Pattern.LEAVES))
        porous &= (size > _BUSH_M) & (size < _HILL_M)
        values["porous"] = (0.15 + 0.35 * dice()[:, 0]) * porous
        values["detail"] = torch.where(
            porous, torch.maximum(values["detail"], 14 / size), values["detail"]
        )
        return _rows(values, len(owner), count.device), first.int()

    def _finished(self, finish: Tensor, dice: Dice) -> dict[str, Tensor]:
        t, values = self._tables, {}
        for name in _RANGES:
            low, high = t[name][finish].unbind(1)
            throw = dice()[:, 0]
            if name in _LOGARITHMIC:
                values[name] = low.clamp(min=1e-6) * (high / low.clamp(min=1e-6)) ** throw
                values[name] = torch.where(high > 0, values[name], high)
            else:
                values[name] = low + (high - low) * throw
        for name, source in (("pattern", "patterns"), ("turn", "turns")):
            choice = (dice()[:, 0] * _CHOICES).long()
            values[name] = t[source][finish, choice]
        values["metal"], values["mapping"] = t["metal"][finish], t["mapping"][finish]
        values["gain"], values["seed"] = 0.8 + 0.4 * dice()[:, 0], dice()[:, 0]
        wanted = dice()[:, 0] < t["pictured"][finish]
        index = (dice()[:, 0] * self._picture_count[finish]).long()
        chosen = self._pictures[finish, index.clamp(max=self._pictures.shape[1] - 1)]
        usable = wanted & (self._picture_count[finish] > 0)
        values["texture"] = torch.where(usable, chosen, -1).float()
        return values

    def _shade(self, palette: Tensor, dice: Dice) -> Tensor:
        """A colour (R, 3) of each row's palette, mixed between two of its shades."""
        t = self._tables
        a, b = ((dice()[:, 0] * _SHADES).long() for _ in range(2))
        colour = torch.lerp(t["shades"][palette, a], t["shades"][palette, b], dice() * 0.5)
        stops, hue = t["spread"][palette].unbind(1)
        return colour * torch.exp2(dice.bell() * stops[:, None] + dice.bell(3) * hue[:, None] * 2)

    def _coloured(self, values: dict[str, Tensor], finish: Tensor, dice: Dice, own: Tensor,
                  picture: Tensor, kind: Tensor) -> None:  # fmt: skip
        t = self._tables
        base = self._shade(t["palette"][finish], dice)
        second = t["second"][finish]
        other = self._shade(second.clamp(min=0), dice)
        person = (kind == int(Kind.BODY)) | (kind == int(Kind.CLOTHES))
        pictured = picture >= 0
        keep = torch.where(person, 0.8, 0.65)
        coloured = (own[:, 0] >= 0) & ((dice()[:, 0] < keep) | pictured)
        jitter = torch.exp2(dice.bell() * 0.25 + dice.bell(3) * 0.06)
        base = torch.where(coloured[:, None], own.clamp(min=0.012) * jitter, base)
        lighter = torch.exp2((dice() * 2 - 1) * t["contrast"][finish][:, None] * 1.6)
        near = base * lighter * torch.exp2(dice.bell(3) * 0.05)
        values["base"] = base
        values["second"] = torch.where((second >= 0)[:, None] & ~coloured[:, None], other, near)
        _pictured(values, picture, coloured)


def _pictured(values: dict[str, Tensor], picture: Tensor, coloured: Tensor) -> None:
    """Pictures that belong to a mesh: the colour multiplies them."""
    own = picture >= 0
    values["texture"] = torch.where(coloured, picture.float(), values["texture"])
    values["mapping"] = torch.where(own, float(Mapping.UV), values["mapping"])
    values["pattern"] = torch.where(own, float(Pattern.PLAIN), values["pattern"])
    values["base"] = torch.where(own[:, None], values["base"] * 0.5, values["base"])
    values["blend"] = torch.where(own, 1.0, values["blend"])
    values["emission"] = torch.where(own, values["emission"] * 0.1, values["emission"])


def _tinted(values: dict[str, Tensor], tint: Tensor, picture: Tensor) -> None:
    """Colours that the scene asks for."""
    asked = (tint[:, 0] >= 0) & (picture < 0)
    ratio = values["second"].mean(1, keepdim=True) / values["base"].mean(1, keepdim=True).clamp(
        0.01
    )
    values["second"] = torch.where(asked[:, None], tint * ratio.clamp(0.5, 2), values["second"])
    values["base"] = torch.where(asked[:, None], tint, values["base"])
    values["texture"] = torch.where(asked, -1.0, values["texture"])


def _mended(values: dict[str, Tensor], kind: Tensor) -> None:
    """Panes and screens glow by their own pattern alone."""
    values["base"], values["second"] = (values[n].clamp(0.008, 0.92) for n in ("base", "second"))
    glows = (values["pattern"] == float(Pattern.WINDOW)) | (
        values["pattern"] == float(Pattern.SCREEN)
    )
    values["mottle"] = torch.where(glows, 0.0, values["mottle"])


def _rows(values: dict[str, Tensor], count: int, device: torch.device) -> Tensor:
    rows = torch.zeros(count, MATERIAL_COLUMNS, device=device)
    for name, place in MATERIAL.items():
        value = values[name]
        if value.ndim == 1:
            rows[:, place] = value.float()
        else:
            rows[:, place : place + 3] = value
    return rows
