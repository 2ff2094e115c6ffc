"""Which way is up, from the normals of floors and walls; found in a second, then held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from camfilter.look.filters import approach

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Geometry

    Vectors = NDArray[np.float64]

_SAMPLES: Final = 600
_FEWEST: Final = 12
_ROUNDS: Final = 5
_SHARP: Final = float(np.sin(np.radians(8.0)))
_USUAL_PITCH_DEG: Final = 40.0
_USUAL_ROLL_DEG: Final = 12.0
_PRIOR: Final = 0.05
"""How much of the picture has to speak for a camera tilted by the usual angle."""
_SETTLED_S: Final = 1.0
_DRIFT_S: Final = 30.0


def up_of(pitch_deg: float, roll_deg: float) -> Vectors:
    """(3,) up in camera axes for a camera that looks up by `pitch_deg`, rolled clockwise."""
    pitch, roll = np.radians(pitch_deg), np.radians(roll_deg)
    return np.array([-np.sin(roll) * np.cos(pitch), -np.cos(roll) * np.cos(pitch), np.sin(pitch)])


def upright(up: Vectors) -> Vectors:
    """(3, 3) rotation from camera axes to the world's: y down along gravity, heading kept."""
    down = -up / np.linalg.norm(up)
    forward = np.array([0.0, 0.0, 1.0])
    ahead = forward - down * (forward @ down)
    ahead /= max(float(np.linalg.norm(ahead)), 1e-9)
    return np.stack([np.cross(down, ahead), down, ahead])


def estimated_up(normals: Vectors, start: Vectors | None = None) -> Vectors | None:
    """(3,) unit up that makes most of (N, 3) `normals` floors, ceilings or walls.

    Searches all likely camera poses, or refines `start`. None where there is too little to see.
    """
    if len(normals) < _FEWEST:
        return None
    up = _searched(normals) if start is None else start
    for _ in range(_ROUNDS):
        up = _refined(normals, up)
    return up


def _closeness(along: Vectors) -> tuple[Vectors, Vectors]:
    """How surely normals with that cosine to up are level ground, and how surely walls."""
    squared = along * along
    width = 2 * _SHARP * _SHARP
    return np.exp((squared - 1) / width), np.exp(-squared / width)


def _searched(normals: Vectors) -> Vectors:
    level, wall = _closeness(normals @ _POSES.T)
    score = np.maximum(level, wall).mean(axis=0) - _PRIOR * _UNLIKELY
    best: Vectors = _POSES[int(np.argmax(score))]
    return best


def _refined(normals: Vectors, up: Vectors) -> Vectors:
    level, wall = _closeness(normals @ up)
    spread = (normals * (wall - level)[:, None]).T @ normals / len(normals)
    spread -= 1e-3 * np.outer(up, up)
    found: Vectors = np.linalg.eigh(spread)[1][:, 0]
    return found if found @ up >= 0 else -found


def _candidates() -> tuple[Vectors, Vectors]:
    poses = [(p, r) for p in np.arange(-70, 71, 5.0) for r in np.arange(-30, 31, 5.0)]
    unlikely = [(p / _USUAL_PITCH_DEG) ** 2 + (r / _USUAL_ROLL_DEG) ** 2 for p, r in poses]
    return np.array([up_of(p, r) for p, r in poses]), np.array(unlikely)


_POSES, _UNLIKELY = _candidates()


class Gravity:
    """Remembers which way is up: the mean of the first second, which then hardly moves."""

    def __init__(self) -> None:
        self._up = up_of(0, 0)
        self._seen_s = 0.0

    @property
    def rotation(self) -> Vectors:
        """(3, 3) from camera axes to the world's."""
        return upright(self._up)

    def reset(self) -> None:
        """Find it again."""
        self._up, self._seen_s = up_of(0, 0), 0.0

    def update(self, geometry: Geometry, dt_s: float) -> None:
        """Take in the normals of one more map, `dt_s` after the last one."""
        settled = self._seen_s >= _SETTLED_S
        found = estimated_up(_sampled(geometry), self._up if settled else None)
        if found is None:
            return
        dt_s = max(dt_s, 1e-3)
        self._seen_s += dt_s
        share = approach(dt_s, _DRIFT_S) if settled else dt_s / self._seen_s
        mixed = self._up + share * (found - self._up)
        self._up = mixed / max(float(np.linalg.norm(mixed)), 1e-9)


def _sampled(geometry: Geometry) -> Vectors:
    """(N, 3) a regular sample of the normals that may be walls and floors: not people."""
    step = max(1, int(np.sqrt(geometry.depth.size / _SAMPLES)))
    chosen = geometry.valid[::step, ::step]
    if geometry.person is not None:
        chosen = chosen & (geometry.person[::step, ::step] < 0.5)
    normals = geometry.normals[::step, ::step][chosen].astype(np.float64)
    return normals[np.isfinite(normals).all(axis=1)]
