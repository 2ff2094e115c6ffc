from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from camfilter.errors import SourceError
from camfilter.sources.camera_choice import choose
from camfilter.sources.camera_devices import (
    CameraDevice,
    camera_listings,
    list_cameras,
    refusal,
)
from camfilter.sources.platforms import PLATFORMS

LINUX, WINDOWS, MAC = (PLATFORMS[system] for system in ("Linux", "Windows", "Darwin"))


def v4l2(number, name):
    return CameraDevice(name, "CAP_V4L2", f"/dev/video{number}", number)


def numbered(backend, index, name):
    return CameraDevice(name, backend, index, index)


DESK = [v4l2(0, "Integrated Camera"), v4l2(2, "HD Pro Webcam C920"), v4l2(4, "Brio 4K")]
TWINS = [v4l2(0, "USB Camera"), v4l2(2, "USB Camera")]
WINDOWS_DESK = [
    numbered("CAP_MSMF", 0, "Brio"),
    numbered("CAP_MSMF", 1, "C920"),
    numbered("CAP_DSHOW", 0, "OBS Virtual Camera"),
    numbered("CAP_DSHOW", 1, "C920"),
    numbered("CAP_DSHOW", 2, "Brio"),
]
MAC_DESK = [numbered("CAP_AVFOUNDATION", 0, "FaceTime HD Camera")]


@pytest.mark.parametrize(
    ("target", "cameras", "platform", "ways"),
    [
        (None, DESK, LINUX, [("CAP_V4L2", "/dev/video0")]),
        ("2", DESK, LINUX, [("CAP_V4L2", "/dev/video2")]),
        ("/dev/video4", DESK, LINUX, [("CAP_V4L2", "/dev/video4")]),
        ("/dev/video9", DESK, LINUX, [("CAP_V4L2", "/dev/video9")]),
        ("hd pro webcam c920", DESK, LINUX, [("CAP_V4L2", "/dev/video2")]),
        ("brio", DESK, LINUX, [("CAP_V4L2", "/dev/video4")]),
        ("3", [], LINUX, [("CAP_V4L2", "/dev/video3")]),
        (None, WINDOWS_DESK, WINDOWS, [("CAP_MSMF", 0), ("CAP_DSHOW", 2)]),
        ("1", WINDOWS_DESK, WINDOWS, [("CAP_MSMF", 1), ("CAP_DSHOW", 1)]),
        ("C920", WINDOWS_DESK, WINDOWS, [("CAP_MSMF", 1), ("CAP_DSHOW", 1)]),
        ("obs virtual", WINDOWS_DESK, WINDOWS, [("CAP_DSHOW", 0)]),
        ("1", [], MAC, [("CAP_AVFOUNDATION", 1)]),
        ("facetime", MAC_DESK, MAC, [("CAP_AVFOUNDATION", 0)]),
    ],
)
def test_a_target_means_one_camera_and_keeps_index_and_back_end_together(
    target, cameras, platform, ways
):
    chosen = choose(target, cameras, platform)
    assert [(camera.backend, camera.address) for camera in chosen] == ways


def test_links_to_devices_are_followed(tmp_path):
    device = tmp_path / "video7"
    device.touch()
    link = tmp_path / "usb-Maker_Camera-index0"
    link.symlink_to(device)
    listed = CameraDevice("Camera", "CAP_V4L2", str(device), 7)
    assert choose(str(link), [listed], LINUX) == [listed]


@pytest.mark.parametrize(
    ("target", "cameras", "says", "remedy"),
    [
        (None, [], "no camera was found", "plug a camera in"),
        ("brio", [], "no camera was found", "plug a camera in"),
        ("razer", DESK, "no camera 'razer'", "/dev/video2 (HD Pro Webcam C920)"),
        ("7", DESK, "no camera 7", "/dev/video0 (Integrated Camera)"),
        ("usb camera", TWINS, "fits 2 cameras", "/dev/video2 (USB Camera)"),
        ("a", DESK, "fits 2 cameras", "/dev/video0"),
    ],
)
def test_what_is_unknown_or_unclear_names_what_there_is(target, cameras, says, remedy):
    with pytest.raises(SourceError) as refused:
        choose(target, cameras, LINUX)
    assert says in refused.value.message
    assert remedy in refused.value.remedy


def test_on_windows_the_known_ones_are_named_once():
    with pytest.raises(SourceError) as refused:
        choose("razer", WINDOWS_DESK, WINDOWS)
    assert refused.value.remedy.endswith("0 (Brio), 1 (C920)")


def test_a_device_that_is_not_there_or_does_not_open_says_so(tmp_path):
    missing = refusal(CameraDevice("x", "CAP_V4L2", str(tmp_path / "video9")), LINUX)
    assert "there is no camera at" in missing.message
    present = tmp_path / "video0"
    present.touch()
    busy = refusal(CameraDevice("Brio", "CAP_V4L2", str(present)), LINUX)
    assert "'Brio'" in busy.message
    assert "in use" in busy.message
    assert "close other programs" in busy.remedy
    assert "Privacy" in refusal(MAC_DESK[0], MAC).remedy


def test_a_device_without_access_names_the_group(without_privileges):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        device = Path(folder, "video0")
        device.touch()
        device.chmod(0)
        with without_privileges():
            denied = refusal(CameraDevice("Brio", "CAP_V4L2", str(device)), LINUX)
    assert "denied" in denied.message
    assert "usermod -aG video" in denied.remedy


def test_listing_never_fails_and_says_what_to_do_without_cameras():
    listings = camera_listings()
    assert listings
    assert all(listing.available or listing.remedy for listing in listings)
    assert len(list_cameras()) == sum(listing.detail != "none found" for listing in listings)
