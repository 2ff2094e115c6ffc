"""Columns of the tables that Python fills and the kernels read, and the numbers they share."""

from __future__ import annotations

from enum import IntEnum

from training.scenes.stage import Kind


class Pattern(IntEnum):
    """Procedural surfaces."""

    PLAIN = 0
    CLOUDY = 1
    STRIPES = 2
    CHECKS = 3
    GRAIN = 4
    BOARDS = 5
    BRICKS = 6
    TILES = 7
    SPECKLE = 8
    WEAVE = 9
    PLAID = 10
    DOTS = 11
    WRITING = 12
    FRONT = 13
    LEAVES = 14
    SPINES = 15
    WINDOW = 16
    SCREEN = 17
    ROAD = 18


class Mapping(IntEnum):
    """How a picture lies on a surface."""

    UV = 0
    PLANAR = 1
    FITTED = 2


def _columns(text: str) -> tuple[dict[str, int], int]:
    """First column of each name, and the number of columns; `name.3` takes three."""
    places, count = {}, 0
    for item in text.split():
        name, _, width = item.partition(".")
        places[name] = count
        count += int(width or 1)
    return places, count


MATERIAL, MATERIAL_COLUMNS = _columns(
    "base.3 second.3 pattern scale detail turn joint texture mapping extent gain blend bump "
    "bump_scale rough shine metal emission mottle sheen wrap seed porous"
)
SCENE, SCENE_COLUMNS = _columns(
    "sun.3 sunlight.3 zenith.3 horizon.3 ground.3 ambient.3 haze.3 clouds seed fog outdoor green"
)
LIGHT, LIGHT_COLUMNS = _columns("type place.3 direction.3 colour.3 size view")
INSTANCE, INSTANCE_COLUMNS = _columns(
    "linear.9 offset.3 normal.9 axes.9 low.3 inverse_size.3 metres.3 kind"
)
VIEW_COLUMNS = 20
BOUNCE_COLUMNS = 12
VEILED = 8  # openness and the shares of up to seven lamps


def defines() -> str:
    """The same names as C macros."""
    lines = ["#define NOTHING 0x7f7fffffffffffffull", f"#define VEILED {VEILED}"]
    for letter, places, count in (
        ("M", MATERIAL, MATERIAL_COLUMNS),
        ("S", SCENE, SCENE_COLUMNS),
        ("L", LIGHT, LIGHT_COLUMNS),
    ):
        lines += [f"#define {letter}_{name.upper()} {place}" for name, place in places.items()]
        lines.append(f"#define {letter}_COUNT {count}")
    lines += [f"#define P_{pattern.name} {int(pattern)}" for pattern in Pattern]
    lines += [f"#define K_{kind.name} {int(kind)}" for kind in Kind]
    return "\n".join([*lines, ""])
