from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from camfilter.frames import Frame, Geometry


@dataclass
class Maker:
    """Makes frames and geometry of one scene, 1/30 s apart."""

    height: int = 90
    width: int = 160
    index: int = 0

    def frame(self, rgb: np.ndarray | None = None, *, gap_s: float = 1 / 30) -> Frame:
        if rgb is None:
            rgb = np.full((self.height, self.width, 3), 128, np.uint8)
        self.index += 1
        return Frame(rgb, int(self.index * gap_s * 1e9) + 10**9, self.index)

    def geometry(self, depth: np.ndarray, frame: Frame, **extra: object) -> Geometry:
        normals = np.zeros((*depth.shape, 3), np.float32)
        normals[..., 2] = -1
        extra.setdefault("metric", False)
        return Geometry.checked(depth.astype(np.float32), normals, frame, **extra)


@pytest.fixture
def maker() -> Maker:
    return Maker()


def texture(height: int, width: int, seed: int = 1) -> np.ndarray:
    """A picture that can be tracked and whose grey levels stay away from the ends."""
    import cv2

    rng = np.random.default_rng(seed)
    rough = rng.integers(60, 196, (height // 6 + 2, width // 6 + 2, 3)).astype(np.uint8)
    return cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def textured():
    return texture
