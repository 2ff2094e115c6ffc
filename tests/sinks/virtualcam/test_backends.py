from __future__ import annotations

import pytest

from camfilter import claims
from camfilter.errors import SinkError
from camfilter.sinks.virtualcam.backends import BACKENDS, candidates
from camfilter.sinks.virtualcam.layouts import LAYOUTS
from camfilter.video4linux import Loopback

LOOPS = [Loopback("/dev/video10", "DepthCam"), Loopback("/dev/video11", "Plain")]


@pytest.mark.parametrize(
    ("system", "target", "meant"),
    [
        ("Linux", None, [("v4l2loopback", "/dev/video10"), ("v4l2loopback", "/dev/video11")]),
        ("Linux", "/dev/video11", [("v4l2loopback", "/dev/video11")]),
        ("Linux", "/dev/video9", [("v4l2loopback", "/dev/video9")]),
        ("Linux", "11", [("v4l2loopback", "/dev/video11")]),
        ("Linux", "depthcam", [("v4l2loopback", "/dev/video10")]),
        ("Windows", None, [("obs", None), ("unitycapture", None)]),
        ("Windows", "OBS Virtual Camera", [("obs", None)]),
        ("Windows", "obs", [("obs", None)]),
        ("Windows", "unitycapture", [("unitycapture", None)]),
        ("Windows", "Unity Video Capture", [("unitycapture", None)]),
        ("Windows", "Unity Video Capture #2", [("unitycapture", "Unity Video Capture #2")]),
        ("Darwin", None, [("obs", None)]),
        ("Darwin", "obs virtual camera", [("obs", None)]),
    ],
)
def test_a_target_means_a_device_of_the_system(system, target, meant):
    found = candidates(target, system, LOOPS)
    assert [(candidate.backend.name, candidate.device) for candidate in found] == meant


@pytest.mark.parametrize(
    ("system", "target", "devices", "message", "remedy"),
    [
        ("Linux", None, [], "v4l2loopback", "modprobe v4l2loopback exclusive_caps=1"),
        ("Linux", "Zoom", [], "v4l2loopback", "modprobe"),
        ("Linux", "Zoom", LOOPS, "no virtual camera 'Zoom'", "vcam:/dev/video10 (DepthCam)"),
        ("Darwin", "Zoom", [], "no virtual camera 'Zoom'", "OBS Virtual Camera"),
        ("FreeBSD", None, [], "no virtual cameras on FreeBSD", "FILE.mp4"),
    ],
)
def test_what_is_not_there_is_refused_with_a_way_out(system, target, devices, message, remedy):
    with pytest.raises(SinkError) as refused:
        candidates(target, system, devices)
    assert message in refused.value.message
    assert remedy in refused.value.remedy


def test_the_layout_of_each_is_the_one_that_it_passes_on_unchanged():
    layouts = {
        (system, backend.name): backend.layout
        for system in BACKENDS
        for backend in BACKENDS[system]
    }
    assert layouts == {
        ("Linux", "v4l2loopback"): "I420",
        ("Windows", "obs"): "NV12",
        ("Windows", "unitycapture"): "RGBA",
        ("Darwin", "obs"): "UYVY",
    }
    assert set(layouts.values()) <= LAYOUTS.keys()


def test_a_device_that_is_the_source_is_not_chosen_for_the_output():
    claims.claim("/dev/video10", claims.Role.READ)
    try:
        assert [one.device for one in candidates(None, "Linux", LOOPS)] == ["/dev/video11"]
    finally:
        claims.release("/dev/video10", claims.Role.READ)
    assert len(candidates(None, "Linux", LOOPS)) == 2
