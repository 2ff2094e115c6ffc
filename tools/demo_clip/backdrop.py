"""Path-traces the still room once: picture, geometry, and the light that falls on each person."""

from __future__ import annotations

import ctypes
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mitsuba as mi
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole: place, downward pitch and horizontal field of view in degrees, picture size."""

    place: tuple[float, float, float]
    pitch: float
    field: float
    width: int
    height: int

    @property
    def focal(self) -> float:
        return self.width / 2 / float(np.tan(np.radians(self.field / 2)))

    @property
    def axes(self) -> Floats:
        """Rows: right, down and forward in the room."""
        c, s = np.cos(np.radians(self.pitch)), np.sin(np.radians(self.pitch))
        return np.array([[1, 0, 0], [0, -s, -c], [0, c, -s]], np.float32)

    def rays(self, scale: int) -> Floats:
        """Directions (H, W, 3) with unit forward part, at `scale` times the picture's size."""
        x = ((np.arange(self.width * scale) + 0.5) / scale - self.width / 2) / self.focal
        y = ((np.arange(self.height * scale) + 0.5) / scale - self.height / 2) / self.focal
        grid = np.stack([*np.meshgrid(x, y), np.ones((self.height * scale, self.width * scale))], 2)
        return (grid @ self.axes).astype(np.float32)


def _sensor(origin: Any, target: Any, up: Any, field: float, width: int, height: int) -> Any:
    return mi.load_dict({
        "type": "perspective", "fov": field, "fov_axis": "x",
        "to_world": mi.ScalarTransform4f().look_at(list(origin), list(target), list(up)),
        "film": {"type": "hdrfilm", "width": width, "height": height, "rfilter": {"type": "box"}},
        "sampler": {"type": "independent"},
    })  # fmt: skip


def trace(scene: Any, camera: Camera, samples: int) -> Floats:
    """Denoised linear RGB (H, W, 3)."""
    origin = np.array(camera.place)
    sensor = _sensor(
        origin, origin + camera.axes[2], -camera.axes[1], camera.field, camera.width, camera.height
    )
    integrator = mi.load_dict(
        {"type": "aov", "aovs": "al:albedo,n:sh_normal", "img": {"type": "path", "max_depth": 7}}
    )
    passes = max(1, samples // 16)
    layers = []
    for seed in range(passes):
        layer = mi.render(scene, sensor=sensor, integrator=integrator, spp=16, seed=seed)
        layers.append(np.minimum(np.array(layer), 60))
    total = np.mean(layers, axis=0)
    rgb, albedo, normal = (
        np.ascontiguousarray(p) for p in (total[:, :, :3], total[:, :, -6:-3], total[:, :, -3:])
    )
    return denoise(rgb, albedo, normal)


def denoise(rgb: Floats, albedo: Floats, normal: Floats) -> Floats:
    """Intel Open Image Denoise, from the `oidn` package, whose TBB library must be loaded first."""
    found = importlib.util.find_spec("oidn")
    if found is None or found.origin is None:
        raise SystemExit("The package oidn is missing. Install what README.md lists.")
    folder = Path(found.origin).parent / "lib.linux.x64"
    for name in sorted(folder.glob("libtbb.so*")):
        ctypes.CDLL(str(name), mode=ctypes.RTLD_GLOBAL)
    import oidn

    device = oidn.NewDevice()
    oidn.CommitDevice(device)
    task = oidn.NewFilter(device, "RT")
    result = np.zeros_like(rgb)
    oidn.SetSharedFilterImage(task, "color", rgb, oidn.FORMAT_FLOAT3, rgb.shape[1], rgb.shape[0])
    oidn.SetSharedFilterImage(
        task, "albedo", albedo, oidn.FORMAT_FLOAT3, rgb.shape[1], rgb.shape[0]
    )
    oidn.SetSharedFilterImage(
        task, "normal", normal, oidn.FORMAT_FLOAT3, rgb.shape[1], rgb.shape[0]
    )
    oidn.SetSharedFilterImage(
        task, "output", result, oidn.FORMAT_FLOAT3, rgb.shape[1], rgb.shape[0]
    )
    set_flag = ctypes.CDLL(str(next(folder.glob("libOpenImageDenoise.so*")))).oidnSetFilter1b
    set_flag(ctypes.c_void_p(task), b"hdr", ctypes.c_bool(True))
    oidn.CommitFilter(task)
    oidn.ExecuteFilter(task)
    return result


def geometry(scene: Any, camera: Camera, scale: int) -> tuple[Floats, Floats]:
    """Room points and normals (H, W, 3) seen through every pixel centre."""
    rays = camera.rays(scale)
    flat = rays.reshape(-1, 3)
    direction = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    hit = scene.ray_intersect(mi.Ray3f(mi.Point3f(*camera.place), mi.Vector3f(direction.T)))
    points = (
        np.array(camera.place, np.float32) + direction * np.minimum(np.array(hit.t), 50)[:, None]
    )
    normals = np.array(hit.sh_frame.n).T
    return tuple(a.reshape(rays.shape).astype(np.float32) for a in (points, normals))


_CUBE = (
    ((1, 0, 0), (0, 0, 1)),
    ((-1, 0, 0), (0, 0, 1)),
    ((0, 1, 0), (0, 0, 1)),
    ((0, -1, 0), (0, 0, 1)),
    ((0, 0, 1), (0, 1, 0)),
    ((0, 0, -1), (0, 1, 0)),
)


def surroundings(
    scene: Any, place: tuple[float, float, float], samples: int, size: int = 48
) -> tuple[Floats, Floats]:
    """Directions (N, 3) and radiance x solid angle (N, 3) of what a place sees, on a cube."""
    directions, light = [], []
    for forward, up in _CUBE:
        f, u = np.array(forward, float), np.array(up, float)
        sensor = _sensor(place, np.array(place) + f, u, 90, size, size)
        integrator = mi.load_dict({"type": "path", "max_depth": 6})
        image = np.array(mi.render(scene, sensor=sensor, integrator=integrator, spp=samples))[
            :, :, :3
        ]
        across = np.cross(f, u)
        a = (np.arange(size) + 0.5) / size * 2 - 1
        grid = f + a[None, :, None] * across - a[:, None, None] * u
        length = np.linalg.norm(grid, axis=2, keepdims=True)
        directions.append((grid / length).reshape(-1, 3))
        light.append((image * (4 / size**2) / length**3).reshape(-1, 3))
    return np.concatenate(directions).astype(np.float32), np.concatenate(light).astype(np.float32)


def cluster(
    directions: Floats, light: Floats, count: int, key_count: int
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """A few lights that stand for all (weighted k-means); the brightest are marked as the key."""
    power = light @ np.array([0.3, 0.6, 0.1], np.float32)
    weight = power + 0.25 * power.mean()
    rng = np.random.default_rng(0)
    centres = directions[rng.choice(len(directions), count, replace=False, p=weight / weight.sum())]
    for _ in range(12):
        nearest = (directions @ centres.T).argmax(axis=1)
        summed = np.stack(
            [np.bincount(nearest, weight * directions[:, k], count) for k in range(3)], 1
        )
        centres = (summed / (np.linalg.norm(summed, axis=1, keepdims=True) + 1e-9)).astype(
            np.float32
        )
    colours = np.stack([np.bincount(nearest, light[:, k], count) for k in range(3)], 1) / np.pi
    spread = np.bincount(nearest, minlength=count)
    brightness = colours.sum(1) / np.maximum(spread, 1)
    key = np.zeros(count, bool)
    key[np.argsort(brightness)[-key_count:]] = True
    return centres, colours.astype(np.float32), key
