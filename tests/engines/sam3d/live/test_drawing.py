from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from object_scene import CAMERA, SIZE, ObjectScene, TrueEngine

from camfilter.engines.sam3d.cloud_surface import surface_of
from camfilter.engines.sam3d.cloud_view import CloudView
from camfilter.engines.sam3d.live.drawing import Drawer
from camfilter.engines.sam3d.live.motion import Motion
from camfilter.engines.sam3d.live.relief import Relief

if TYPE_CHECKING:
    from camfilter.engines.sam3d.live.drawn import Shape

MAPS = (72, 128)
SCENE = ObjectScene()
KEY, NOW = 0, 9


def _motion(key: int, now: int) -> Motion:
    then, there = SCENE.path(key), SCENE.path(now)
    turn = there.rotation @ then.rotation.T
    return Motion(turn, there.centre - turn @ then.centre, 1.0)


def _gaussians() -> Shape:
    cloud = SCENE.gaussians(KEY)
    return Drawer(CloudView(cloud, CAMERA, surface_of(cloud)), MAPS)


def _relief() -> Shape:
    seen = TrueEngine(SCENE, size=MAPS).infer(SCENE.frame(KEY))
    return Relief(seen, SCENE.covered(KEY, MAPS), CAMERA)


@pytest.mark.parametrize("make", [_gaussians, _relief])
def test_the_object_is_seen_where_it_has_moved_to(make: type) -> None:
    drawn = make().draw(_motion(KEY, NOW))
    covered, truth = SCENE.covered(NOW, MAPS), SCENE.truth(NOW, MAPS)
    seen = drawn.inverse > 0
    assert (seen & covered).sum() / (seen | covered).sum() > 0.9
    inner = (np.asarray(cv2.erode(covered.astype(np.uint8), np.ones((5, 5)))) > 0) & seen
    off = np.abs(1 / drawn.inverse[inner] - truth.depth[inner]) / SIZE
    assert np.mean(off) < 0.01
    cosine = (drawn.normals * truth.normals).sum(axis=2)[inner].clip(-1, 1)
    assert np.degrees(np.arccos(cosine)).mean() < 5
    middle = tuple(int(v.mean()) for v in np.nonzero(inner))
    assert drawn.thickness[middle] == pytest.approx(0.8, rel=0.15)


def test_an_object_behind_the_camera_is_not_seen() -> None:
    away = Motion(np.eye(3), np.array([0.0, 0.0, -9.0]), 1.0)
    assert not (_relief().draw(away).inverse > 0).any()


def test_an_object_that_comes_closer_has_no_holes() -> None:
    near = Motion(np.eye(3), np.array([0.0, 0.0, -0.6]), 1.0)
    seen = (_relief().draw(near).inverse > 0).astype(np.uint8)
    outlines, _ = cv2.findContours(seen, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = cv2.drawContours(np.zeros_like(seen), outlines, -1, 1, -1)
    assert (np.asarray(whole) == seen).mean() > 0.995
