from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from camfilter.engines import sam3d
from camfilter.engines.base import Adjustable, open_engine
from camfilter.errors import EngineError
from camfilter.frames import Frame, View3D
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from camfilter.engines.base import Engine


def _settings(**values: Any) -> FilterSettings:
    chosen = {
        "engine": "sam3d",
        "object_mask": "alpha",
        "diffusion_steps": 1,
        "inference_resolution": 256,
        "device": "cpu",
    }
    return FilterSettings().changed(**(chosen | values))


def _frame(height: int = 60, width: int = 80, alpha: np.ndarray | None = None) -> Frame:
    rgb = np.random.default_rng(4).integers(0, 256, (height, width, 3), np.uint8)
    return Frame(rgb, 11, 3, alpha)


@pytest.fixture
def engine(tiny_models: Path) -> Iterator[Engine]:
    engine, _ = open_engine(_settings())
    yield engine
    engine.close()


def test_a_frame_becomes_geometry_with_gaussians(engine: Engine) -> None:
    geometry = engine.infer(_frame())
    assert (geometry.time_ns, geometry.index, geometry.metric) == (11, 3, False)
    assert geometry.size == (60, 80)
    assert geometry.valid.any()
    assert (geometry.depth[geometry.valid] > 0).all()
    assert np.linalg.norm(geometry.normals, axis=2) == pytest.approx(1, abs=1e-3)
    assert geometry.thickness is not None
    assert geometry.thickness.shape == (60, 80)
    assert (geometry.thickness >= 0).all()
    assert isinstance(geometry.splats, View3D)
    assert geometry.intrinsics is not None
    assert engine.info.name == "sam3d"


def test_the_same_frame_gives_the_same_geometry(engine: Engine) -> None:
    first, second = engine.infer(_frame()), engine.infer(_frame())
    assert np.array_equal(first.depth, second.depth)


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(90, 640, (36, 256)), (640, 90, (256, 36)), (3, 200, (3, 200)), (256, 256, (256, 256))],
)
def test_the_geometry_has_the_shape_of_the_frame(
    engine: Engine, height: int, width: int, expected: tuple[int, int]
) -> None:
    geometry = engine.infer(_frame(height, width))
    assert geometry.size == expected


def test_the_alpha_of_a_frame_is_the_mask_of_the_object(engine: Engine) -> None:
    alpha = np.zeros((60, 80), np.uint8)
    alpha[20:40, 30:60] = 255
    masked, whole = engine.infer(_frame(alpha=alpha)), engine.infer(_frame())
    assert len(masked.splats.cloud) != len(whole.splats.cloud) or not torch.equal(
        masked.splats.cloud.xyz, whole.splats.cloud.xyz
    )
    opaque = engine.infer(_frame(alpha=np.full((60, 80), 255, np.uint8)))
    assert torch.equal(opaque.splats.cloud.xyz, whole.splats.cloud.xyz)


def test_an_empty_mask_is_refused_and_the_next_frame_works(engine: Engine) -> None:
    with pytest.raises(EngineError, match="mask") as refusal:
        engine.infer(_frame(alpha=np.zeros((60, 80), np.uint8)))
    assert refusal.value.remedy
    assert engine.infer(_frame()).valid.any()


def test_a_mask_of_one_pixel_is_refused(engine: Engine) -> None:
    alpha = np.zeros((60, 80), np.uint8)
    alpha[10, 10] = 255
    with pytest.raises(EngineError, match="1 x 1"):
        engine.infer(_frame(alpha=alpha))


@pytest.mark.parametrize("value", [0, 255])
def test_a_plain_picture_gives_finite_geometry(engine: Engine, value: int) -> None:
    geometry = engine.infer(Frame(np.full((50, 50, 3), value, np.uint8), 0, 0))
    assert np.isfinite(geometry.depth).all()
    assert np.isfinite(geometry.normals).all()


def test_a_closed_engine_says_so(tiny_models: Path) -> None:
    engine = sam3d.open_engine(_settings())
    engine.close()
    engine.close()
    engine.reset()
    with pytest.raises(EngineError, match="closed"):
        engine.infer(_frame())


@pytest.mark.parametrize(
    "values", [{"device": "cuda"}, {"precision": "int8"}, {"device": "directml"}]
)
def test_what_is_not_there_is_refused_with_a_remedy(
    tiny_models: Path, values: dict[str, str]
) -> None:
    with pytest.raises(EngineError) as refusal:
        sam3d.open_engine(_settings(**values))
    assert refusal.value.remedy


def test_missing_weights_are_named_with_the_command_that_gets_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("CAMFILTER_MODELS_DIR", "CAMFILTER_CACHE_DIR", "HF_HUB_CACHE"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    status = sam3d.status()
    assert not status.available
    assert "ss_generator.ckpt" in status.reason
    assert "models fetch sam3d" in status.remedy
    with pytest.raises(EngineError, match="not here"):
        sam3d.open_engine(_settings())


def test_the_decoder_of_32_serves_where_that_of_4_is_missing(
    tiny_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in tiny_models.rglob("*"):
        if path.is_file() and path.name != "slat_decoder_gs_4.ckpt":
            copy = tmp_path / "models" / path.relative_to(tiny_models)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(path)
    small = sam3d.open_engine(_settings())
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(tmp_path / "models"))
    large = sam3d.open_engine(_settings())
    counts = [len(engine.infer(_frame()).splats.cloud) for engine in (small, large)]
    assert counts[1] == 8 * counts[0]


def test_a_truncated_checkpoint_is_refused(
    tiny_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in tiny_models.rglob("*"):
        if path.is_file():
            copy = tmp_path / "models" / path.relative_to(tiny_models)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if path.name == "slat_generator.ckpt":
                copy.write_bytes(path.read_bytes()[:-9_000])
            else:
                copy.symlink_to(path)
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(tmp_path / "models"))
    with pytest.raises(EngineError, match=r"slat_generator\.ckpt"):
        sam3d.open_engine(_settings())


def test_the_projection_changes_while_the_engine_runs(engine: Engine) -> None:
    assert isinstance(engine, Adjustable)
    perspective = engine.infer(_frame())
    engine.adjust(_settings(projection="orthographic"))
    flat = engine.infer(_frame())
    assert flat.intrinsics is None
    assert flat.valid.any()
    assert not np.array_equal(flat.depth, perspective.depth)
