"""What surfaces are made of, read from finishes.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from training.assets.parts import Part
from training.render.tables import Mapping, Pattern
from training.scenes.stage import Kind

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """Shades (linear RGB); random change of brightness in stops, and of the channels apart."""

    shades: tuple[tuple[float, float, float], ...]
    stops: float
    hue: float


@dataclass(frozen=True, slots=True)
class Finish:
    """Ranges from which a material is drawn; lengths in metres, scales in cells a metre."""

    palette: str
    patterns: tuple[Pattern, ...] = (Pattern.PLAIN,)
    scale: Range = (1.0, 1.0)
    detail: Range = (1.0, 1.0)  # contrast, or the longer side of a board or tile
    turns: tuple[float, ...] = (
        0.0,
        1.0,
    )  # 1 swaps the axes of the pattern, 2 turns it by 45 degrees
    contrast: float = 0.5  # stops between the two colours
    second: str = ""  # palette of the second colour, if it is no shade of the first
    joint: Range = (0.3, 0.9)  # brightness of joints against the base colour
    pictures: tuple[str, ...] = ()  # categories of the texture pack
    pictured: float = 0.0  # how often a picture is used
    mapping: Mapping = Mapping.PLANAR
    extent: Range = (0.8, 2.5)  # metres that a picture spans
    blend: Range = (0.0, 0.5)  # how far the colours tint the picture
    bump: Range = (0.0, 0.1)
    bump_scale: Range = (20.0, 200.0)
    rough: Range = (0.4, 0.8)
    shine: Range = (0.03, 0.05)  # mirror reflectance head on
    metal: float = 0.0
    emission: Range = (0.0, 0.0)
    mottle: Range = (0.0, 0.12)
    sheen: Range = (0.0, 0.0)
    wrap: Range = (0.0, 0.0)  # how far light creeps round, as in skin and leaves


@dataclass(frozen=True, slots=True)
class Finishes:
    """Everything in finishes.toml."""

    palettes: dict[str, Palette]
    finishes: dict[str, Finish]
    kinds: dict[Kind, dict[str, float]]
    parts: dict[Part, dict[str, float]]
    alike: tuple[tuple[Part, ...], ...]


@cache
def finishes() -> Finishes:
    """The finishes of this version of the renderer."""
    data = tomllib.loads(Path(__file__).with_name("finishes.toml").read_text())
    return Finishes(
        palettes={name: _palette(p) for name, p in data["palettes"].items()},
        finishes={name: _finish(f) for name, f in data["finishes"].items()},
        kinds={Kind[name.upper()]: weights for name, weights in data["kinds"].items()},
        parts={Part[name.upper()]: weights for name, weights in data["parts"].items()},
        alike=tuple(
            tuple(Part[name.upper()] for name in (first, *others))
            for first, others in data["alike"].items()
        ),
    )


def _palette(entry: dict[str, Any]) -> Palette:
    return Palette(tuple(_linear(s) for s in entry["shades"]), entry["stops"], entry["hue"])


def _linear(shade: str) -> tuple[float, float, float]:
    red, green, blue = ((byte / 255) ** 2.2 for byte in bytes.fromhex(shade))
    return red, green, blue


def _finish(entry: dict[str, Any]) -> Finish:
    unknown = set(entry) - {field.name for field in fields(Finish)}
    if unknown:
        raise ValueError(f"finishes.toml: no such property: {', '.join(sorted(unknown))}")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    if "patterns" in values:
        values["patterns"] = tuple(Pattern[name.upper()] for name in values["patterns"])
    if "mapping" in values:
        values["mapping"] = Mapping[values["mapping"].upper()]
    return Finish(**values)
