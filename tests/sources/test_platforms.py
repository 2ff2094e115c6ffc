from __future__ import annotations

import os

import cv2
import pytest

from camfilter.sources.camera_request import CameraRequest, wanted_properties
from camfilter.sources.platforms import PLATFORMS, prepare_environment, this_platform

MJPG = ("CAP_PROP_FOURCC", float(cv2.VideoWriter.fourcc(*"MJPG")))
SIZE = [("CAP_PROP_FRAME_WIDTH", 1280.0), ("CAP_PROP_FRAME_HEIGHT", 720.0), ("CAP_PROP_FPS", 30.0)]


@pytest.mark.parametrize(
    ("system", "backends", "by_path"),
    [
        ("Linux", ("CAP_V4L2",), True),
        ("Windows", ("CAP_MSMF", "CAP_DSHOW"), False),
        ("Darwin", ("CAP_AVFOUNDATION",), False),
        ("Plan9", ("CAP_ANY",), False),
    ],
)
def test_each_system_has_its_back_ends(system, backends, by_path):
    platform = this_platform(system)
    assert platform.backends == backends
    assert platform.device_paths is by_path
    assert all(hasattr(cv2, backend) for backend in backends)


@pytest.mark.parametrize(
    ("system", "word"), [("Linux", "video $USER"), ("Windows", "Camera"), ("Darwin", "Privacy")]
)
def test_each_system_says_how_access_is_given(system, word):
    assert word in PLATFORMS[system].denied
    assert "demo" in PLATFORMS[system].absent


def test_slow_media_foundation_is_cured_and_waited_for():
    windows = PLATFORMS["Windows"]
    assert windows.environment == {"OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0"}
    assert windows.open_timeout_s > PLATFORMS["Linux"].open_timeout_s


def test_what_the_user_set_in_the_environment_stays(monkeypatch):
    names = [*this_platform().environment, "OPENCV_LOG_LEVEL"]
    monkeypatch.delenv(names[0], raising=False)
    monkeypatch.setenv("OPENCV_LOG_LEVEL", "DEBUG")
    prepare_environment()
    assert os.environ["OPENCV_LOG_LEVEL"] == "DEBUG"
    assert all(name in os.environ for name in names)


@pytest.mark.parametrize(
    ("request_", "backend", "order"),
    [
        (CameraRequest(), "CAP_V4L2", [MJPG, *SIZE]),
        (CameraRequest(), "CAP_MSMF", [MJPG, *SIZE]),
        (CameraRequest(), "CAP_AVFOUNDATION", [MJPG, *SIZE]),
        (CameraRequest(), "CAP_DSHOW", [*SIZE, MJPG]),
    ],
)
def test_the_format_comes_first_but_last_on_directshow(request_, backend, order):
    fixed = PLATFORMS["Windows"].fixed_at_open
    assert wanted_properties(request_, backend, fixed) == order


@pytest.mark.parametrize(
    ("request_", "compressed"),
    [
        (CameraRequest(640, 480, 30.0), False),
        (CameraRequest(640, 480, 60.0), True),
        (CameraRequest(1920, 1080, 5.0), True),
        (CameraRequest(320, 240, 60.0), False),
    ],
)
def test_only_high_rates_ask_for_compression(request_, compressed):
    assert (MJPG in wanted_properties(request_, "CAP_V4L2", frozenset())) is compressed
