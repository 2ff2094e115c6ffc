"""The measures themselves."""

from __future__ import annotations

import numpy as np
import pytest

from training.evaluate.metrics import angles, depth_errors, mean_of, overlap, spearman
from training.evaluate.models import Said, working_size
from training.evaluate.speed import speed
from training.evaluate.steadiness import steadiness
from training.evaluate.synthetic import measure_synthetic


class Oracle:
    """Says that bright is near."""

    name = "oracle"

    def prepare(self, rgb):
        return rgb[None]

    def infer(self, prepared):
        return [prepared.astype(np.float32)]

    def __call__(self, rgb):
        normals = np.zeros((*rgb.shape[:2], 3), np.float32)
        normals[..., 2] = -1
        mask = np.ones(rgb.shape[:2], np.float32)
        return Said(rgb[..., 0] / 255, normals, mask, mask, 1.0)


def test_scale_and_shift_do_not_count():
    depth = np.random.default_rng(0).uniform(1, 9, (24, 32)).astype(np.float32)
    found = depth_errors(3 / depth + 0.4, depth, depth > 0)
    assert found["abs_rel"] < 1e-5
    assert found["delta1"] == 1
    assert found["spearman"] == pytest.approx(1)


def test_a_blind_guess_is_bad():
    depth = np.random.default_rng(0).uniform(1, 9, (24, 32)).astype(np.float32)
    blind = np.random.default_rng(1).uniform(0, 1, (24, 32)).astype(np.float32)
    assert depth_errors(blind, depth, depth > 0)["abs_rel"] > 0.3


@pytest.mark.parametrize(
    ("height", "width", "size"),
    [
        (480, 640, (288, 384)),
        (720, 1280, (256, 448)),
        (375, 1242, (192, 608)),
        (8, 8000, (64, 768)),
        (1, 1, (320, 320)),
    ],
)
def test_working_sizes_keep_shape_and_area(height, width, size):
    assert working_size(height, width, 384) == size


def test_angles_are_in_degrees():
    one = np.array([[0, 0, -1.0]], np.float32)
    other = np.array([[0, -1.0, 0]], np.float32)
    assert angles(one, other).tolist() == [90]


def test_overlap_and_means():
    both, either = overlap(np.array([True, True, False]), np.array([True, False, False]))
    assert (both, either) == (1, 2)
    assert mean_of([{"a": 1.0}, {"a": 3.0}]) == {"a": 2.0}
    assert mean_of([]) == {}
    assert spearman(np.arange(9.0), -np.arange(9.0)) == pytest.approx(-1)


def test_noise_and_panning_are_measured():
    photo = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    found = steadiness(Oracle(), [photo])
    assert 0 < found["still"] < 0.1
    assert found["pan"] < 1e-6


def test_the_clock_names_every_model():
    assert speed([Oracle()], 32, 32, runs=3)["oracle"]["best_ms"] >= 0


def test_synthetic_pictures_are_measured(tmp_path):
    rng = np.random.default_rng(0)
    rgb = rng.integers(20, 256, (2, 24, 32, 3), np.uint8)
    normals = np.zeros((2, 24, 32, 3), np.float16)
    normals[..., 2] = -1
    mask = np.ones((2, 24, 32), bool)
    leafy = np.zeros_like(mask)
    leafy[:, :8] = True
    normals[leafy] = (1, 0, 0)
    np.savez(
        tmp_path / "a.npz",
        rgb=rgb,
        depth=(255 / rgb[..., 0]).astype(np.float16),
        normals=normals,
        person=mask,
        hit=mask,
        leafy=leafy,
        focal=np.ones(2, np.float32),
    )
    found = measure_synthetic(Oracle(), tmp_path)
    assert found["abs_rel"] < 0.01
    assert found["normals_mean"] < 0.1
    assert found["person_iou"] == found["valid_iou"] == 1
    assert found["focal_error"] == 0
