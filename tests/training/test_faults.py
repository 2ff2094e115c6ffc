"""Camera faults keep pictures pictures."""

from __future__ import annotations

import random

import pytest

torch = pytest.importorskip("torch")

from training import faults  # noqa: E402
from training.compression import compress, to_rgb, to_ycc  # noqa: E402

EVERY = [
    *("style", "filtered", "exposure", "vignette", "motion_blur", "defocus", "resampled", "grey"),
    *("sensor_noise", "sharpened", "blocky", "banded", "smoothed"),
]


@pytest.fixture(autouse=True)
def seeded():
    random.seed(0)
    torch.manual_seed(0)


@pytest.mark.parametrize("level", [0.0, 1.0, None])
def test_pictures_stay_finite_and_in_range(level):
    rgb = torch.rand(6, 3, 64, 96) if level is None else torch.full((6, 3, 64, 96), level)
    person = torch.zeros(6, 64, 96, dtype=torch.bool)
    person[:, 20:50, 30:60] = True
    for _ in range(8):
        found = faults.apply_faults(rgb, person)
        assert found.shape == rgb.shape
        assert found.isfinite().all()
        assert found.min() >= 0
        assert found.max() <= 1


@pytest.mark.parametrize("name", EVERY)
def test_each_fault_changes_the_picture_but_not_its_size(name):
    rgb = torch.rand(4, 3, 32, 64)
    found = getattr(faults, name)(rgb)
    assert found.shape == rgb.shape
    assert found.isfinite().all()
    assert not torch.equal(found, rgb)


def test_pictures_get_different_faults():
    rgb = torch.rand(1, 3, 32, 32).expand(8, 3, 32, 32)
    found = faults.apply_faults(rgb, torch.zeros(8, 32, 32, dtype=torch.bool))
    assert not torch.allclose(found[0], found[1])


@pytest.mark.parametrize("size", [8, 16, 32])
def test_compression_grows_with_its_strength(size):
    rgb = torch.nn.functional.avg_pool2d(torch.rand(2, 3, 68, 68), 5, 1)
    light, heavy = (
        (compress(rgb, torch.full((2,), strength), size) - rgb).abs().mean()
        for strength in (0.01, 2.0)
    )
    assert light < 0.03 < 4 * heavy
    assert light < heavy


def test_colour_spaces_are_inverses():
    rgb = torch.rand(1, 3, 4, 4)
    torch.testing.assert_close(to_rgb(to_ycc(rgb)), rgb, atol=1e-5, rtol=1e-5)
