"""How steady the pictures are: flicker, pumping and lag, beside the plain way of doing it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.bench.scenes import board_edge, crossing, pan, still
from camfilter.look import Look
from camfilter.settings import Colormap, FilterSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from camfilter.frames import Frame, Geometry

    Pairs = Iterable[tuple[Frame, Geometry]]

_SIZE: Final = (360, 640)
_ENGINE: Final = (180, 320)
_FRAMES: Final = 36
_SETTLED: Final = 6
"""Frames left out at the start, in which any filter settles."""
_PAN_PX: Final = 4
_BOARD_PX: Final = 8


def steadiness(settings: FilterSettings | None = None) -> dict[str, Any]:
    """Flicker on a still scene and on a pan, range pumping, and lag of a moving edge.

    `flicker` is the mean change of brightness (0..1) from one picture to the next, a pan brought
    into register first; `plain_flicker` that of per-frame min-max of the same geometry; `gain`
    their ratio. `pumping` is the mean change of the range's ends as a share of the range.
    `lag_frames` is how far an edge in the picture is behind the real one.
    """
    chosen = (settings or FilterSettings()).changed(depth_colormap=Colormap.GRAYSCALE)
    return {
        "temporal_smoothing": chosen.temporal_smoothing,
        "still": _compared(still(_FRAMES, _SIZE, _ENGINE), chosen, 0),
        "pan": _compared(pan(_FRAMES, _SIZE, _ENGINE, _PAN_PX), chosen, _PAN_PX),
        "moving_edge": _lag(crossing(_FRAMES, _SIZE, _ENGINE, _BOARD_PX), chosen),
    }


def plain_picture(frame: Frame, geometry: Geometry) -> NDArray[np.uint8]:
    """(H, W) what a plain depth plugin shows: min-max of this frame alone, bilinear resize."""
    inverse = 1 / np.where(geometry.valid, geometry.depth, np.inf)
    low, high = _extremes(geometry)
    brightness = (inverse - low) / max(high - low, 1e-9) * 255
    height, width = frame.size
    return np.asarray(cv2.resize(brightness.astype(np.uint8), (width, height)), np.uint8)


def _extremes(geometry: Geometry) -> tuple[float, float]:
    known = 1 / geometry.depth[geometry.valid]
    return float(known.min()), float(known.max())


def _compared(pairs: Pairs, settings: FilterSettings, shift: int) -> dict[str, float]:
    look = Look()
    ours, plain, ranges, extremes = [], [], [], []
    for frame, geometry in pairs:
        rendering = look.render(frame, look.steady(geometry, frame, settings), settings)
        ours.append(rendering.picture[..., 0])
        plain.append(plain_picture(frame, geometry))
        near, far = rendering.depth_range()
        ranges.append((1 / far, 1 / near))
        extremes.append(_extremes(geometry))
    flicker, plain_flicker = _flicker(ours, shift), _flicker(plain, shift)
    return {
        "flicker": round(flicker, 5),
        "plain_flicker": round(plain_flicker, 5),
        "gain": round(plain_flicker / max(flicker, 1e-9), 2),
        "pumping": round(_pumping(ranges), 5),
        "plain_pumping": round(_pumping(extremes), 5),
    }


def _flicker(pictures: list[NDArray[np.uint8]], shift: int) -> float:
    kept = pictures[_SETTLED:]
    end = kept[0].shape[1] - shift
    changes = [
        np.abs(now[:, :end].astype(np.int16) - then[:, shift:]).mean()
        for then, now in pairwise(kept)
    ]
    return float(np.mean(changes)) / 255


def _pumping(ranges: list[tuple[float, float]]) -> float:
    kept = np.asarray(ranges[_SETTLED:])
    span = float((kept[:, 1] - kept[:, 0]).mean())
    return float(np.abs(np.diff(kept, axis=0)).mean()) / max(span, 1e-9)


def _lag(pairs: Pairs, settings: FilterSettings) -> dict[str, float]:
    look = Look()
    behind = []
    for frame, geometry in pairs:
        picture = look.render(frame, look.steady(geometry, frame, settings), settings).picture
        profile = picture[..., 0].mean(axis=0)
        half = (float(profile.min()) + float(profile.max())) / 2
        edge = int(np.count_nonzero(profile > half))
        behind.append((board_edge(frame.index, _BOARD_PX) - edge) / _BOARD_PX)
    kept = behind[_SETTLED:]
    return {
        "lag_frames": round(float(np.median(kept)), 2),
        "worst_lag_frames": round(max(kept), 2),
    }
