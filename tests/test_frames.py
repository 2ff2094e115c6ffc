from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from camfilter.frames import FACING, Frame, Geometry, Intrinsics

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FRAME = Frame(np.zeros((6, 8, 3), np.uint8), 123, 7)


def facing(*size: int) -> NDArray[np.float32]:
    return np.tile(np.float32(FACING), (*size, 1))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 0.0, -1.0])
def test_bad_depth_is_not_valid(bad: float) -> None:
    depth = np.float32([[1, 2], [bad, 4]])
    geometry = Geometry.checked(depth, facing(2, 2), FRAME, metric=True)
    assert geometry.valid.tolist() == [[True, True], [False, True]]
    assert geometry.depth.tolist() == [[1, 2], [0, 4]]
    assert np.array_equal(depth, np.float32([[1, 2], [bad, 4]]), equal_nan=True)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_bad_normals_are_not_valid(bad: float) -> None:
    normals = facing(2, 2)
    normals[0, 1, 2] = bad
    geometry = Geometry.checked(np.ones((2, 2)), normals, FRAME, metric=False)
    assert geometry.valid.tolist() == [[True, False], [True, True]]
    assert geometry.normals[0, 1].tolist() == list(FACING)
    assert geometry.depth[0, 1] == 0


@given(hnp.arrays(np.float32, (3, 4), elements=st.floats(width=32)))
def test_checked_geometry_is_always_finite(depth: NDArray[np.float32]) -> None:
    geometry = Geometry.checked(depth, facing(3, 4), FRAME, metric=False)
    assert np.isfinite(geometry.depth).all()
    assert (geometry.depth[geometry.valid] > 0).all()
    assert not geometry.depth[~geometry.valid].any()


def test_checked_geometry_belongs_to_its_frame() -> None:
    known = np.array([[True, False]])
    geometry = Geometry.checked(
        np.ones((1, 2), np.float64),
        facing(1, 2).astype(np.float64),
        FRAME,
        metric=True,
        valid=known,
    )
    assert (geometry.time_ns, geometry.index, geometry.metric) == (123, 7, True)
    assert geometry.size == (1, 2)
    assert geometry.depth.dtype == geometry.normals.dtype == np.float32
    assert geometry.valid.tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("depth", "normals"),
    [((2, 3), (3, 2, 3)), ((2, 3), (2, 3)), ((2, 3, 1), (2, 3, 1, 3)), ((2, 3), (2, 3, 4))],
)
def test_maps_of_different_sizes_are_refused(
    depth: tuple[int, ...], normals: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="do not match"):
        Geometry.checked(np.ones(depth), np.ones(normals), FRAME, metric=False)


def test_values_cannot_be_replaced() -> None:
    with pytest.raises(AttributeError):
        FRAME.index = 8  # type: ignore[misc]
    assert FRAME.size == (6, 8)


@pytest.mark.parametrize("camera", [None, Intrinsics(0.7, 1.2, 0.4, 0.6)])
def test_saved_geometry_is_read_back_without_pickle(
    camera: Intrinsics | None, tmp_path: Path
) -> None:
    random = np.random.default_rng(0)
    extras: dict[str, Any] = {"person": random.random((3, 4), np.float32)} if camera else {}
    geometry = Geometry.checked(
        random.random((3, 4), np.float32) - np.float32(0.2),
        facing(3, 4),
        FRAME,
        metric=bool(camera),
        intrinsics=camera,
        splats=object(),
        **extras,
    )
    geometry.save(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as saved:
        assert set(saved) == {"depth", "normals", "valid", "intrinsics", "metric", *extras}
        for name in ("depth", "normals", "valid", *extras):
            assert np.array_equal(saved[name], getattr(geometry, name))
            assert saved[name].dtype == getattr(geometry, name).dtype
        assert bool(saved["metric"]) is bool(camera)
        expected = (camera.fx, camera.fy, camera.cx, camera.cy) if camera else (np.nan,) * 4
        assert np.array_equal(saved["intrinsics"], np.float32(expected), equal_nan=True)


@given(
    st.floats(0.3, 3),
    st.floats(0.3, 3),
    st.floats(0.2, 0.8),
    st.floats(0.2, 0.8),
    st.integers(1, 30),
    st.integers(1, 30),
)
def test_rays_project_back_to_their_pixels(
    fx: float, fy: float, cx: float, cy: float, height: int, width: int
) -> None:
    rays = Intrinsics(fx, fy, cx, cy).rays(height, width)
    assert rays.shape == (height, width, 3)
    assert rays.dtype == np.float32
    point = rays.astype(np.float64) * 3.5
    across = (fx * width) * point[..., 0] / point[..., 2] + cx * width
    down = (fy * height) * point[..., 1] / point[..., 2] + cy * height
    assert np.allclose(across, np.arange(width) + 0.5, atol=1e-3)
    assert np.allclose(down, np.arange(height)[:, None] + 0.5, atol=1e-3)


@pytest.mark.parametrize(("height", "width"), [(480, 640), (1080, 1920), (640, 480)])
def test_a_field_of_view_spans_the_width_with_square_pixels(height: int, width: int) -> None:
    camera = Intrinsics.from_fov(60, height, width)
    assert camera.fx * width == pytest.approx(camera.fy * height)
    left = np.degrees(np.arctan(camera.cx / camera.fx))
    assert left == pytest.approx(30)


def test_the_depth_guessed_for_the_sky_is_kept() -> None:
    sky = np.array([[False, True]])
    geometry = Geometry.checked(
        np.array([[20.0, 2.0]]), facing(1, 2), FRAME, metric=False, valid=sky
    )
    assert geometry.depth.tolist() == [[20.0, 2.0]]
    assert geometry.valid.tolist() == [[False, True]]
