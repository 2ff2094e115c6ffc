"""How much a net's map changes when the scene does not."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.evaluate.models import Model

_FRAMES: Final = 6
_SIGMA: Final = 4.0
_PAN_PX: Final = 4
_HEIGHT: Final = 384
_WIDTH: Final = 512


def steadiness(model: Model, photos: Sequence[NDArray[np.uint8]]) -> dict[str, float]:
    """Mean absolute change of the 2-98 % normalised map: with noise, and panning re-aligned."""
    generator = np.random.default_rng(0)
    still = [_still(model, photo, generator) for photo in photos]
    pan = [_pan(model, photo) for photo in photos]
    return {"still": float(np.mean(still)), "pan": float(np.mean(pan))}


def _still(model: Model, photo: NDArray[np.uint8], generator: np.random.Generator) -> float:
    picture = cv2.resize(photo, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA)
    maps = []
    for _ in range(_FRAMES):
        noise = generator.normal(0, _SIGMA, picture.shape)
        noisy = np.clip(np.round(picture + noise), 0, 255).astype(np.uint8)
        maps.append(_normalised(model(noisy).inverse))
    changes = [np.abs(one - other).mean() for one, other in pairwise(maps)]
    return float(np.mean(changes))


def _pan(model: Model, photo: NDArray[np.uint8]) -> float:
    span = _PAN_PX * (_FRAMES - 1)
    picture = cv2.resize(photo, (_WIDTH + span, _HEIGHT), interpolation=cv2.INTER_AREA)
    maps = []
    for frame in range(_FRAMES):
        left = frame * _PAN_PX
        cut = np.ascontiguousarray(picture[:, left : left + _WIDTH])
        found = _normalised(model(cut).inverse)
        maps.append(cv2.resize(found, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_LINEAR))
    changes = [
        np.abs(one[:, _PAN_PX:] - other[:, :-_PAN_PX]).mean() for one, other in pairwise(maps)
    ]
    return float(np.mean(changes))


def _normalised(inverse: NDArray[np.float32]) -> NDArray[np.float32]:
    low, high = np.percentile(inverse, (2, 98))
    return np.clip((inverse - low) / max(high - low, 1e-6), 0, 1).astype(np.float32)
