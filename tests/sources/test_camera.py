from __future__ import annotations

import itertools
import logging
import threading
from dataclasses import replace

import cv2
import numpy as np
import pytest

from camfilter import claims
from camfilter.errors import SourceError, SourceLostError
from camfilter.sources.camera import CameraSource
from camfilter.sources.camera_capture import open_capture
from camfilter.sources.camera_devices import CameraDevice
from camfilter.sources.camera_identity import Identity
from camfilter.sources.camera_request import CameraRequest
from camfilter.sources.platforms import PLATFORMS

LINUX = replace(PLATFORMS["Linux"], backends=("CAP_ANY",))
FRAMES = 26


class SteppedCapture:
    """A real capture of a file that delivers when the test lets it, evenly apart."""

    def __init__(self, capture, clock, allowed=None, period_s=0.04):
        self.period_s = period_s
        self.capture = capture
        self.clock = clock
        self.allowed = allowed
        self.released_on = None

    def isOpened(self):  # noqa: N802
        return self.capture.isOpened()

    def read(self):
        if self.allowed is not None:
            assert self.allowed.acquire(timeout=10)
        self.clock.pass_s(self.period_s)
        return self.capture.read()

    def get(self, number):
        return self.capture.get(number)

    def release(self):
        self.released_on = threading.current_thread().name
        self.capture.release()


@pytest.fixture
def clip(make_clip):
    return make_clip("camera.avi", FRAMES, codec="mjpeg", pix_fmt="yuvj420p", rate=50)


@pytest.fixture
def camera(clip):
    """Cameras that are files: OpenCV opens both with the same class."""
    sources = []

    def make(target=None, address=clip, **options):
        device = CameraDevice("Clip", "CAP_ANY", str(address), 0)
        options.setdefault("cameras", lambda: [device])
        options.setdefault("platform", LINUX)
        source = CameraSource(target, **options)
        sources.append(source)
        return source

    yield make
    for source in sources:
        source.close()


def read_until_lost(source):
    frames = []
    while True:
        try:
            frame = source.read(10.0)
        except SourceLostError as error:
            return frames, error
        assert frame is not None
        frames.append(frame)


@pytest.mark.parametrize("target", [None, "clip", "0"])
def test_pictures_come_as_rgb_in_order_and_the_newest_wins(camera, number_of, target):
    source = camera(target)
    source.open()
    assert (source.info.name, source.info.live) == ("Clip", True)
    frames, lost = read_until_lost(source)
    assert [number_of(frame.rgb) for frame in frames] == [frame.index for frame in frames]
    assert frames[-1].index == FRAMES - 1
    assert all(a.time_ns < b.time_ns for a, b in itertools.pairwise(frames))
    assert "stopped" in lost.message
    assert lost.remedy


def test_blue_is_not_taken_for_red(camera, make_clip):
    red = np.full((48, 64, 3), (200, 30, 60), np.uint8)
    clip = make_clip("red.avi", [red] * 3, codec="mjpeg", pix_fmt="yuvj444p")
    source = camera(address=clip)
    source.open()
    frames, _ = read_until_lost(source)
    assert np.abs(frames[0].rgb.astype(int) - red).max() <= 4
    assert frames[0].rgb.flags.c_contiguous


def test_image_sequences_and_grey_pictures_open_too(camera, tmp_path):
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"f{number}.png"), np.full((5, 7), 90, np.uint8))
    source = camera(address=tmp_path / "f%d.png")
    source.open()
    frames, _ = read_until_lost(source)
    assert (frames[-1].rgb == 90).all()
    assert frames[-1].size == (5, 7)


def test_the_rate_is_measured_and_not_believed(camera, clock):
    source = camera(clock=clock, opener=lambda *ask: SteppedCapture(open_capture(*ask), clock))
    source.open()
    assert source.info.rate == pytest.approx(25.0)


def test_a_slow_reader_gets_the_newest_and_sees_what_was_dropped(camera, clock, number_of):
    allowed = threading.Semaphore(0)

    def opener(*ask):
        return SteppedCapture(open_capture(*ask), clock, allowed)

    source = camera(clock=clock, opener=opener)
    allowed.release(FRAMES)
    source.open()
    newest = source.read(10.0)
    assert number_of(newest.rgb) == newest.index == FRAMES - 1
    assert source.read(0.0) is None
    allowed.release(100)


