from __future__ import annotations

import threading

import pytest

from camfilter.sources.base import SourceListing
from camfilter.sources.camera_watch import CameraWatch, camera_state

BRIO = SourceListing("camera:/dev/video0", "Brio", "camera")


class Desk:
    """Cameras that the test plugs in; it is told when the watch looked."""

    def __init__(self):
        self.plugged = []
        self.looks = 0
        self.looked = threading.Condition()
        self.fails = 0

    def state(self):
        with self.looked:
            self.looks += 1
            self.looked.notify_all()
        if self.fails:
            self.fails -= 1
            raise OSError("busy")
        return tuple(camera.name for camera in self.plugged)

    def wait_for_looks(self, count):
        with self.looked:
            wanted = self.looks + count
            assert self.looked.wait_for(lambda: self.looks >= wanted, 10)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def told():
    return []


@pytest.fixture
def watch(desk, told):
    watch = CameraWatch(
        told.append, interval_s=0.001, state=desk.state, listings=lambda: list(desk.plugged)
    )
    yield watch
    watch.stop()


def test_it_tells_what_there_is_when_a_camera_comes_or_goes_and_only_then(watch, desk, told):
    assert watch.start() == []
    desk.wait_for_looks(3)
    assert told == []
    desk.plugged = [BRIO]
    desk.wait_for_looks(3)
    desk.plugged = []
    desk.wait_for_looks(3)
    assert told == [[BRIO], []]


def test_a_look_that_fails_does_not_end_the_watch(watch, desk, told):
    watch.start()
    desk.fails = 2
    desk.plugged = [BRIO]
    desk.wait_for_looks(5)
    assert told == [[BRIO]]


def test_after_stop_nothing_is_told_and_it_can_start_again(watch, desk, told):
    watch.start()
    watch.stop()
    watch.stop()
    desk.plugged = [BRIO]
    assert told == []
    assert watch.start() == [BRIO]


def test_this_machine_can_be_watched():
    assert camera_state() == camera_state()
