"""Packs the surface pictures: photographs from packages under free licences, and made ones."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from training.assets import procedural
from training.assets.pack import Textures, save_textures
from training.assets.panoramas import (
    PANORAMAS,
    cut,
    developed,
    panorama_pictures,
    read_panorama,
    square,
)
from training.assets.patterns import SIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]


_WALLS, _SCENE = "robosuite/models/assets/textures/", "metaworld/assets/scene/textures/"


_META, _TREE = "metaworld/assets/textures/", "package/src/lib/assets/bark/"


# (package, path pattern, category); the first match counts and "" leaves a picture out.
TABLE: tuple[tuple[str, str, str], ...] = (
    *(("miniworld", f"miniworld/textures/{name}*", category) for name, category in (
        ("chars/", ""), ("portraits/", ""), ("door_doom", ""), ("logo", ""), ("slime", ""),
        ("lava", ""), ("white_1", ""), ("airduct", "metal"), ("asphalt", "asphalt"),
        ("brick", "brick"), ("cardboard", "cardboard"), ("ceiling", "ceiling"),
        ("cinder", "brick"), ("concrete_tiles", "tile"), ("concrete", "concrete"),
        ("door", "door"), ("drywall", "wall"), ("floor_tiles", "tile"), ("grass", "grass"),
        ("marble", "stone"), ("metal", "metal"), ("picket", "fence"), ("rock", "stone"),
        ("stucco", "wall"), ("water", "water"), ("wood", "wood"),
    )),
    *(("robosuite", f"{_WALLS}{name}.png", category) for name, category in (
        ("can", ""), ("cereal", ""), ("soda", ""), ("glass", ""), ("lemon", ""), ("bread", "food"),
        ("*plaster", "wall"), ("*wood*", "wood"), ("*floor-tile", "wood"), ("*bricks", "brick"),
        ("ceramic", ""), ("clay", "wall"), ("dirt", "ground"), ("gray-felt", "fabric"),
        ("brass*", "metal"), ("steel*", "metal"), ("metal", "metal"),
    )),
    *(("metaworld", f"{_META}{name}", category) for name, category in (
        ("brick1.png", "brick"), ("floor*.png", "tile"), ("granite.png", "stone"),
        ("marble.png", "stone"), ("metal*.png", "metal"), ("plaster1.png", "wall"),
        ("navy_blue.png", "fabric"), ("tennis.png", ""), ("*door.png", "wood"), ("*wood*", "wood"),
    )),
    *(("metaworld", f"{_SCENE}{name}", category) for name, category in (
        ("fabric*", "fabric"), ("height*", ""), ("metal*", "metal"), ("plaster*", "wall"),
        ("*marble*", "tile"), ("wood*", "wood"),
    )),
    ("dm-control", "dm_control/locomotion/arenas/assets/outdoor_natural/OutdoorGrassFloorD.png",
        "grass"),
    ("ursina", "ursina/textures/grass.png", "grass"),
    ("mani-skill", "mani_skill/utils/building/assets/floor_tiles_06*.png", "tile"),
    ("ez-tree", f"{_TREE}*_color_1k.jpg", "bark"),
    ("ez-tree", "package/src/app/public/dirt_color.jpg", "ground"),
    ("ez-tree", "package/src/app/public/grass.jpg", "grass"),
    ("gymnasium-robotics", "*adroit_hand/resources/textures/marble.png", "stone"),
    ("gymnasium-robotics", "*adroit_hand/resources/textures/wood.png", "wood"),
)  # fmt: skip


def _views(path: Path) -> Iterator[Picture]:
    """The whole picture, and a quarter of it where it is large."""
    with Image.open(path) as image:
        yield square(image)
        if min(image.size) >= 700:
            side = min(image.size) // 2
            yield square(image.crop((0, 0, side, side)))


def _photographs(packages: dict[str, Path]) -> Iterator[tuple[str, str, Picture]]:
    """(category, source, picture) of every wanted file, in a fixed order."""
    for package in dict.fromkeys(name for name, _, _ in TABLE):
        root, rules = packages[package], [(p, c) for n, p, c in TABLE if n == package]
        for path in sorted(p for p in root.rglob("*") if p.suffix in (".png", ".jpg", ".jpeg")):
            where = path.relative_to(root).as_posix()
            category = next((c for pattern, c in rules if fnmatch(where, pattern)), "")
            if category:
                yield from ((category, package, view) for view in _views(path))


def _all(packages: dict[str, Path], rng: np.random.Generator) -> Iterator[tuple[str, str, Picture]]:
    yield from _photographs(packages)
    for name, kind in PANORAMAS.items():
        panorama = read_panorama(packages["pmndrs-assets"] / f"package/hdri/{name}.exr.js")
        for category, picture in panorama_pictures(kind, panorama, rng):
            yield category, "pmndrs-assets", picture
    field = (
        packages["mani-skill"]
        / "mani_skill/utils/scene_builder/replicacad/autumn_field_puresky_4k.hdr"
    )
    panorama = read_panorama(field)
    for left in np.arange(8) / 8:
        sky = developed(cut(panorama, left, 0.22, 0.14, 0.5), rng.uniform(0.3, 0.7))
        yield (
            "sky",
            "mani-skill",
            square(Image.fromarray(sky).resize((SIDE, SIDE), Image.Resampling.LANCZOS)),
        )
    for category, picture in procedural.pictures(rng):
        yield category, "own", picture


def build_textures(out: Path, packages: dict[str, Path], seed: int = 3) -> None:
    """Write the texture pack."""
    found = list(_all(packages, np.random.default_rng(seed)))
    save_textures(
        out,
        Textures(
            np.stack([p for _, _, p in found]), [c for c, _, _ in found], [s for _, s, _ in found]
        ),
    )
