"""The C++ kernels, compiled by NVRTC through CuPy for a GPU or by the system's compiler."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from training.render.tables import defines

if TYPE_CHECKING:
    from torch import Tensor

_FOLDER = Path(__file__).with_name("kernels")
_PARTS = (
    "noise", "raster", "texture", "pattern", "sky", "surface", "light", "shade",
)  # fmt: skip
_NAMES = ("place", "raster", "guide", "veil", "shade", "reflect", "bounce", "flow")
_THREADS = {"shade": 128, "bounce": 64}
_LARGE_BLOCKS = 132 * 16

# One struct for all kernels: each reads what it needs. Every member has eight bytes.
_MEMBERS = {
    "const float *": "linear_colour vertices uvs instances materials scenes lights views "
    "later_views shadow_views shadow_depths camera_axes camera_places "
    "later_axes later_corners later_depth",
    "float *": "glosses corners bounces out_colour out_depth out_normals out_flow",
    "const int *": "faces uv_row scene_of first_material owner",
    "const u8 *": "slots later_hit",
    "const short *": "normals",
    "const u32 *": "texels",
    "u32 *": "large_count",
    "const i64 *": "first_face first_triangle pictures",
    "i64 *": "large",
    "u64 *": "nearest",
    "const u64 *": "shadow_nearest",
    "int *": "out_triangle",
    "u8 *": "out_hit out_person out_leafy out_seen veils",
    "i64 ": "triangles views_each width height samples lights_each bounces_each shadow_size "
    "large_room",
}
_ORDER = [name for names in _MEMBERS.values() for name in names.split()]


def _struct() -> str:
    lines = [f"    {kind}{name};" for kind, names in _MEMBERS.items() for name in names.split()]
    return "\n".join(["struct Frame {", *lines, "};", ""])


@cache
def source() -> str:
    """The whole program as one text."""
    texts = [(_FOLDER / "common.h").read_text(), defines(), _struct()]
    return "\n".join(texts + [(_FOLDER / f"{part}.h").read_text() for part in _PARTS])


class Kernels:
    """Launches the kernels on one device; `run` takes the members that a kernel needs by name."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._kernels = (
            _cuda_kernels(device.index or 0) if device.type == "cuda" else _host_kernels()
        )
        self._fixed: dict[str, Tensor | int] = {}

    def keep(self, **members: Tensor | int) -> None:
        """Members that every later call gets."""
        self._fixed |= members

    def run(self, name: str, count: int, **members: Tensor | int) -> None:
        """Run a kernel for `count` items."""
        if count == 0:
            return
        if count >= 1 << 32:
            raise ValueError(f"{name}: {count} items are too many; render smaller batches")
        given = self._fixed | members
        values = [_word(given.get(member, 0)) for member in _ORDER]
        frame = torch.tensor(values, dtype=torch.int64)
        if self._device.type == "cuda":
            self._launch(name, frame.to(self._device), count)
        else:
            self._kernels[name](ctypes.c_void_p(frame.data_ptr()), ctypes.c_longlong(count))

    def _launch(self, name: str, frame: Tensor, count: int) -> None:
        import cupy

        index = self._device.index or 0
        stream = torch.cuda.current_stream(self._device).cuda_stream
        threads = _THREADS.get(name, 256)
        blocks = -(-count // threads)
        arguments = (frame.data_ptr(), ctypes.c_longlong(count).value)
        with cupy.cuda.Device(index), cupy.cuda.ExternalStream(stream, index):
            self._kernels[name]((blocks,), (threads,), _cuda_arguments(arguments))
            if name == "raster":
                self._kernels["raster_large"]((_LARGE_BLOCKS,), (256,), _cuda_arguments(arguments))


def _cuda_arguments(arguments: tuple[int, int]) -> tuple[Any, Any]:
    import numpy as np

    return np.uint64(arguments[0]), np.int64(arguments[1])


def _word(value: Tensor | int) -> int:
    """A member as a number: the address of a tensor, which must lie without gaps."""
    if isinstance(value, int):
        return value
    if not value.is_contiguous():
        raise ValueError(f"a kernel needs a contiguous tensor, not {tuple(value.shape)}")
    return value.data_ptr()


@cache
def _cuda_kernels(index: int) -> dict[str, Any]:
    import cupy

    with cupy.cuda.Device(index):
        module = cupy.RawModule(code=source(), options=("--std=c++17",), backend="nvrtc")
        return {name: module.get_function(name) for name in (*_NAMES, "raster_large")}


@cache
def _host_kernels() -> dict[str, Any]:
    library = ctypes.CDLL(str(_built()))
    return {name: getattr(library, name) for name in _NAMES}


_FLAGS = ["-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
_FLAGS += ["-std=c++17", "-shared", "-fPIC"]


def _built() -> Path:
    """The shared library for this machine, built once for each version of the source."""
    compiler = os.environ.get("CXX", "g++")
    mark = hashlib.sha256((source() + compiler).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"render_kernels_{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    built = folder / f"{mark}.so"
    if not built.exists():
        with tempfile.TemporaryDirectory(dir=folder) as work:
            text, fresh = Path(work) / "kernels.cpp", Path(work) / "kernels.so"
            text.write_text(source())
            subprocess.run([compiler, *_FLAGS, "-o", str(fresh), str(text)], check=True)
            fresh.replace(built)
    return built
