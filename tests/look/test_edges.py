from __future__ import annotations

import cv2
import numpy as np
import pytest

from camfilter.look.edges import find_edges
from camfilter.look.guide import Guide
from camfilter.look.upsample import upsampled, upsampled_bytes

SIZE = (360, 640)
NEAR, FAR = 0.9, 0.2


def disc(radius=110):
    mask = np.zeros(SIZE, np.uint8)
    cv2.circle(mask, (320, 180), radius, 1, -1)
    return mask.astype(bool)


def picture(mask, textured, contrast=60):
    rgb = textured(*SIZE) // 4 + 90
    rgb[mask] -= np.uint8(contrast)
    return rgb


def seen_by_engine(mask, size=(96, 160), blur=1.2):
    exact = np.where(mask, NEAR, FAR).astype(np.float32)
    small = cv2.resize(exact, size[::-1], interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (0, 0), blur)


def test_a_silhouette_snaps_to_the_picture_without_a_halo(textured):
    mask = disc()
    small = seen_by_engine(mask)
    edges = find_edges(small, Guide(picture(mask, textured)))
    exact = np.where(mask, NEAR, FAR)
    around = cv2.dilate(mask.astype(np.uint8), np.ones((25, 25))) > 0
    around &= ~(cv2.erode(mask.astype(np.uint8), np.ones((25, 25))) > 0)
    plain = np.abs(upsampled(small, SIZE, None) - exact)[around]
    snapped = np.abs(upsampled(small, SIZE, edges) - exact)[around]
    assert snapped.mean() < 0.55 * plain.mean()
    assert (snapped > 0.1).mean() < 0.55 * (plain > 0.1).mean()


def test_the_edge_of_a_late_map_is_pulled_to_where_the_picture_has_it(textured):
    mask = disc()
    small = np.roll(seen_by_engine(mask), 2, axis=1)
    edges = find_edges(small, Guide(picture(mask, textured)), late=True)
    exact = np.where(mask, NEAR, FAR)
    plain = np.abs(upsampled(small, SIZE, None) - exact).mean()
    assert np.abs(upsampled(small, SIZE, edges) - exact).mean() < 0.7 * plain


def test_the_texture_of_a_flat_surface_stays_out(textured):
    flat = np.full((96, 160), 0.5, np.float32)
    assert find_edges(flat, Guide(textured(*SIZE))) is None


def test_a_slope_under_strong_texture_stays_a_slope(textured):
    slope = np.repeat(np.linspace(0, 1, 96, dtype=np.float32)[:, None], 160, axis=1)
    edges = find_edges(slope, Guide(textured(*SIZE)))
    assert np.abs(upsampled(slope, SIZE, edges) - upsampled(slope, SIZE, None)).max() < 0.02


def test_values_stay_within_those_of_the_map(textured):
    mask = disc()
    small = seen_by_engine(mask)
    edges = find_edges(small, Guide(picture(mask, textured)))
    fine = upsampled(small, SIZE, edges)
    assert fine.min() > FAR - 0.05
    assert fine.max() < NEAR + 0.05


def test_eight_bits_agree_with_floats(textured):
    mask = disc()
    small = seen_by_engine(mask)
    edges = find_edges(small, Guide(picture(mask, textured)))
    exact = upsampled(small, SIZE, edges) * 255
    assert np.abs(upsampled_bytes(small, SIZE, edges) - exact).max() <= 2


def test_other_maps_step_at_the_same_place(textured):
    mask = disc()
    edges = find_edges(seen_by_engine(mask), Guide(picture(mask, textured)))
    person = (seen_by_engine(mask) - FAR) / (NEAR - FAR)
    sure = upsampled(person, SIZE, edges)
    plain = upsampled(person, SIZE, None)
    assert np.abs(sure - mask).mean() < 0.6 * np.abs(plain - mask).mean()
    vectors = cv2.merge([person, 1 - person, person])
    assert upsampled(vectors, SIZE, edges)[..., 0] == pytest.approx(sure, abs=1e-4)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (7, 7), (9, 300), (33, 17)])
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (31, 47), (200, 9)])
def test_any_size_is_brought_to_any_other(shape, size):
    rng = np.random.default_rng(0)
    small = rng.random(shape, np.float32).round()
    guide = Guide(rng.integers(0, 256, (*size, 3)).astype(np.uint8))
    edges = find_edges(small, guide)
    for item in (upsampled(small, size, edges), upsampled_bytes(small, size, edges)):
        assert item.shape == size
        assert np.isfinite(item).all()
