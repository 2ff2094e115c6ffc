from __future__ import annotations

import json

import numpy as np
import pytest

from camfilter.bench.scenes import pan, still
from camfilter.bench.steadiness import steadiness


@pytest.fixture(scope="module")
def report():
    return steadiness()


@pytest.mark.parametrize("scene", ["still", "pan"])
def test_at_least_three_times_steadier_than_min_max_of_each_frame(report, scene):
    assert report[scene]["gain"] >= 3
    assert report[scene]["pumping"] < 0.2 * report[scene]["plain_pumping"]


def test_a_moving_edge_is_at_most_two_frames_late(report):
    assert report["moving_edge"]["worst_lag_frames"] <= 2


def test_the_report_is_json(report):
    json.dumps(report)


def test_scenes_are_the_same_every_time():
    for make in (lambda: still(2, (72, 128), (36, 64)), lambda: pan(2, (72, 128), (36, 64), 4)):
        for (frame, geometry), (again, same) in zip(make(), make(), strict=True):
            assert np.array_equal(frame.rgb, again.rgb)
            assert np.array_equal(geometry.depth, same.depth)
