from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from camfilter.engines.base import infer_still
from camfilter.engines.builtin import open_engine, status
from camfilter.engines.builtin.engine import working_size
from camfilter.errors import EngineError
from camfilter.frames import Frame
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from camfilter.engines.base import Engine
    from camfilter.frames import Geometry


@pytest.fixture(
    scope="module",
    params=[
        {"inference_resolution": 256},
        {"inference_resolution": 256, "precision": "int8"},
        {"inference_resolution": 576},
    ],
    ids=["fast", "int8", "quality"],
)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = open_engine(FilterSettings().changed(**request.param))
    yield engine
    engine.close()


def still(engine: Engine) -> Callable[[Frame], Geometry]:
    return lambda frame: infer_still(engine, frame)


def _frame(rgb: NDArray[np.uint8]) -> Frame:
    return Frame(rgb, 5, 7)


_NOISE = np.random.default_rng(0).integers(0, 256, (90, 160, 3), np.uint8)


@pytest.mark.parametrize("look", [lambda engine: engine.infer, still], ids=["frame", "still"])
@pytest.mark.parametrize(
    "rgb",
    [
        np.zeros((72, 128, 3), np.uint8),
        np.full((72, 128, 3), 255, np.uint8),
        _NOISE,
        np.full((1, 1, 3), 90, np.uint8),
        np.full((3, 2000, 3), 90, np.uint8),
        np.full((2000, 3, 3), 90, np.uint8),
        np.full((4320, 7680, 3), 90, np.uint8),
    ],
    ids=["black", "white", "noise", "1x1", "wide", "tall", "8K"],
)
def test_any_picture_gives_finite_depth_and_unit_normals(
    engine: Engine, rgb: NDArray[np.uint8], look: Callable[[Engine], Callable[[Frame], Geometry]]
) -> None:
    geometry = look(engine)(_frame(rgb))
    assert geometry.valid.any()
    assert np.isfinite(geometry.depth).all()
    assert (geometry.depth[geometry.valid] > 0).all()
    assert np.linalg.norm(geometry.normals, axis=2) == pytest.approx(1, abs=1e-3)
    assert geometry.person is not None
    assert geometry.person.min() >= 0
    assert geometry.person.max() <= 1
    camera = geometry.intrinsics
    assert camera is not None
    assert 0.1 < camera.fx < 10
    assert camera.fy * rgb.shape[0] == pytest.approx(camera.fx * rgb.shape[1])
    assert (camera.cx, camera.cy) == (0.5, 0.5)
    assert (geometry.time_ns, geometry.index, geometry.metric) == (5, 7, False)


def test_a_still_is_seen_finer_and_at_no_other_depth(engine: Engine) -> None:
    frame = _frame(cv2.GaussianBlur(cv2.resize(_NOISE, (640, 360)), (0, 0), 9))
    once, still = engine.infer(frame), infer_still(engine, frame)
    assert np.prod(still.depth.shape) > 1.5 * np.prod(once.depth.shape)
    size = still.depth.shape[::-1]
    both = [1 / cv2.resize(each.depth, size).ravel() for each in (once, still)]
    assert np.corrcoef(both)[0, 1] > 0.9


def test_the_floor_lies_below_and_nearer_than_the_sky(engine: Engine) -> None:
    rows = np.linspace(0, 1, 240)[:, None]
    sky, ground = np.array([150, 190, 240]), np.array([90, 85, 80])
    street = np.where(rows[..., None] < 0.5, sky, ground * (0.6 + 0.5 * rows[..., None]))
    rgb = np.repeat(street, 320, axis=1)
    rgb[120:] += np.random.default_rng(1).normal(0, 12, (120, 320, 1))
    geometry = engine.infer(_frame(rgb.clip(0, 255).astype(np.uint8)))
    rows_seen = geometry.depth.shape[0]
    inverse = np.zeros_like(geometry.depth)
    np.divide(1, geometry.depth, out=inverse, where=geometry.valid)
    near, far = inverse[-rows_seen // 4 :], inverse[: rows_seen // 4]
    assert np.median(near) > 2 * np.median(far)
    up = -geometry.normals[-rows_seen // 4 :, :, 1]
    assert np.median(up) > 0.5


@pytest.mark.parametrize(
    ("picture", "resolution", "expected"),
    [
        ((720, 1280), 512, (256, 448)),
        ((480, 640), 512, (288, 384)),
        ((1280, 720), 512, (448, 256)),
        ((375, 1242), 512, (192, 608)),
        ((720, 1280), 256, (128, 224)),
        ((1080, 1920), 1024, (512, 896)),
        ((1, 1), 512, (320, 320)),
        ((10, 10_000), 512, (64, 768)),
    ],
)
def test_the_working_size_keeps_shape_and_area(
    picture: tuple[int, int], resolution: int, expected: tuple[int, int]
) -> None:
    assert working_size(*picture, resolution) == expected


@pytest.mark.parametrize("picture", [(480, 640), (720, 1280), (375, 1242), (8, 8000), (3000, 1)])
@pytest.mark.parametrize("resolution", [256, 512, 1024])
def test_what_is_measured_in_training_works_at_the_same_size(
    picture: tuple[int, int], resolution: int
) -> None:
    measured = pytest.importorskip("training.evaluate.models", exc_type=ImportError)
    expected = measured.working_size(*picture, resolution * 3 // 4)
    assert working_size(*picture, resolution) == expected


def test_the_engine_is_always_available_here() -> None:
    assert status().available


@pytest.mark.parametrize("values", [{"device": "cuda"}, {"precision": "fp16"}])
def test_what_is_not_there_is_refused_with_a_remedy(values: dict[str, str]) -> None:
    with pytest.raises(EngineError) as refusal:
        open_engine(FilterSettings().changed(**values))
    assert refusal.value.remedy


def test_a_closed_engine_says_so() -> None:
    engine = open_engine(FilterSettings().changed(inference_resolution=256))
    engine.close()
    engine.close()
    with pytest.raises(EngineError, match="closed"):
        engine.infer(_frame(_NOISE))
