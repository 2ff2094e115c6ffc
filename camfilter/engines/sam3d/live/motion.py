"""How an object has moved, in OpenCV's axes, on the side of the processor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.look.arrays import Map


@dataclass(frozen=True, slots=True)
class Motion:
    """A point p goes to `scale * rotation @ p + translation`; all float64.

    Attributes:
        rotation: (3, 3), orthonormal.
        translation: (3,).
    """

    rotation: NDArray[np.float64]
    translation: NDArray[np.float64]
    scale: float

    @classmethod
    def none(cls, scale: float = 1.0) -> Motion:
        """What leaves everything where it is, or `scale` times as far from the camera."""
        return cls(np.eye(3), np.zeros(3), scale)

    def points(self, points: Map) -> Map:
        """Points (N, 3) moved."""
        return self.scale * (points @ self.rotation.T) + self.translation

    def back(self, points: Map) -> Map:
        """Points (N, 3) to where they were before this motion."""
        return ((points - self.translation) @ self.rotation) / self.scale

    def then(self, turn: Map, shift: Map, growth: float, centre: Map) -> Motion:
        """This, then a `turn` (3,) in radians and a `growth` about `centre`, then a `shift`."""
        rotation = rotation_by(turn)
        translation = growth * rotation @ (self.translation - centre) + centre + shift
        return Motion(_orthonormal(rotation @ self.rotation), translation, self.scale * growth)


def rotation_by(turn: Map) -> NDArray[np.float64]:
    """(3, 3) the rotation about the direction of `turn` (3,) by its length (Rodrigues)."""
    angle = float(np.linalg.norm(turn))
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = turn / angle
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def _orthonormal(rotation: Map) -> NDArray[np.float64]:
    """The nearest rotation: products of many lose their shape."""
    u, _, v = np.linalg.svd(rotation)
    return np.asarray(u @ v)
