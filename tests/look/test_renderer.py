from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from camfilter.frames import Geometry, Intrinsics
from camfilter.look import Look
from camfilter.look.colour import colour_table
from camfilter.settings import Colormap, FilterSettings, OutputMode
from camfilter.timing import StageTimes

PLAIN = FilterSettings(depth_colormap="grayscale")


def step(size=(48, 64)):
    depth = np.full(size, 4.0, np.float32)
    depth[:, size[1] // 2 :] = 1.0
    return depth


def rendered(maker, depth, settings=PLAIN, rgb=None, look=None, **extra):
    look = look or Look()
    frame = maker.frame(rgb)
    geometry = look.steady(maker.geometry(depth, frame, **extra), frame, settings)
    return look.render(frame, geometry, settings)


def test_near_is_bright(maker):
    picture = rendered(maker, step()).picture
    assert picture[45, 20].tolist() == [0, 0, 0]
    assert picture[45, 140].tolist() == [255, 255, 255]


@pytest.mark.parametrize("name", list(Colormap))
def test_the_ends_have_the_ends_of_the_table(maker, name):
    settings = FilterSettings(depth_colormap=name, depth_invert=True)
    picture = rendered(maker, step(), settings).picture
    assert np.array_equal(picture[45, 140], colour_table(name)[0])
    assert np.array_equal(picture[45, 20], colour_table(name)[255])


def test_unknown_is_shown_like_the_far_end(maker):
    depth = step()
    depth[:, 40:] = np.nan
    output = rendered(maker, depth)
    assert (output.picture[:, 110:] == 0).all()
    assert (output.depth()[:, 110:] == 0).all()
    assert output.depth()[45, 20] == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize("refine", [False, True])
def test_the_depth_behind_the_picture_is_metric_and_sharp(maker, refine):
    rgb = np.full((90, 160, 3), 60, np.uint8)
    rgb[:, 80:] = 180
    settings = FilterSettings(edge_refinement=refine)
    output = rendered(maker, step(), settings, rgb, metric=True)
    depth = output.depth()
    assert depth.shape == (90, 160)
    assert depth.dtype == np.float32
    assert depth[45, 10] == pytest.approx(4, rel=0.01)
    assert depth[45, 150] == pytest.approx(1, rel=0.01)
    assert output.depth() is depth


def test_a_locked_range_goes_by_the_settings(maker):
    settings = FilterSettings(
        depth_colormap="grayscale", range_mode="locked", near=0.5, far=8.0, depth_curve="linear"
    )
    output = rendered(maker, step(), settings)
    assert output.depth_range() == pytest.approx((0.5, 8.0))
    assert output.picture[45, 20, 0] == pytest.approx(255 * (8 - 4) / 7.5, abs=1)
    assert output.picture[45, 140, 0] == pytest.approx(255 * (8 - 1) / 7.5, abs=1)


SIZES = {
    OutputMode.BOTH_WIDE: (90, 320),
}


@pytest.mark.parametrize("mode", list(OutputMode))
@pytest.mark.parametrize("known", [False, True])
def test_every_output_has_its_size(maker, mode, known):
    extra = {}
    if known:
        extra = {name: np.full((48, 64), 0.7, np.float32) for name in ("person", "thickness")}
    picture = rendered(maker, step(), FilterSettings(output=mode), **extra).picture
    assert picture.shape == (*SIZES.get(mode, (90, 160)), 3)
    assert picture.dtype == np.uint8
    assert picture.flags.c_contiguous


@pytest.mark.parametrize("mode", list(OutputMode))
def test_no_opacity_is_the_source(maker, mode, textured):
    rgb = textured(90, 160)
    settings = FilterSettings(output=mode, opacity=0.0)
    picture = rendered(maker, step(), settings, rgb).picture
    assert np.array_equal(
        picture[:, 40:80],
        rgb[:, 80:120]
        if picture.shape[1] == 160 and mode in (OutputMode.BOTH, OutputMode.SIDE_BY_SIDE)
        else rgb[:, 40:80],
    )


def test_the_far_side_is_as_much_darker_as_the_thing_is_thick(maker):
    settings = FilterSettings(
        depth_colormap="grayscale",
        range_mode="locked",
        near=0.5,
        far=8.0,
        depth_curve="linear",
        output="back",
    )
    thickness = np.full((48, 64), 1.5, np.float32)
    picture = rendered(maker, step(), settings, thickness=thickness).picture
    assert picture[45, 20, 0] == pytest.approx(255 * (8 - 5.5) / 7.5, abs=2)
    assert picture[45, 140, 0] == pytest.approx(255 * (8 - 2.5) / 7.5, abs=2)


def test_it_says_which_maps_its_pictures_need(maker):
    look = Look()
    assert "normals" not in look.needs(PLAIN)
    assert "normals" in look.needs(PLAIN.changed(output="both"))
    assert "thickness" in look.needs(PLAIN.changed(output="back"))
    rendered(maker, step(), look=look).normals()
    assert "normals" in look.needs(PLAIN)


def test_half_opacity_lies_between(maker, textured):
    rgb = textured(90, 160)
    whole = rendered(maker, step(), PLAIN, rgb).picture
    half = rendered(maker, step(), PLAIN.changed(opacity=0.5), rgb).picture
    assert np.abs(half - (whole / 2 + rgb / 2)).max() <= 1


@pytest.mark.parametrize("wanted", ["64x64", "640x360", "32x18"])
def test_the_output_size_is_kept_to(maker, wanted):
    settings = FilterSettings(output_size=wanted)
    output = rendered(maker, step(), settings)
    assert output.picture.shape == (*settings.target_size, 3)
    assert output.depth().shape == (90, 160)


def test_the_source_is_never_written_to(maker, textured):
    rgb = textured(90, 160)
    kept = rgb.copy()
    for mode in OutputMode:
        for opacity in (0.0, 0.5, 1.0):
            settings = FilterSettings(output=mode, opacity=opacity)
            output = rendered(maker, step(), settings, rgb)
            output.normals(), output.depth()
    assert np.array_equal(rgb, kept)


def test_neither_geometry_nor_older_pictures_are_written_to(maker, textured):
    look, rgb = Look(), textured(90, 160)
    frame = maker.frame(rgb)
    geometry = maker.geometry(step(), frame)
    kept = geometry.depth.copy(), geometry.normals.copy()
    steady = look.steady(geometry, frame, PLAIN)
    first = look.render(frame, steady, PLAIN)
    seen = first.picture.copy(), steady.depth.copy()
    for _ in range(3):
        rendered(maker, step() * 1.3, PLAIN, np.roll(rgb, 9, axis=1), look)
    assert np.array_equal(geometry.depth, kept[0])
    assert np.array_equal(geometry.normals, kept[1])
    assert np.array_equal(first.picture, seen[0])
    assert np.array_equal(steady.depth, seen[1])


BAD = {
    "nan": np.full((6, 8), np.nan),
    "inf": np.full((6, 8), np.inf),
    "zero": np.zeros((6, 8)),
    "negative": np.full((6, 8), -1.0),
    "one pixel": np.ones((1, 1)),
    "line": np.linspace(1, 9, 7)[None],
    "tall": np.linspace(1, 9, 80)[:, None],
    "huge": np.linspace(1e-7, 1e7, 48).reshape(6, 8),
    "mixed": np.where(np.indices((40, 40)).sum(0) % 7 == 0, np.nan, 2.0),
}


@pytest.mark.parametrize("depth", BAD.values(), ids=BAD)
@pytest.mark.parametrize("size", [(1, 1), (31, 47), (90, 160)])
def test_bad_geometry_gives_a_picture_all_the_same(maker, depth, size):
    look = Look()
    rgb = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    for mode in OutputMode:
        frame = maker.frame(rgb)
        normals = np.full((*depth.shape, 3), np.nan, np.float32)
        raw = Geometry(
            depth.astype(np.float32),
            normals,
            np.ones(depth.shape, np.bool_),
            metric=False,
            time_ns=frame.time_ns,
            index=frame.index,
        )
        settings = FilterSettings(output=mode, normal_space="world")
        output = look.render(frame, look.steady(raw, frame, settings), settings)
        assert output.picture.shape[0] == size[0]
        assert np.isfinite(output.depth()).all()
        assert output.normals().shape == (*size, 3)
        near, far = output.depth_range()
        assert 0 < near < far < np.inf


def test_sizes_may_change_at_any_time(maker):
    look = Look()
    for size, shape in [((90, 160), (48, 64)), ((31, 47), (48, 64)), ((31, 47), (20, 90))]:
        maker.height, maker.width = size
        assert rendered(maker, step(shape), look=look).picture.shape == (*size, 3)


def test_the_world_has_its_floor_facing_up(maker):
    camera = Intrinsics.from_fov(60, 60, 80)
    pitch = np.radians(30)
    floor = np.array([0, -np.cos(pitch), -np.sin(pitch)], np.float32)
    slope = camera.rays(60, 80) @ floor
    depth = np.where(slope < -0.1, -1.5 / slope, np.nan)
    look, settings = Look(), FilterSettings(output="normals", normal_space="world")
    for _ in range(4):
        frame = maker.frame()
        normals = np.broadcast_to(floor, (60, 80, 3)).copy()
        raw = Geometry.checked(depth, normals, frame, metric=True, intrinsics=camera)
        raw = replace(raw, valid=np.isfinite(depth))
        output = look.render(frame, look.steady(raw, frame, settings), settings)
    colour = output.picture[80, 80].astype(int)
    assert np.abs(colour - (128, 255, 128)).max() < 12


def test_camera_space_is_what_the_engine_said(maker):
    picture = rendered(maker, step(), FilterSettings(output="normals")).picture
    assert np.abs(picture.astype(int) - (128, 128, 255)).max() <= 1


def test_the_range_does_not_pump_when_something_enters(maker, textured):
    look, rgb = Look(), textured(90, 160)
    background = np.linspace(2, 6, 48 * 64).reshape(48, 64)
    shades = []
    for index in range(40):
        depth = background.copy()
        if index >= 10:
            depth[10:40, 20:50] = 0.8
        picture = rgb.copy()
        if index >= 10:
            cv2.rectangle(picture, (50, 19), (124, 74), (200, 40, 40), -1)
        shades.append(int(rendered(maker, depth, PLAIN, picture, look).picture[5, 5, 0]))
    assert np.abs(np.diff(shades)).max() <= 20


def test_a_cut_takes_the_new_range_at_once(maker, textured):
    look = Look()
    for _ in range(3):
        rendered(maker, step(), PLAIN, textured(90, 160), look)
    output = rendered(maker, step() * 20, PLAIN, textured(90, 160, seed=5), look)
    near, far = output.depth_range()
    assert near == pytest.approx(20, rel=0.05)
    assert far == pytest.approx(80, rel=0.05)


def test_a_picture_keeps_its_range_though_the_next_scene_is_steady_already(maker, textured):
    look = Look()
    frame = maker.frame(textured(90, 160))
    steady = look.steady(maker.geometry(step(), frame), frame, PLAIN)
    inverse, manner = look.inverse, look.manner
    wanted = look.render(frame, steady, PLAIN).picture
    rendered(maker, step() * 20, PLAIN, textured(90, 160, seed=5), look)
    late = look.render(frame, steady, PLAIN, inverse, manner).picture
    np.testing.assert_array_equal(late, wanted)
    assert (look.render(frame, steady, PLAIN, inverse).picture != wanted).any()


def test_mirroring_starts_afresh(maker, textured):
    look = Look()
    rendered(maker, step(), PLAIN, textured(90, 160), look)
    settings = PLAIN.changed(mirror=True)
    output = rendered(maker, step() * 20, settings, textured(90, 160), look)
    assert output.depth_range()[0] == pytest.approx(20, rel=0.05)


def test_stages_are_timed(maker):
    times = StageTimes()
    rendered(maker, step(), FilterSettings(opacity=0.5), look=Look(times))
    assert {"steady", "range", "edges", "upsample", "colour", "opacity"} <= set(times.medians())


def test_normals_are_steadied_once_somebody_asks_for_them(maker, textured):
    look, rng, rgb = Look(), np.random.default_rng(0), textured(90, 160)
    errors = []
    for index in range(24):
        normals = rng.normal(0, 0.1, (48, 64, 3)).astype(np.float32) + np.float32([0, 0, -1])
        normals /= np.linalg.norm(normals, axis=2, keepdims=True)
        frame = maker.frame(rgb)
        raw = Geometry.checked(step(), normals, frame, metric=False)
        output = look.render(frame, look.steady(raw, frame, PLAIN), PLAIN)
        if index >= 12:
            output.normals()
        errors.append(float(np.abs(output.geometry.normals - (0, 0, -1)).mean()))
    assert errors[-1] < 0.7 * errors[8]