def test_a_quick_reader_gets_every_picture(camera, clock, number_of):
    allowed = threading.Semaphore(3)

    def opener(*ask):
        return SteppedCapture(open_capture(*ask), clock, allowed, period_s=0.5)

    source = camera(clock=clock, opener=opener)
    source.open()
    assert source.info.rate == pytest.approx(2.0)
    frames = [source.read(10.0)]
    for _ in range(5):
        allowed.release()
        frames.append(source.read(10.0))
    assert [number_of(frame.rgb) for frame in frames] == [2, 3, 4, 5, 6, 7]
    assert [frame.index for frame in frames] == [2, 3, 4, 5, 6, 7]
    assert np.diff([frame.time_ns for frame in frames]).tolist() == [500_000_000] * 5
    allowed.release(100)


def test_it_opens_again_after_it_was_lost_and_neither_time_nor_order_goes_back(camera):
    source = camera()
    frames = []
    for _ in range(2):
        source.open()
        frames += read_until_lost(source)[0]
        source.close()
        source.close()
    assert all(a.index < b.index for a, b in itertools.pairwise(frames))
    assert all(a.time_ns < b.time_ns for a, b in itertools.pairwise(frames))
    with pytest.raises(SourceError, match="not open"):
        source.read(0.0)


def test_one_thread_has_the_camera_and_lets_it_go(camera, clock):
    captures = []

    def opener(*ask):
        captures.append(SteppedCapture(open_capture(*ask), clock))
        return captures[-1]

    source = camera(clock=clock, opener=opener)
    source.open()
    source.close()
    (capture,) = captures
    assert capture.released_on == "camera"
    assert not capture.isOpened()


def test_what_does_not_open_is_one_clear_error(camera, tmp_path):
    (tmp_path / "text.avi").write_text("no pictures")
    with pytest.raises(SourceError, match="does not open") as refused:
        camera(address=tmp_path / "text.avi").open()
    assert refused.value.remedy
    with pytest.raises(SourceError, match="there is no camera at"):
        camera(address=tmp_path / "video9").open()
    with pytest.raises(SourceError, match="no camera 'Brio'"):
        camera("Brio").open()


def test_another_back_end_is_tried_where_the_first_fails(camera, clip, tmp_path, number_of):
    (tmp_path / "text.avi").write_text("no pictures")
    cameras = [
        CameraDevice("Clip", "CAP_FFMPEG", str(tmp_path / "text.avi"), 0),
        CameraDevice("Clip", "CAP_ANY", str(clip), 0),
    ]
    source = camera(
        cameras=lambda: cameras, platform=replace(LINUX, backends=("CAP_FFMPEG", "CAP_ANY"))
    )
    source.open()
    assert source.read(10.0).size == (48, 64)


def test_a_driver_that_hangs_is_given_up_and_releases_itself_later(camera, clock, caplog):
    answer = threading.Event()
    captures = []

    def hanging(*ask):
        assert answer.wait(10)
        captures.append(SteppedCapture(open_capture(*ask), clock))
        return captures[-1]

    impatient = replace(LINUX, open_timeout_s=0.01)
    source = camera(opener=hanging, platform=impatient, letting_go_s=0.01)
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(SourceError, match=r"did not answer within 0\.01 s"),
    ):
        source.open()
    assert "does not let go" in caplog.text
    with pytest.raises(SourceError, match="did not answer"):
        source.open()
    source.close()
    answer.set()
    for thread in threading.enumerate():
        if thread.name == "camera":
            thread.join(10)
    assert [capture.released_on for capture in captures] == ["camera"]


def test_a_camera_that_opens_but_is_silent_is_one_clear_error(camera, clock):
    class Silent(SteppedCapture):
        def read(self):
            return False, None

    source = camera(opener=lambda *ask: Silent(open_capture(*ask), clock))
    with pytest.raises(SourceError, match="delivers no pictures"):
        source.open()


def test_what_is_asked_for_is_asked_of_the_device(clip):
    device = CameraDevice("Clip", "CAP_ANY", str(clip))
    capture = open_capture(device, CameraRequest(320, 240, 15.0))
    assert capture.isOpened()
    capture.release()


class Desk:
    """Cameras that come and go under any number; each is a file or a fake with a rate."""

    def __init__(self, *devices):
        self.devices = list(devices)

    def __call__(self):
        return list(self.devices)


def usb(address, number, serial="046d:082d:A", port="usb1/1-2"):
    return CameraDevice("Clip", "CAP_ANY", str(address), number, Identity(serial, port, "0"))


