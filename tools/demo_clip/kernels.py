"""Compiles raster.c with the system's C compiler and wraps it for NumPy arrays."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from figure import Cloth, Figure
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FLAGS = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]
_float, _int, _pointer = ctypes.c_float, ctypes.c_int32, ctypes.c_void_p


class _Material(ctypes.Structure):
    _fields_ = (
        [("colour", _pointer), ("bump", _pointer)]
        + [(n, _int) for n in ("width", "height", "bump_width", "bump_height")]
        + [("tint", _float * 3)]
        + [(n, _float) for n in ("specular", "roughness", "bump_strength", "opacity_gain", "rim")]
    )


class _View(ctypes.Structure):
    _fields_ = (
        [
            (n, _pointer)
            for n in (
                "position",
                "normal",
                "irradiance",
                "gradient",
                "corner",
                "texture",
                "material",
            )
        ]
        + [("materials", _pointer)]
        + [(n, _float) for n in ("focal", "centre_x", "centre_y")]
        + [("key", _float * 3), ("key_colour", _float * 3), ("width", _int), ("height", _int)]
    )


class _Light(ctypes.Structure):
    _fields_ = [("axis", _float * 9), ("colour", _float * 3), ("is_key", _float)]


class _Caster(ctypes.Structure):
    _fields_ = (
        [(n, _pointer) for n in ("position", "normal", "wrap")]
        + [("vertices", _int), ("corner", _pointer), ("triangles", _int)]
        + [("centre", _float * 3), ("radius", _float), ("size", _int)]
    )


def compile_kernels() -> ctypes.CDLL:
    """The kernels as a loaded library, built afresh for this machine."""
    folder = Path(tempfile.mkdtemp(prefix="demo_clip_"))
    library = folder / "raster.so"
    source = Path(__file__).with_name("raster.c")
    subprocess.run(["gcc", *FLAGS, "-o", str(library), str(source), "-lm"], check=True)
    kernels = ctypes.CDLL(str(library))
    kernels.prepare()
    return kernels


def _at(array: NDArray[np.generic] | None) -> int | None:
    return None if array is None else array.ctypes.data


def _floats(array: NDArray[np.floating]) -> Floats:
    return np.ascontiguousarray(array, np.float32)


@dataclass(frozen=True, slots=True)
class LightSet:
    """Distant lights: directions towards them (N, 3), radiance x solid angle / pi (N, 3)."""

    directions: Floats
    colours: Floats
    is_key: NDArray[np.bool_]

    @property
    def key(self) -> tuple[Floats, Floats]:
        """Mean direction and summed colour of the key lights."""
        mean = (
            self.directions[self.is_key] * self.colours[self.is_key].mean(1, keepdims=True)
        ).sum(0)
        return mean / np.linalg.norm(mean), self.colours[self.is_key].sum(0)


def _light_array(lights: LightSet) -> ctypes.Array[_Light]:
    count, keys = len(lights.directions), max(1, int(lights.is_key.sum()))
    table = (_Light * count)()
    for i, d in enumerate(lights.directions):
        side = np.cross(d, [0.31, 0.2, 0.93])
        side /= np.linalg.norm(side)
        table[i].axis[:] = [float(x) for x in np.concatenate([side, np.cross(d, side), d])]
        table[i].colour[:] = [float(x) for x in lights.colours[i]]
        table[i].is_key = float(lights.is_key[i]) / keys
    return table


class Painter:
    """Lights and draws figures with one camera at a given supersampling."""

    def __init__(self, width: int, height: int, focal: float) -> None:
        self._kernels = compile_kernels()
        self.width, self.height, self.focal = width, height, focal

    def light(
        self,
        figure: Figure,
        points: Floats,
        normals: Floats,
        lights: LightSet,
        room: tuple[Floats, Floats],
        size: int,
    ) -> tuple[Floats, Floats, Floats]:
        """Irradiance / pi (N, 3), its gradient and key share (N, 4), light kept by room points."""
        low, high = points.min(axis=0), points.max(axis=0)
        caster = _Caster(
            _at(points),
            _at(normals),
            _at(figure.wrap),
            len(points),
            _at(figure.corner),
            len(figure.corner),
        )
        caster.centre[:] = [float(x) for x in (low + high) / 2]
        caster.radius, caster.size = float(np.linalg.norm(high - low) / 2), size
        irradiance, gradient = np.zeros_like(points), np.zeros((len(points), 4), np.float32)
        blocked, total = np.zeros(len(room[0]), np.float32), np.full(len(room[0]), 1e-6, np.float32)
        outputs = [_pointer(_at(a)) for a in (irradiance, gradient)]
        places = [_pointer(_at(a)) for a in room]
        shares = [_pointer(_at(a)) for a in (blocked, total)]
        table, by_caster = _light_array(lights), ctypes.byref(caster)
        self._kernels.light(table, len(table), by_caster, *outputs, *places, len(room[0]), *shares)
        return irradiance, gradient, 1 - blocked / total

    def draw(
        self, figure: Figure, view_points: Floats, view_normals: Floats, lit: tuple[Floats, Floats],
        key: tuple[Floats, Floats], depth: Floats,
    ) -> Floats:  # fmt: skip
        """Premultiplied linear RGBA (H, W, 4); depth (H, W) is read and brought up to date."""
        materials, kept = _materials([p.cloth for p in figure.parts])
        held = [_floats(a) for a in (view_points, view_normals, *lit)]
        view = _View(
            *[_at(a) for a in held], _at(figure.corner), _at(figure.texture), _at(figure.material)
        )
        view.materials = ctypes.addressof(materials)
        view.focal, view.centre_x, view.centre_y = self.focal, self.width / 2, self.height / 2
        view.key[:], view.key_colour[:] = [float(x) for x in key[0]], [float(x) for x in key[1]]
        view.width, view.height = self.width, self.height
        rgba = np.zeros((self.height, self.width, 4), np.float32)
        nearest = np.full((self.height, self.width), -1, np.int32)
        by_view = ctypes.byref(view)
        opaque = figure.opaque
        self._kernels.rasterise(
            by_view,
            _pointer(_at(opaque)),
            len(opaque),
            _pointer(_at(depth)),
            _pointer(_at(nearest)),
        )
        self._kernels.resolve(by_view, _pointer(_at(nearest)), _pointer(_at(rgba)))
        far = -view_points[figure.corner[figure.clear], 2].mean(axis=1)
        clear = np.ascontiguousarray(figure.clear[np.argsort(far)])
        self._kernels.blend(
            by_view, _pointer(_at(clear)), len(clear), _pointer(_at(depth)), _pointer(_at(rgba))
        )
        del kept
        return rgba


def _materials(cloths: list[Cloth]) -> tuple[ctypes.Array[_Material], list[NDArray[np.uint8]]]:
    table, kept = (_Material * len(cloths))(), []
    for row, cloth in zip(table, cloths, strict=True):
        kept += [cloth.colour] + ([] if cloth.bump is None else [cloth.bump])
        row.colour, row.bump = _at(cloth.colour), _at(cloth.bump)
        row.height, row.width = cloth.colour.shape[:2]
        if cloth.bump is not None:
            row.bump_height, row.bump_width = cloth.bump.shape[:2]
        row.tint[:] = cloth.tint
        for name in ("specular", "roughness", "bump_strength", "opacity_gain", "rim"):
            setattr(row, name, getattr(cloth, name))
    return table, kept
