"""Brightness to colours, exactly as the tables say, and the effect laid over the picture."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from camfilter.look.bands import bands, share
from camfilter.look.tables import TABLES
from camfilter.settings import Colormap

if TYPE_CHECKING:
    from camfilter.look.arrays import Bytes
    from camfilter.look.bands import Band


@cache
def colour_table(name: Colormap, invert: bool = False) -> Bytes:
    """(256, 3) uint8 RGB, read-only: the colour of each brightness."""
    if name is Colormap.GRAYSCALE:
        table = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    else:
        table = np.frombuffer(bytes.fromhex(TABLES[name.value]), np.uint8).reshape(256, 3)
    table = np.ascontiguousarray(table[::-1] if invert else table)
    table.setflags(write=False)
    return table


def colourise(brightness: Bytes, name: Colormap, invert: bool = False) -> Bytes:
    """(H, W, 3) uint8 RGB of (H, W) brightness; `invert` gives 0 the colour of 255."""
    if name is Colormap.GRAYSCALE:
        shown = cv2.bitwise_not(brightness) if invert else brightness
        return np.asarray(cv2.cvtColor(shown, cv2.COLOR_GRAY2RGB), np.uint8)
    made = np.empty((*brightness.shape, 3), np.uint8)
    table = colour_table(name, invert).reshape(256, 1, 3)

    def fill(band: Band) -> None:
        cv2.applyColorMap(brightness[band.rows], table, made[band.rows])

    share(fill, bands((brightness.shape[0], brightness.shape[1])))
    return made


def blended(source: Bytes, effect: Bytes, opacity: float) -> Bytes:
    """`effect` over `source`, rounded to the nearest; the same array where nothing is mixed."""
    if opacity >= 1:
        return effect
    if opacity <= 0:
        return source
    return np.asarray(cv2.addWeighted(effect, opacity, source, 1 - opacity, 0.0), np.uint8)
