from __future__ import annotations

import pytest

from camfilter import claims
from camfilter.errors import SourceError
from camfilter.sources.camera_choice import choose
from camfilter.sources.camera_devices import CameraDevice
from camfilter.sources.camera_identity import Identity, found_again, linux_identity
from camfilter.sources.platforms import PLATFORMS
from camfilter.video4linux import VideoDevices

LINUX, WINDOWS = PLATFORMS["Linux"], PLATFORMS["Windows"]


def v4l2(number, name="C920", serial=None, port=None, part="0", virtual=False):
    identity = Identity(serial, port, part)
    return CameraDevice(name, "CAP_V4L2", f"/dev/video{number}", number, identity, virtual)


SERIAL = v4l2(0, serial="046d:082d:AB12", port="usb1/1-2:1.0")
PLAIN = v4l2(0, "USB Camera", port="usb1/1-2:1.0")
TWIN = v4l2(2, "USB Camera", port="usb1/1-3:1.0")


@pytest.mark.parametrize(
    ("known", "now", "others", "number"),
    [
        (SERIAL, [SERIAL], [], 0),
        (SERIAL, [v4l2(4, serial="046d:082d:AB12", port="usb1/1-2:1.0")], [], 4),
        (SERIAL, [v4l2(4, serial="046d:082d:AB12", port="usb2/2-1:1.0")], [], 4),
        (SERIAL, [v4l2(0, serial="046d:082d:CD34", port="usb1/1-2:1.0")], [], None),
        (SERIAL, [v4l2(0, "Brio", serial="046d:0855:AB12", port="usb1/1-2:1.0")], [], None),
        (SERIAL, [], [], None),
        (PLAIN, [v4l2(3, "USB Camera", port="usb1/1-2:1.0"), TWIN], [TWIN], 3),
        (PLAIN, [v4l2(3, "USB Camera", port="usb2/2-1:1.0")], [], 3),
        (PLAIN, [v4l2(3, "USB Camera", port="usb2/2-1:1.0"), TWIN], [TWIN], 3),
        (PLAIN, [TWIN], [TWIN], None),
        (PLAIN, [v4l2(3, "USB Camera", port="a"), v4l2(5, "USB Camera", port="b")], [], None),
        (SERIAL, [v4l2(1, serial="046d:082d:AB12", port="usb1/1-2:1.0", part="2")], [], None),
        (
            SERIAL,
            [
                v4l2(1, serial="046d:082d:AB12", port="usb1/1-2:1.0", part="2"),
                v4l2(4, serial="046d:082d:AB12", port="usb1/1-2:1.0", part="0"),
            ],
            [],
            4,
        ),
    ],
    ids=[
        "the same place",
        "another number",
        "another port",
        "another camera at its port",
        "another model at its port",
        "away",
        "the port tells twins apart",
        "moved without a serial number",
        "moved beside its twin",
        "its twin is not taken for it",
        "two that it might be",
        "another stream of the same camera",
        "the same stream of the same camera",
    ],
)
def test_the_same_camera_is_found_again_and_no_other(known, now, others, number):
    found = found_again(known, now, [camera.identity for camera in others])
    assert (found.index if found else None) == number


def test_on_windows_the_path_tells_cameras_apart_whatever_their_number():
    def listed(index, path):
        return CameraDevice("C920", "CAP_MSMF", index, index, Identity(port=path))

    known = listed(0, r"\\?\usb#vid_046d#one")
    now = [listed(0, r"\\?\usb#vid_046d#two"), listed(1, r"\\?\usb#vid_046d#one")]
    assert found_again(known, now).index == 1


def test_linux_tells_serial_number_port_and_stream(tmp_path):
    usb = tmp_path / "devices" / "usb1" / "1-2"
    interface = usb / "1-2:1.0"
    interface.mkdir(parents=True)
    for name, text in [("idVendor", "046d"), ("idProduct", "082d"), ("serial", "AB12")]:
        (usb / name).write_text(text + "\n")
    node = tmp_path / "class" / "video4"
    node.mkdir(parents=True)
    (node / "index").write_text("0\n")
    (node / "device").symlink_to(interface)
    devices = VideoDevices(tmp_path / "class")
    found = linux_identity("/dev/video4", devices)
    assert found == Identity("046d:082d:AB12", str(interface), "0")
    (usb / "serial").unlink()
    assert linux_identity("/dev/video4", devices) == Identity(None, str(interface), "0")
    assert linux_identity("/dev/video9", devices) == Identity()


LOOP = v4l2(0, "camfilter", virtual=True)
PHONE = v4l2(1, "DroidCam", virtual=True)
REAL = v4l2(2, "C920")


@pytest.mark.parametrize(
    ("target", "cameras", "number"),
    [
        (None, [LOOP, PHONE, REAL], 2),
        ("droidcam", [LOOP, PHONE, REAL], 1),
        ("/dev/video1", [LOOP, PHONE], 1),
        ("0", [LOOP, REAL], 0),
    ],
)
def test_a_virtual_camera_is_only_taken_by_name(target, cameras, number):
    assert choose(target, cameras, LINUX)[0].index == number


def test_virtual_cameras_alone_are_no_default():
    with pytest.raises(SourceError, match="only virtual") as refused:
        choose(None, [LOOP, PHONE], LINUX)
    assert "/dev/video1 (DroidCam)" in refused.value.remedy


@pytest.mark.parametrize("target", ["camfilter", "/dev/video0", "0"])
def test_what_camfilter_writes_to_is_not_read(target):
    claims.claim("/dev/video0", claims.Role.WRITTEN)
    try:
        with pytest.raises(SourceError, match="camfilter itself writes to") as refused:
            choose(target, [LOOP, PHONE, REAL], LINUX)
        assert "/dev/video2 (C920)" in refused.value.remedy
    finally:
        claims.release("/dev/video0", claims.Role.WRITTEN)
    assert choose(target, [LOOP, PHONE, REAL], LINUX) == [LOOP]


def test_where_devices_have_no_paths_the_name_tells_it():
    obs = CameraDevice("OBS Virtual Camera", "CAP_DSHOW", 0, 0, virtual=True)
    claims.claim("OBS Virtual Camera", claims.Role.WRITTEN)
    try:
        with pytest.raises(SourceError, match="itself writes to"):
            choose("obs", [obs], WINDOWS)
    finally:
        claims.release("OBS Virtual Camera", claims.Role.WRITTEN)
