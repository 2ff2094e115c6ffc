from __future__ import annotations

import numpy as np
import pytest

from camfilter.look import FlowCarrier

SIZE = (180, 320)


def depth_map():
    depth = np.full((90, 160), 4.0, np.float32)
    depth[30:60, 60:100] = 1.0
    return depth


@pytest.fixture
def wide(textured):
    rgb = textured(SIZE[0], SIZE[1] + 40)
    rgb[60:120, 120:200] = rgb[60:120, 120:200] // 2
    return rgb


def view(maker, wide, left):
    return maker.frame(np.ascontiguousarray(wide[:, left : left + SIZE[1]]))


def test_nothing_to_carry_at_first(maker):
    assert FlowCarrier().carry(maker.frame()) is None


def test_the_frame_itself_gets_its_own_geometry(maker, wide):
    frame = view(maker, wide, 0)
    geometry = maker.geometry(depth_map(), frame)
    carrier = FlowCarrier()
    carrier.keep(frame, geometry)
    assert carrier.carry(frame) is geometry


def test_surfaces_follow_the_picture(maker, wide):
    frame = view(maker, wide, 0)
    person = (depth_map() < 2).astype(np.float32)
    geometry = maker.geometry(depth_map(), frame, person=person)
    carrier = FlowCarrier()
    carrier.keep(frame, geometry)
    for left in (4, 8, 12):
        later = view(maker, wide, left)
        carried = carrier.carry(later)
    inside = (slice(5, -5), slice(5, -15))
    moved = np.roll(depth_map(), -6, axis=1)
    stayed = np.abs(depth_map() - moved)[inside].mean()
    assert np.abs(carried.depth - moved)[inside].mean() < 0.4 * stayed
    assert np.abs(carried.person - (moved < 2))[inside].mean() < 0.02
    assert (carried.index, carried.time_ns) == (frame.index, frame.time_ns)


def test_holes_travel_and_never_become_numbers(maker, wide):
    frame = view(maker, wide, 0)
    valid = np.ones((90, 160), np.bool_)
    valid[10:30, 50:80] = False
    geometry = maker.geometry(depth_map(), frame, valid=valid)
    carrier = FlowCarrier()
    carrier.keep(frame, geometry)
    carried = carrier.carry(view(maker, wide, 12))
    assert not carried.valid[15:25, 50:70].any()
    assert (carried.depth[carried.valid] > 0.9).all()
    assert (carried.depth[carried.valid] < 4.1).all()


def test_another_scene_or_shape_gets_it_as_it_was(maker, wide, textured):
    frame = view(maker, wide, 0)
    geometry = maker.geometry(depth_map(), frame)
    carrier = FlowCarrier()
    carrier.keep(frame, geometry)
    assert carrier.carry(maker.frame(textured(*SIZE, seed=5))) is geometry
    assert carrier.carry(maker.frame(textured(90, 90))) is geometry


def test_reset_forgets(maker, wide):
    frame = view(maker, wide, 0)
    carrier = FlowCarrier()
    carrier.keep(frame, maker.geometry(depth_map(), frame))
    carrier.reset()
    assert carrier.carry(frame) is None


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (33, 47)])
def test_tiny_pictures(maker, size):
    frame = maker.frame(np.zeros((*size, 3), np.uint8))
    carrier = FlowCarrier()
    carrier.keep(frame, maker.geometry(np.ones((1, 1)), frame))
    carried = carrier.carry(maker.frame(np.full((*size, 3), 5, np.uint8)))
    assert carried.depth == pytest.approx(np.ones((1, 1)))


def test_only_the_maps_that_are_looked_at_are_carried(maker, wide):
    frame = view(maker, wide, 0)
    person = (depth_map() < 2).astype(np.float32)
    geometry = maker.geometry(depth_map(), frame, person=person)
    carrier = FlowCarrier()
    carrier.keep(frame, geometry)
    later = view(maker, wide, 12)
    every = carrier.carry(later)
    carrier.keep(frame, geometry)
    chosen = carrier.carry(later, {"person"})
    assert np.array_equal(chosen.depth, every.depth)
    assert np.array_equal(chosen.person, every.person)
    assert chosen.normals is geometry.normals
