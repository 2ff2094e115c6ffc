"""Contact sheets over real photos, to be looked at one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from training.pictures import colour_depth, colour_normals, grey, sheet, write_png

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.evaluate.models import Model

_SUFFIXES: Final = {".jpg", ".jpeg", ".png", ".webp"}
_HEIGHT: Final = 192


def read_photos(folder: Path) -> list[NDArray[np.uint8]]:
    """Every photo in `folder`, as RGB."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    read = [cv2.imread(str(path), cv2.IMREAD_COLOR) for path in paths]
    return [
        np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
        for bgr in read
        if bgr is not None
    ]


def write_contact_sheet(model: Model, photos: Sequence[NDArray[np.uint8]], path: Path) -> None:
    """Picture, inverse depth, normals, person and valid of every photo, two photos to a row."""
    strips = [_strip(model, photo) for photo in photos]
    pairs = [
        [picture for strip in strips[at : at + 2] for picture in strip]
        for at in range(0, len(strips), 2)
    ]
    write_png(path, sheet(pairs))


def _strip(model: Model, photo: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    said = model(photo)
    width = max(32, round(photo.shape[1] * _HEIGHT / photo.shape[0]))
    maps = [photo, colour_depth(said.inverse)]
    if said.normals is not None:
        maps.append(colour_normals(said.normals))
    maps += [grey(share) for share in (said.person, said.valid) if share is not None]
    return [
        np.asarray(cv2.resize(picture, (width, _HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
        for picture in maps
    ]
