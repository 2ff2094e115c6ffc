from __future__ import annotations

import numpy as np
import pytest

from camfilter.look.guide import Guide
from camfilter.look.temporal import Smoother

SIZE = (90, 160)
UNIT = 0.9


def scene():
    inverse = np.full(SIZE, 0.3, np.float32)
    inverse[30:80, 40:100] = 0.9
    return inverse


def fed(smoother, maker, inverses, pictures, smoothing=0.5, **extra):
    for inverse, rgb in zip(inverses, pictures, strict=True):
        frame = maker.frame(rgb)
        geometry = maker.geometry(1 / inverse, frame, **extra)
        past, fresh = smoother.update(inverse, geometry, Guide(rgb), smoothing, UNIT)
    return past, fresh


def noisy(count, sigma=0.01):
    rng = np.random.default_rng(0)
    return [scene() + rng.normal(0, sigma, SIZE).astype(np.float32) for _ in range(count)]


def test_a_still_scene_gets_steadier(maker, textured):
    maps = noisy(20)
    past, fresh = fed(Smoother(), maker, maps, [textured(*SIZE)] * 20)
    assert not fresh
    assert np.abs(past.inverse - scene()).mean() < 0.6 * np.abs(maps[-1] - scene()).mean()
    assert np.linalg.norm(past.normals, axis=2) == pytest.approx(np.ones(SIZE), abs=1e-4)


def test_without_smoothing_each_pixel_is_its_own_but_the_scale_is_held(maker, textured):
    maps = [scene() * scale for scale in (1.0, 1.2)]
    past, _ = fed(Smoother(), maker, maps, [textured(*SIZE)] * 2, smoothing=0)
    assert np.abs(past.inverse - scene()).mean() < 0.02
    ratio = past.inverse / maps[-1]
    assert ratio.std() < 0.02


def test_a_surface_that_moved_is_where_it_is_now(maker, textured):
    before, after = scene(), np.roll(scene(), 12, axis=1)
    rgb = textured(*SIZE)
    pictures = []
    for inverse in (before, before, after):
        picture = rgb.copy()
        picture[inverse > 0.5] //= 2
        pictures.append(picture)
    past, _ = fed(Smoother(), maker, [before, before, after], pictures, smoothing=0.9)
    assert np.abs(past.inverse - after).mean() < 0.01


def test_geometry_that_jumps_under_a_still_picture_is_believed(maker, textured):
    before, after = scene(), scene()
    after[30:80, 40:100] = 0.35
    maps = [before, before, after, after]
    past, _ = fed(Smoother(), maker, maps, [textured(*SIZE)] * 4, smoothing=0.9)
    assert np.abs(past.inverse - after).mean() < 0.01


def test_a_panning_camera_keeps_its_memory(maker, textured):
    wide, rgb = np.tile(scene(), (1, 2)), textured(SIZE[0], 2 * SIZE[1])
    rng = np.random.default_rng(0)
    maps, pictures = [], []
    for index in range(12):
        cut = slice(3 * index, 3 * index + SIZE[1])
        maps.append(wide[:, cut] + rng.normal(0, 0.01, SIZE).astype(np.float32))
        pictures.append(np.ascontiguousarray(rgb[:, cut]))
    past, _ = fed(Smoother(), maker, maps, pictures)
    flat = np.abs(np.gradient(wide[:, 33:193], axis=1)) == 0
    flat[:, :10] = flat[:, -10:] = False
    error, raw = (np.abs(item - wide[:, 33:193])[flat].mean() for item in (past.inverse, maps[-1]))
    assert error < 0.8 * raw


@pytest.mark.parametrize("change", ["cut", "size", "metric", "gap", "backwards"])
def test_starts_afresh(maker, textured, change):
    smoother = Smoother()
    fed(smoother, maker, noisy(2), [textured(*SIZE)] * 2)
    inverse, rgb, metric = noisy(1)[0] * 2, textured(*SIZE), False
    if change == "cut":
        rgb = textured(*SIZE, seed=8)
    elif change == "size":
        inverse = inverse[:50]
    elif change == "metric":
        metric = True
    elif change == "gap":
        maker.index += 3000
    else:
        maker.index -= 2
    past, fresh = fed(smoother, maker, [inverse], [rgb], metric=metric)
    assert fresh
    assert np.array_equal(past.inverse, inverse)


def test_unknown_pixels_take_no_part(maker, textured):
    holes = [item.copy() for item in noisy(6)]
    valid = np.ones(SIZE, np.bool_)
    valid[:20] = False
    for item in holes:
        item[:20] = 1e-3
    past, _ = fed(Smoother(), maker, holes, [textured(*SIZE)] * 6, valid=valid)
    assert np.array_equal(past.valid, valid)
    assert np.abs(past.inverse - scene())[25:].mean() < 0.01


def test_the_person_mask_is_steadied_too(maker, textured):
    rng = np.random.default_rng(0)
    smoother = Smoother()
    for inverse in noisy(15, 0.002):
        person = rng.uniform(0.4, 0.6, SIZE).astype(np.float32)
        past, _ = fed(smoother, maker, [inverse], [textured(*SIZE)], person=person)
    assert past.person.std() < 0.6 * person.std()
