from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from camfilter.frames import Frame, Geometry, Intrinsics, View3D
from camfilter.look.orbit import angles, orbited
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEIGHT, WIDTH = 90, 160
CAMERA = Intrinsics.from_fov(60.0, HEIGHT, WIDTH)
STILL = FilterSettings(orbit_sway=0.0)


def scene(*, splats: object = None) -> tuple[Frame, Geometry]:
    """A white square at depth 1, smaller than a third, before a grey wall at depth 2."""
    rgb = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    depth = np.full((HEIGHT, WIDTH), 2.0, np.float32)
    rgb[35:55, 70:90], depth[35:55, 70:90] = 255, 1.0
    frame = Frame(rgb, 0, 0)
    normals = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    normals[..., 2] = -1
    return frame, Geometry.checked(
        depth, normals, frame, metric=False, intrinsics=CAMERA, splats=splats
    )


def seen(settings: FilterSettings, splats: object = None) -> NDArray[np.uint8]:
    frame, geometry = scene(splats=splats)
    inverse = 1 / geometry.depth
    return orbited(frame, geometry, inverse, settings)


def middle_of_square(picture: NDArray[np.uint8]) -> tuple[float, float]:
    rows, columns = np.nonzero(picture[..., 0] > 200)
    return float(columns.mean()), float(rows.mean())


def test_what_comes_into_sight_is_drawn_out_from_what_is_behind() -> None:
    picture = seen(STILL.changed(orbit_yaw=6.0))
    white = (picture[..., 0] > 170).sum()
    assert white == pytest.approx(20 * 20, rel=0.15)
    assert picture.min() >= 88


def test_straight_ahead_is_the_picture_itself() -> None:
    frame, _ = scene()
    assert np.array_equal(seen(STILL), frame.rgb)


@pytest.mark.parametrize("angle", [-8.0, 8.0])
def test_what_is_near_goes_to_the_side_by_as_much_as_it_must(angle: float) -> None:
    shift = CAMERA.fx * WIDTH * np.tan(np.radians(angle)) / 1.0
    across, _ = middle_of_square(seen(STILL.changed(orbit_yaw=angle)))
    assert across == pytest.approx(79.5 - shift, abs=2)
    _, down = middle_of_square(seen(STILL.changed(orbit_pitch=angle)))
    assert down == pytest.approx(44.5 + shift, abs=2)


def test_it_sways_about_what_is_set_and_comes_back() -> None:
    settings = FilterSettings(orbit_yaw=10.0, orbit_pitch=-5.0, orbit_sway=3.0)
    found = np.array([angles(settings, int(step * 1e8)) for step in range(81)])
    assert found[:, 0].mean() == pytest.approx(10, abs=0.1)
    assert np.ptp(found[:, 0]) == pytest.approx(6, abs=0.1)
    assert found[0] == pytest.approx(found[80])
    assert np.abs(np.diff(found, axis=0)).max() < 0.4


def test_it_stands_still_where_it_is_told_to() -> None:
    still = STILL.changed(orbit_yaw=7.0)
    assert angles(still, 0) == angles(still, 3_000_000_000) == (7.0, 0.0)


class Disc:
    """Red in the middle, and says how it was looked at."""

    def __init__(self) -> None:
        self.asked: tuple[float, ...] = ()

    def seen_from(
        self, yaw_deg: float, pitch_deg: float, pivot: float, height: int, width: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        self.asked = (yaw_deg, pitch_deg, pivot)
        rgb = np.zeros((height, width, 3), np.uint8)
        rgb[..., 0] = 200
        coverage = np.zeros((height, width), np.float32)
        coverage[40:50, 70:90] = 1.0
        coverage[39, 70:90] = 0.5
        return rgb, coverage


def test_what_an_engine_knows_in_space_is_drawn_over_the_picture() -> None:
    disc = Disc()
    assert isinstance(disc, View3D)
    picture = seen(STILL.changed(orbit_yaw=5.0, orbit_pitch=2.0), disc)
    assert (picture[40:50, 70:90] == (200, 0, 0)).all()
    assert picture[39, 88] == pytest.approx((145, 45, 45))
    assert (picture[:20] == 90).all()
    assert disc.asked == (5.0, 2.0, pytest.approx(2.0))


def test_a_scene_without_any_depth_stays_as_it_is() -> None:
    frame, geometry = scene()
    nothing = replace(
        geometry, depth=np.zeros_like(geometry.depth), valid=np.zeros((HEIGHT, WIDTH), np.bool_)
    )
    picture = orbited(frame, nothing, np.zeros((HEIGHT, WIDTH), np.float32), FilterSettings())
    assert picture.shape == frame.rgb.shape
