"""The values that flow through camfilter: pictures in, geometry out.

Camera axes are OpenCV's: x right, y down, z forward. A surface that faces the camera has the
normal (0, 0, -1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FACING: Final = (0.0, 0.0, -1.0)
"""The normal of a surface that faces the camera."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a source; nobody writes to it after it was handed over.

    Attributes:
        rgb: (H, W, 3) uint8, C-contiguous.
        time_ns: when it was taken, on the monotonic clock of `time.monotonic_ns`.
        index: counts the frames of one source from 0, the dropped ones included.
        alpha: (H, W) uint8 coverage, where the source has one.
        known: what was worked out from this very picture, to be used again.
    """

    rgb: NDArray[np.uint8]
    time_ns: int
    index: int
    alpha: NDArray[np.uint8] | None = None
    known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.rgb.shape[0], self.rgb.shape[1]


@dataclass(frozen=True, slots=True)
class Intrinsics:
    """A pinhole camera; fx and cx in picture widths, fy and cy in picture heights."""

    fx: float
    fy: float
    cx: float = 0.5
    cy: float = 0.5

    @classmethod
    def from_fov(cls, horizontal_deg: float, height: int, width: int) -> Intrinsics:
        """The camera with square pixels that sees `horizontal_deg` across `width`."""
        fx = 0.5 / float(np.tan(np.radians(horizontal_deg) / 2))
        return cls(fx, fx * width / height)

    def rays(self, height: int, width: int) -> NDArray[np.float32]:
        """(height, width, 3): the point at depth 1 behind the centre of each pixel."""
        x = ((np.arange(width, dtype=np.float32) + 0.5) / width - self.cx) / self.fx
        y = ((np.arange(height, dtype=np.float32) + 0.5) / height - self.cy) / self.fy
        rays = np.ones((height, width, 3), np.float32)
        rays[..., 0] = x
        rays[..., 1] = y[:, None]
        return rays


@runtime_checkable
class View3D(Protocol):
    """A thing in space that can be seen from beside the camera."""

    def seen_from(
        self, yaw_deg: float, pitch_deg: float, pivot: float, height: int, width: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """(height, width, 3) RGB and (height, width) coverage in 0..1, of the thing turned.

        It turns about the point at depth `pivot` on the optical axis: with a positive yaw its near
        side goes left, with a positive pitch down. Black where it is not.
        """


@dataclass(frozen=True, slots=True)
class Geometry:
    """What an engine sees in one frame, at the engine's own size (h, w).

    Attributes:
        depth: (h, w) float32, distance along the optical axis; finite and positive where valid.
        normals: (h, w, 3) float32, unit length, in camera axes.
        valid: (h, w) bool; False where nothing is known (sky, holes).
        metric: whether `depth` is in metres; otherwise its unit is the engine's own.
        time_ns, index: of the frame that it was inferred from.
        intrinsics: of the camera, where the engine knows them.
        person: (h, w) float32 in 0..1, how surely a person is seen there.
        thickness: (h, w) float32, from the visible surface to the back of the object.
        splats: the engine's own 3D representation, if it has one; a `View3D` can be seen turned.
    """

    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    valid: NDArray[np.bool_]
    metric: bool
    time_ns: int
    index: int
    intrinsics: Intrinsics | None = None
    person: NDArray[np.float32] | None = None
    thickness: NDArray[np.float32] | None = None
    splats: Any = field(default=None, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.depth.shape[0], self.depth.shape[1]

    @classmethod
    def checked(
        cls,
        depth: NDArray[Any],
        normals: NDArray[Any],
        frame: Frame,
        *,
        metric: bool,
        valid: NDArray[np.bool_] | None = None,
        intrinsics: Intrinsics | None = None,
        person: NDArray[np.float32] | None = None,
        thickness: NDArray[np.float32] | None = None,
        splats: Any = None,
    ) -> Geometry:
        """Geometry of `frame` in which whatever is not finite or not in front is not valid.

        Where `valid` alone says so (the sky), the depth that the engine guessed is kept.

        Raises:
            ValueError: if the maps are not of one size.
        """
        if normals.shape != (*depth.shape, 3) or depth.ndim != 2:
            raise ValueError(f"depth {depth.shape} and normals {normals.shape} do not match")
        real = np.isfinite(depth) & (depth > 0) & np.isfinite(normals).all(axis=2)
        good = real if valid is None else real & valid
        if not real.all():
            depth = np.where(real, depth, 0)
        if not good.all():
            normals = np.where(good[..., None], normals, FACING)
        return cls(
            depth.astype(np.float32, copy=False),
            normals.astype(np.float32, copy=False),
            good,
            metric,
            frame.time_ns,
            frame.index,
            intrinsics,
            person,
            thickness,
            splats,
        )

    def save(self, path: Path) -> None:
        """Write depth, normals, valid, intrinsics (4, NaN where unknown) and metric as npz."""
        known = self.intrinsics
        camera = (known.fx, known.fy, known.cx, known.cy) if known else (np.nan,) * 4
        maps: dict[str, Any] = {"depth": self.depth, "normals": self.normals, "valid": self.valid}
        for name in ("person", "thickness"):
            extra = getattr(self, name)
            if extra is not None:
                maps[name] = extra
        np.savez_compressed(
            path,
            intrinsics=np.asarray(camera, np.float32),
            metric=np.asarray(self.metric),
            **maps,
        )
