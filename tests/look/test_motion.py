from __future__ import annotations

import subprocess
import sys

import cv2
import numpy as np
import pytest

from camfilter.look.motion import Flow, flow_size, is_cut, moved, places


def grey(rgb):
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)


@pytest.mark.parametrize(
    ("size", "small"), [((1080, 1920), (180, 320)), ((90, 160), (90, 160)), ((3, 4000), (1, 320))]
)
def test_flow_keeps_the_shape_of_the_picture(size, small):
    assert flow_size(size, 320) == small


def test_flow_finds_where_things_were(textured):
    wide = grey(textured(180, 340))
    flow = Flow().between(wide[:, 12:332], wide[:, 8:328])
    assert np.median(flow[..., 0]) == pytest.approx(4, abs=0.3)
    assert np.median(flow[..., 1]) == pytest.approx(0, abs=0.3)


def test_flow_of_a_tiny_picture_is_none_at_all():
    tiny = np.zeros((4, 4), np.uint8)
    assert not Flow().between(tiny, tiny).any()


def test_a_guess_is_not_written_to(textured):
    a = grey(textured(180, 320))
    guess = np.ones((180, 320, 2), np.float32)
    Flow().between(a, a, guess)
    assert (guess == 1).all()


SCRIPT = """
import numpy as np
from camfilter.look.motion import Flow
flow, rng = Flow(), np.random.default_rng(0)
for size in [(181, 319), (320, 192), (48, 64), (192, 320), (48, 64), (320, 192)] * 3:
    now, guess = rng.integers(0, 255, size, dtype=np.uint8), None
    for _ in range(4):
        guess = flow.between(now, np.roll(now, 2, 1), guess)
"""


def test_pictures_of_changing_size_with_guesses_do_not_crash_the_process():
    assert subprocess.run([sys.executable, "-c", SCRIPT], check=False).returncode == 0


def test_maps_of_another_size_move_by_the_same_share():
    flow = np.zeros((10, 20, 2), np.float32)
    flow[..., 0] = 2
    values = np.tile(np.arange(40, dtype=np.float32), (20, 1))
    assert moved(values, places(flow, (20, 40)))[5, 10] == pytest.approx(14)


def test_another_scene_is_a_cut_and_the_same_one_is_not(textured):
    scene = grey(textured(180, 320))
    noise = np.random.default_rng(0).normal(0, 6, scene.shape)
    noisy = np.clip(scene + noise, 0, 255).astype(np.uint8)
    assert is_cut(scene, grey(textured(180, 320, seed=9)))
    assert is_cut(scene, np.full_like(scene, 10))
    assert not is_cut(scene, noisy)
    assert not is_cut(scene, np.roll(scene, 6, axis=1))
    assert not is_cut(scene, (scene * 0.9).astype(np.uint8))


def test_flat_pictures_are_no_cut():
    flat = np.full((180, 320), 100, np.uint8)
    assert not is_cut(flat, flat + np.uint8(3))
