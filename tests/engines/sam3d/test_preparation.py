from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sam3d_parity import load_fixture

from camfilter.engines.sam3d.preparation import Box, normalised_points, object_box, prepare
from camfilter.errors import EngineError

FIXTURE = load_fixture("preprocess")
MAPS = (
    ("image", "mask", "pointmap"),
    ("rgb_image", "rgb_image_mask", "rgb_pointmap"),
)


@pytest.mark.parametrize("case", ["centre", "border", "full"])
def test_maps_match_the_official_ones(case: str) -> None:
    picture = FIXTURE.tensor("rgb").permute(2, 0, 1).float() / 255
    mask = FIXTURE.array(f"{case}.mask") > 0
    maps = prepare(picture, mask, FIXTURE.tensor("pointmap"), size=FIXTURE.hyper["size"])
    assert maps.points is not None
    for index, names in enumerate(MAPS):
        layers = (maps.pictures[index], maps.masks[index], maps.points[index])
        for name, layer in zip(names, layers, strict=True):
            FIXTURE.check(f"{case}.{name}", layer)
    assert maps.scale is not None
    assert maps.shift is not None
    FIXTURE.check(f"{case}.pointmap_scale", maps.scale)
    FIXTURE.check(f"{case}.pointmap_shift", maps.shift)


@pytest.mark.parametrize("case", ["centre", "border", "full"])
def test_the_box_matches_the_official_one(case: str) -> None:
    box = object_box(FIXTURE.array(f"{case}.mask") > 0)
    assert box == Box(*FIXTURE.manifest["cases"][case]["box"])


@given(st.integers(0, 60), st.integers(0, 60), st.integers(35, 70), st.integers(35, 70))
def test_the_box_holds_the_whole_mask(top: int, left: int, height: int, width: int) -> None:
    mask = np.zeros((130, 130), bool)
    mask[top : top + height, left : left + width] = True
    box = object_box(mask)
    sides = (box.right - box.left, box.bottom - box.top)
    assert abs(sides[0] - sides[1]) <= 1
    assert max(sides) <= 1.2 * max(height, width)
    assert box.left <= left
    assert box.top <= top
    assert box.right >= left + width
    assert box.bottom >= top + height


@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [
        (0, 0, "empty"),
        (1, 1, "1 x 1 pixels"),
        (2, 30, "30 x 2 pixels"),
        (30, 1, "1 x 30 pixels"),
    ],
)
def test_masks_without_a_usable_object_are_refused(rows: int, columns: int, message: str) -> None:
    mask = np.zeros((40, 40), bool)
    mask[5 : 5 + rows, 3 : 3 + columns] = True
    with pytest.raises(EngineError, match=message):
        prepare(torch.zeros(3, 40, 40), mask)


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(EngineError, match="the mask is 30 x 20 pixels, the picture 40 x 30"):
        prepare(torch.zeros(3, 30, 40), np.ones((20, 30), bool))


def test_points_of_another_size_are_brought_to_the_pictures() -> None:
    points = torch.rand(3, 20, 30) + 1
    coarse = prepare(torch.zeros(3, 40, 60), np.ones((40, 60), bool), points, size=28)
    fine = points.repeat_interleave(2, 1).repeat_interleave(2, 2)
    same = prepare(torch.zeros(3, 40, 60), np.ones((40, 60), bool), fine, size=28)
    assert coarse.points is not None
    assert same.points is not None
    torch.testing.assert_close(coarse.points, same.points, equal_nan=True)


@pytest.mark.parametrize("unknown", [torch.nan, torch.inf])
def test_without_a_known_point_on_the_object_points_stay_as_they_are(unknown: float) -> None:
    points = torch.rand(3, 10, 10)
    mask = torch.zeros(10, 10, dtype=torch.bool)
    mask[:5] = True
    points[:, :5] = unknown
    normalised, scale, shift = normalised_points(points, mask)
    torch.testing.assert_close(normalised[:, 5:], points[:, 5:])
    assert normalised[:, :5].isnan().all()
    assert scale.tolist() == [1, 1, 1]
    assert shift.tolist() == [0, 0, 0]


def test_equal_points_do_not_divide_by_zero() -> None:
    normalised, scale, shift = normalised_points(
        torch.full((3, 6, 6), 2.0), torch.ones(6, 6, dtype=torch.bool)
    )
    assert (normalised == 0).all()
    assert scale.tolist() == [1, 1, 1]
    assert shift.tolist() == [2, 2, 2]
