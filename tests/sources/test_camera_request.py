from __future__ import annotations

import pytest

from camfilter.errors import UsageError
from camfilter.sources import make_source
from camfilter.sources.camera import CameraSource
from camfilter.sources.camera_request import (
    CameraRequest,
    PixelFormat,
    attempts,
    good_enough,
    parse_camera,
    wanted_properties,
)

HD = CameraRequest(1920, 1080, 60.0)


@pytest.mark.parametrize(
    ("text", "target", "request_"),
    [
        (None, None, CameraRequest()),
        ("Brio 4K", "Brio 4K", CameraRequest()),
        ("?size=1920x1080&rate=60", None, HD),
        ("Brio?rate=60&size=1920x1080", "Brio", HD),
        ("/dev/video2?rate=29.97", "/dev/video2", CameraRequest(rate=29.97)),
        ("0?format=RAW", "0", CameraRequest(format=PixelFormat.RAW)),
    ],
)
def test_size_rate_and_format_follow_the_camera(text, target, request_):
    assert parse_camera(text) == (target, request_)


@pytest.mark.parametrize("spec", ["camera?size=640x480", "camera:Brio?rate=60", "Camera?rate=5"])
def test_a_spec_with_options_is_a_camera(spec):
    assert isinstance(make_source(spec), CameraSource)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("?size=1920", "'1920' is no camera size"),
        ("?size=0x0", "no camera size"),
        ("?size=99999x2", "no camera size"),
        ("?rate=fast", "'fast' is no camera rate"),
        ("?rate=0", "no camera rate"),
        ("?rate=1e9", "no camera rate"),
        ("?format=gif", "auto, mjpg, raw"),
        ("?speed=3", "'speed' is no option"),
        ("?size=", "no camera size"),
    ],
)
def test_what_cannot_be_meant_names_the_options(text, says):
    with pytest.raises(UsageError) as refused:
        parse_camera(text)
    assert says in refused.value.message
    assert "?size=1920x1080&rate=60" in refused.value.remedy


@pytest.mark.parametrize(
    ("request_", "rate", "fourcc", "enough"),
    [
        (HD, 59.5, "YUYV", True),
        (HD, 5.0, "YUYV", False),
        (HD, 30.0, "MJPG", True),
        (HD, 30.0, None, True),
        (CameraRequest(640, 480, 30.0), 15.0, "YUYV", False),
        (CameraRequest(640, 480, 30.0), 15.0, None, False),
    ],
)
def test_a_camera_that_is_slow_for_want_of_compression_is_asked_again(
    request_, rate, fourcc, enough
):
    assert good_enough(request_, rate, fourcc) is enough


def order(request_, backend):
    return [name for name, _ in wanted_properties(request_, backend, frozenset({"CAP_DSHOW"}))]


@pytest.mark.parametrize("backend", ["CAP_V4L2", "CAP_DSHOW"])
def test_the_second_way_asks_for_the_format_at_the_other_end(backend):
    first, second = (order(request_, backend) for request_ in attempts(HD))
    assert sorted(first) == sorted(second)
    assert {first.index("CAP_PROP_FOURCC"), second.index("CAP_PROP_FOURCC")} == {0, 3}


def test_what_is_small_is_asked_for_uncompressed_and_then_compressed():
    small = CameraRequest(640, 480, 30.0)
    assert [request_.compressed for request_ in attempts(small)] == [False, True]
    assert attempts(CameraRequest(format=PixelFormat.RAW))[0].compressed is False
    assert len(attempts(CameraRequest(format=PixelFormat.RAW))) == 1
