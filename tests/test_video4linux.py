from __future__ import annotations

import sys

import pytest

from camfilter.video4linux import Loopback, VideoDevices


@pytest.fixture
def sysfs(tmp_path):
    for number, name, loopback in [(10, "camfilter", True), (2, "Plain", True), (0, "C920", False)]:
        node = tmp_path / f"video{number}"
        node.mkdir()
        (node / "name").write_text(f"{name}\n")
        if loopback:
            (node / "max_openers").write_text("10\n")
    return tmp_path


def test_loopbacks_are_told_from_cameras_and_come_in_order(sysfs):
    devices = VideoDevices(sysfs)
    assert devices.loopbacks() == [
        Loopback("/dev/video2", "Plain"),
        Loopback("/dev/video10", "camfilter"),
    ]
    assert devices.is_loopback("/dev/video10")
    assert not devices.is_loopback("/dev/video0")


def test_the_snapshot_changes_when_a_device_comes(sysfs):
    devices = VideoDevices(sysfs)
    before = devices.snapshot()
    assert devices.snapshot() == before
    (sysfs / "video11").mkdir()
    assert devices.snapshot() != before


def test_a_machine_without_video_devices_has_none(tmp_path):
    devices = VideoDevices(tmp_path / "none")
    assert devices.loopbacks() == []
    assert devices.snapshot() == frozenset()
    assert devices.attribute("/dev/video0", "name") is None
    assert devices.port("/dev/video0") is None


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_what_is_no_video_device_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        VideoDevices().abilities(str(tmp_path / "video9"))
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="ioctl"):
        VideoDevices().abilities(str(tmp_path / "file"))
