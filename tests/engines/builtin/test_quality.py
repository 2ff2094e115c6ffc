"""A small evaluation of the embedded nets, on pictures of which the truth is known."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from camfilter.engines.builtin import open_engine
from camfilter.frames import Frame
from camfilter.settings import FilterSettings
from camfilter.sources.demo import DemoSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from camfilter.engines.base import Engine
    from camfilter.frames import Geometry

_DATA = Path(__file__).parents[2] / "data" / "builtin"
_NETS: dict[str, dict[str, Any]] = {
    "fast": {},
    "int8": {"precision": "int8"},
    "quality": {"inference_resolution": 640},
}


@pytest.fixture(scope="module", params=list(_NETS))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = open_engine(FilterSettings().changed(**_NETS[request.param]))
    yield engine
    engine.close()


def _held_out(name: str) -> dict[str, NDArray[np.generic]]:
    with np.load(_DATA / f"{name}.npz") as arrays:
        return dict(arrays)


def _seen(engine: Engine, rgb: NDArray[np.uint8]) -> Geometry:
    return engine.infer(Frame(np.ascontiguousarray(rgb), 0, 0))


def _at_size(mask: NDArray[np.bool_], like: NDArray[np.generic]) -> NDArray[np.bool_]:
    size = like.shape[1], like.shape[0]
    nearest = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(nearest, np.bool_)


def _overlap(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    return float((said & truth).sum() / (said | truth).sum())


def _inverse(geometry: Geometry) -> NDArray[np.float32]:
    inverse = np.zeros_like(geometry.depth)
    np.divide(1, geometry.depth, out=inverse, where=geometry.valid)
    return inverse


def test_the_sky_of_a_street_is_not_valid(engine: Engine) -> None:
    street = _held_out("street")
    for rgb, solid in zip(street["rgb"], street["mask"], strict=True):
        geometry = _seen(engine, rgb)
        assert _overlap(~geometry.valid, ~_at_size(solid, geometry.depth)) > 0.8


def test_a_person_is_found(engine: Engine) -> None:
    webcam = _held_out("webcam")
    for rgb, person in zip(webcam["rgb"], webcam["mask"], strict=True):
        geometry = _seen(engine, rgb)
        assert geometry.person is not None
        assert _overlap(geometry.person > 0.5, _at_size(person, geometry.depth)) > 0.8


def test_distances_are_the_true_ones_up_to_scale_and_shift(engine: Engine) -> None:
    webcam = _held_out("webcam")
    found = []
    for rgb, depth in zip(webcam["rgb"], webcam["depth"], strict=True):
        geometry = _seen(engine, rgb)
        true = cv2.resize(depth.astype(np.float32), geometry.depth.shape[::-1])
        known = geometry.valid & (true > 0.1)
        columns = np.stack([1 / geometry.depth[known], np.ones(known.sum())], 1)
        scale, shift = np.linalg.lstsq(columns, 1 / true[known], rcond=None)[0]
        aligned = np.maximum(columns[:, 0] * scale + shift, 1e-3)
        found.append(np.median(np.abs(1 / true[known] / aligned - 1)))
    assert np.mean(found) < 0.2


@pytest.mark.parametrize("name", ["street", "webcam"])
def test_the_camera_is_roughly_known(engine: Engine, name: str) -> None:
    held = _held_out(name)
    for rgb, focal in zip(held["rgb"], held["focal"], strict=True):
        camera = _seen(engine, rgb).intrinsics
        assert camera is not None
        assert camera.fx == pytest.approx(float(focal), rel=0.35)


def test_the_person_of_the_demo_is_seen_in_front_of_the_room(engine: Engine) -> None:
    source = DemoSource(realtime=False)
    source.open()
    try:
        frames = [source.read(5) for _ in range(60)]
    finally:
        source.close()
    for frame in frames[::20]:
        assert frame is not None
        geometry = engine.infer(frame)
        assert geometry.person is not None
        person = geometry.person > 0.5
        assert 0.15 < person.mean() < 0.45
        inverse = _inverse(geometry)
        assert np.median(inverse[person]) > 3 * np.median(inverse[~person])


def test_a_still_scene_stays_still_under_noise(engine: Engine) -> None:
    rgb = _held_out("webcam")["rgb"][0].astype(np.float32)
    generator = np.random.default_rng(0)
    maps = []
    for _ in range(4):
        noisy = np.clip(np.round(rgb + generator.normal(0, 4, rgb.shape)), 0, 255)
        inverse = _inverse(_seen(engine, noisy.astype(np.uint8)))
        low, high = np.percentile(inverse, (2, 98))
        maps.append(np.clip((inverse - low) / (high - low), 0, 1))
    assert np.mean([np.abs(one - other).mean() for one, other in pairwise(maps)]) < 0.015


def test_int8_says_what_fp32_says() -> None:
    nets = [open_engine(FilterSettings().changed(**_NETS[name])) for name in ("fast", "int8")]
    for name in ("street", "webcam"):
        for rgb in _held_out(name)["rgb"]:
            one, other = (_seen(net, rgb) for net in nets)
            both = one.valid & other.valid
            assert _overlap(one.valid, other.valid) > 0.98
            assert np.corrcoef(1 / one.depth[both], 1 / other.depth[both])[0, 1] > 0.995
            cosine = (one.normals * other.normals).sum(axis=2).clip(-1, 1)
            assert np.degrees(np.arccos(cosine)).mean() < 2.5
    for net in nets:
        net.close()
