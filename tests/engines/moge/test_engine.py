from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor

from camfilter.engines import moge
from camfilter.engines.base import EngineInfo
from camfilter.engines.moge.device import choose_device, choose_half
from camfilter.engines.moge.engine import MogeEngine, map_size, token_count
from camfilter.engines.moge.loading import load_network
from camfilter.engines.moge.output import Prediction, rays
from camfilter.errors import EngineError
from camfilter.frames import Frame
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from pathlib import Path

INFO = EngineInfo("moge", "MoGe 2 ViT-S", "cpu", metric=True)
FX = 0.9


def frame(height: int = 90, width: int = 160) -> Frame:
    rng = np.random.default_rng(3)
    return Frame(rng.integers(0, 255, (height, width, 3), np.uint8), 5, 7)


class Wall:
    """A network that sees a tilted plane behind a shifted z, the left quarter of it unknown.

    Where its picture is `hot` and its work in float16, some points overflow.
    """

    token_range = (1200, 3600)

    def __init__(self, *, scale: float | None = 2.0, error: Exception | None = None) -> None:
        self.scale = scale
        self.error = error
        self.calls: list[tuple[int, torch.dtype]] = []
        self.hot = False

    def float(self) -> Wall:
        return self

    def __call__(
        self, pictures: Tensor, tokens: int, size: tuple[int, int] | None = None
    ) -> Prediction:
        half = torch.is_autocast_enabled("cpu")
        self.calls.append((tokens, torch.float16 if half else torch.float32))
        if self.error is not None:
            raise self.error
        assert pictures.dtype == torch.float32
        assert 0 <= float(pictures.min()) <= float(pictures.max()) <= 1
        assert size is not None
        rows, columns = size
        aspect = pictures.shape[-1] / pictures.shape[-2]
        fx = torch.tensor([FX])
        directions = rays(rows, columns, fx, fx * aspect)
        depth = 2 / (1 - 0.3 * directions[..., 0])
        points = directions * depth[..., None]
        points[..., 2] -= 0.5
        if self.hot and half:
            points[..., 0, 0] = torch.inf
        mask = torch.ones(1, rows, columns)
        mask[..., : columns // 4] = 0
        scale = None if self.scale is None else torch.tensor([self.scale])
        normals = torch.zeros(1, rows, columns, 3)
        normals[..., 2] = -1
        return Prediction(points, mask, None if scale is None else normals, scale)


def engine(network: Any, resolution: int = 512, *, half: bool = False) -> MogeEngine:
    return MogeEngine(network, INFO, torch.device("cpu"), resolution, half=half)


def test_depth_camera_and_mask_of_a_known_scene() -> None:
    geometry = engine(Wall()).infer(frame())
    rows, columns = geometry.size
    known = columns // 4
    assert geometry.valid[:, known:].all()
    assert not geometry.valid[:, :known].any()
    assert geometry.metric
    assert (geometry.time_ns, geometry.index) == (5, 7)
    assert geometry.intrinsics is not None
    assert geometry.intrinsics.fx == pytest.approx(FX, abs=1e-4)
    assert geometry.intrinsics.fy == pytest.approx(FX * 160 / 90, abs=1e-4)
    x = ((np.arange(columns) + 0.5) / columns - 0.5) / FX
    expected = np.broadcast_to(2 * 2 / (1 - 0.3 * x), (rows, columns))
    np.testing.assert_allclose(geometry.depth[:, known:], expected[:, known:], rtol=1e-3)
    assert geometry.depth.dtype == np.float32


def test_without_normals_of_its_own_they_come_from_the_points_and_face_the_camera() -> None:
    geometry = engine(Wall(scale=None)).infer(frame())
    assert not geometry.metric
    inside = geometry.normals[2:-2, geometry.size[1] // 4 + 2 : -2]
    # The plane z = 2 + 0.3 x in camera axes.
    expected = np.array([0.3, 0, -1]) / np.hypot(0.3, 1)
    np.testing.assert_allclose(inside, np.broadcast_to(expected, inside.shape), atol=1e-3)


def test_overflow_in_float16_goes_on_in_float32(caplog: pytest.LogCaptureFixture) -> None:
    network = Wall()
    running = engine(network, half=True)
    with caplog.at_level(logging.WARNING):
        running.infer(frame())
        network.hot = True
        geometry = running.infer(frame())
        running.infer(frame())
    half, full = torch.float16, torch.float32
    assert [dtype for _, dtype in network.calls] == [half, half, full, full]
    assert geometry.valid.any()
    assert caplog.text.count("float16 overflows") == 1
    assert "float32" in running.info.reason


@pytest.mark.parametrize(
    ("error", "message", "remedy"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried"), "memory", "inference-resolution"),
        (RuntimeError("MPS backend out of memory"), "memory", "moge-2-vits"),
        (RuntimeError("CUDA error: unspecified\nmore"), "failed on the device: CUDA", "cpu"),
    ],
)
def test_failures_of_the_device_end_one_picture_only(
    error: Exception, message: str, remedy: str
) -> None:
    network = Wall(error=error)
    running = engine(network)
    with pytest.raises(EngineError, match=message) as caught:
        running.infer(frame())
    assert remedy in caught.value.remedy
    assert "\n" not in caught.value.message
    network.error = None
    assert running.infer(frame()).valid.any()


def test_a_closed_engine_says_so() -> None:
    running = engine(Wall())
    running.reset()
    running.close()
    running.close()
    with pytest.raises(EngineError, match="closed"):
        running.infer(frame())


def test_nothing_known_is_no_error() -> None:
    class Blind(Wall):
        def __call__(self, *arguments: Any) -> Prediction:
            seen = super().__call__(*arguments)
            return replace(seen, mask=torch.zeros_like(seen.mask))

    geometry = engine(Blind()).infer(frame())
    assert not geometry.valid.any()
    assert np.isfinite(geometry.depth).all()


@pytest.mark.parametrize(
    ("resolution", "most", "tokens"),
    [
        (512, 3600, 1200),
        (256, 3600, 300),
        (1024, 3600, 3600),
        (1024, 2551, 2551),
        (768, 3600, 2700),
    ],
)
def test_resolution_becomes_tokens(resolution: int, most: int, tokens: int) -> None:
    assert token_count(resolution, most) == tokens
    network = Wall()
    network.token_range = (1200, most)
    engine(network, resolution).infer(frame())
    assert network.calls[0][0] == tokens


@pytest.mark.parametrize(
    ("height", "width"), [(1080, 1920), (1920, 1080), (1080, 1080), (480, 640), (90, 160), (1, 1)]
)
def test_maps_keep_the_aspect_and_never_grow_beyond_the_picture(height: int, width: int) -> None:
    rows, columns = map_size(height, width, 1200)
    assert rows <= height
    assert columns <= width
    assert abs(columns / rows - width / height) < 0.02 * width / height
    assert rows * columns <= 1.01 * 1200 * 16**2


def test_a_checkpoint_in_the_official_layout_runs_from_open_to_geometry(installed: Path) -> None:
    status = moge.status()
    assert status.available
    assert "moge-2-vits" in status.reason
    settings = FilterSettings().changed(device="cpu", inference_resolution=256)
    running = moge.open_engine(settings)
    assert running.info.title == "MoGe 2 ViT-S"
    assert running.info.device == "cpu"
    assert running.info.metric
    geometry = running.infer(frame())
    assert geometry.size == (90, 160)
    assert geometry.valid.any()
    lengths = np.linalg.norm(geometry.normals, axis=2)
    np.testing.assert_allclose(lengths, 1, atol=1e-4)
    again = running.infer(frame())
    np.testing.assert_array_equal(geometry.depth, again.depth)
    running.close()


def test_half_precision_stays_close_to_full(stored: Path) -> None:
    picture = torch.from_numpy(frame().rgb).permute(2, 0, 1)[None] / 255
    full = load_network(stored, "tiny", half=False)
    half = load_network(stored, "tiny", half=True)
    assert half.get_parameter("neck.input_blocks.0.weight").dtype == torch.float16
    with torch.inference_mode():
        expected = full(picture, 60)
        with torch.autocast("cpu", torch.float16):
            found = half(picture, 60)
    error = (found.points - expected.points).norm() / expected.points.norm()
    assert 0 < error < 0.01
    assert found.points.dtype == torch.float32


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"device": "cuda"}, "no CUDA device"),
        ({"device": "directml"}, "cannot use directml"),
        ({"device": "cpu", "precision": "fp16"}, "no fp16"),
        ({"device": "cpu", "precision": "int8"}, "no int8"),
    ],
)
def test_what_this_machine_cannot_do_is_refused(choice: dict[str, str], message: str) -> None:
    if choice["device"] == "cuda" and torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    settings = FilterSettings().changed(**choice)
    with pytest.raises(EngineError, match=message) as caught:
        choose_half(settings, choose_device(settings))
    assert "use --" in caught.value.remedy


def test_the_cpu_works_in_full_precision() -> None:
    settings = FilterSettings().changed(device="cpu")
    assert not choose_half(settings, choose_device(settings))
    assert choose_half(settings, torch.device("cuda"))