def test_a_camera_that_comes_back_with_another_number_is_the_same_one(camera, make_clip):
    first = make_clip("first.avi", 3, codec="mjpeg", pix_fmt="yuvj420p", rate=50)
    second = make_clip("second.avi", 3, codec="mjpeg", pix_fmt="yuvj420p", rate=50)
    other = usb(first, 9, serial="046d:082d:B", port="usb1/1-3")
    desk = Desk(usb(first, 0), other)
    source = camera("0", cameras=desk)
    source.open()
    read_until_lost(source)
    source.close()
    desk.devices = [other]
    with pytest.raises(SourceLostError, match="'Clip' is not plugged in") as away:
        source.open()
    assert "plug it in again" in away.value.remedy
    desk.devices = [other, usb(second, 4, port="usb2/2-1")]
    source.open()
    frames, _ = read_until_lost(source)
    assert frames


def test_a_camera_that_was_never_open_may_be_any(camera, clip, tmp_path):
    desk = Desk()
    source = camera(cameras=desk)
    with pytest.raises(SourceError, match="no camera was found"):
        source.open()
    desk.devices = [usb(clip, 3)]
    source.open()
    assert source.read(10.0) is not None


def test_a_camera_is_claimed_while_it_is_read(camera, clip):
    source = camera()
    source.open()
    assert claims.claimed(str(clip), claims.Role.READ)
    source.close()
    source.close()
    assert not claims.claimed(str(clip), claims.Role.READ)


def test_an_opening_that_hangs_can_be_interrupted(camera, clock):
    answer, begun = threading.Event(), threading.Event()

    def hanging(*ask):
        begun.set()
        assert answer.wait(10)
        return SteppedCapture(open_capture(*ask), clock)

    source = camera(opener=hanging)
    interrupter = threading.Thread(target=lambda: begun.wait(10) and source.interrupt())
    interrupter.start()
    with pytest.raises(SourceError, match="interrupted"):
        source.open()
    interrupter.join()
    with pytest.raises(SourceError, match="interrupted"):
        source.open()
    answer.set()
    source.close()
    source.open()
    assert source.read(10.0) is not None


class SpeedyCapture:
    """Delivers at the rate that its format allows, on a clock turned by hand."""

    def __init__(self, clock, rate, fourcc, silent=False):
        self.clock, self.rate, self.fourcc, self.silent = clock, rate, fourcc, silent
        self.open = True

    def isOpened(self):  # noqa: N802
        return True

    def read(self):
        if self.silent:
            return False, None
        self.clock.pass_s(1 / self.rate)
        return True, np.full((4, 6, 3), 9, np.uint8)

    def get(self, number):
        return float(int.from_bytes(self.fourcc, "little")) if self.fourcc else -1.0

    def release(self):
        self.open = False


@pytest.mark.parametrize(
    ("ways", "opened", "rate"),
    [
        ([(60.0, b"MJPG")], 1, 60.0),
        ([(30.0, b"MJPG")], 1, 30.0),
        ([(5.0, None)], 1, 5.0),
        ([(5.0, b"YUYV"), (60.0, b"MJPG")], 2, 60.0),
        ([(10.0, b"YUYV"), (5.0, b"YUYV"), (10.0, b"YUYV")], 3, 10.0),
        ([(10.0, b"YUYV"), "silent", (10.0, b"YUYV")], 3, 10.0),
        ([(10.0, b"YUYV"), (12.0, b"YUYV")], 2, 12.0),
    ],
    ids=[
        "as wished",
        "as fast as it gets",
        "not said",
        "format forgotten",
        "worse",
        "dead",
        "better",
    ],
)
def test_formats_are_tried_until_the_measured_rate_will_do(camera, clock, ways, opened, rate):
    asked, captures = [], []

    def opener(device, request):
        way = ways[len(asked)]
        asked.append(request)
        silent = way == "silent"
        captures.append(SpeedyCapture(clock, *((1.0, None) if silent else way), silent=silent))
        return captures[-1]

    source = camera(
        clock=clock, opener=opener, request=CameraRequest(1920, 1080, 60.0), letting_go_s=10.0
    )
    source.open()
    assert len(asked) == opened
    assert source.info.rate == pytest.approx(rate, rel=0.01)
    assert [capture.open for capture in captures] == [False] * (opened - 1) + [True]
    source.close()
    assert not captures[-1].open
    assert {request.rate for request in asked} == {60.0}
