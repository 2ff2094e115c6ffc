from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from camfilter import claims
from camfilter.errors import SinkError
from camfilter.sinks import make_sink
from camfilter.sinks.virtualcam import VirtualCameraSink, stay_open
from camfilter.sinks.virtualcam import device as device_module
from camfilter.video4linux import Abilities

GREY = 120
LIMITED_GREY = 16 + round(GREY * 219 / 255)


def grey(height, width, value=GREY):
    return np.full((height, width, 3), value, np.uint8)


def luma(sent, height, width):
    return np.frombuffer(sent, np.uint8)[: height * width].reshape(height, width)


@pytest.fixture
def linux(devices, make_host):
    devices.path = devices.add_loopback(10)
    return make_host("Linux")


def test_it_opens_with_the_first_picture_and_stays_open(backend, linux, make_output):
    sink = VirtualCameraSink(host=linux)
    sink.open(25.0)
    assert backend.made == []
    for height in (72, 72, 90, 40):
        sink.write(make_output(grey(height, 128)))
    (made,) = backend.made
    assert (made.size, made.fps, len(made.sent)) == ((72, 128), 25.0, 4)
    assert made.device() == sink.device_name
    sink.close()
    assert made.closed == 1


def test_a_picture_of_another_shape_is_letterboxed(backend, linux, make_output):
    sink = VirtualCameraSink(host=linux)
    sink.open(0.0)
    sink.write(make_output(grey(100, 200)))
    sink.write(make_output(grey(100, 100)))
    (made,) = backend.made
    shown = luma(made.sent[1], 100, 200)
    assert abs(int(shown[50, 100]) - LIMITED_GREY) <= 2
    assert (shown[:, :48] == 16).all()
    assert made.fps == 30.0
    sink.close()


@pytest.mark.parametrize(
    ("picture", "size"),
    [
        ((1, 1), (64, 64)),
        ((71, 129), (72, 130)),
        ((720, 1280), (720, 1280)),
        ((20, 20_000), (64, 8192)),
    ],
)
def test_every_picture_gives_a_size_that_drivers_take(backend, linux, make_output, picture, size):
    sink = VirtualCameraSink(host=linux)
    sink.open(30.0)
    sink.write(make_output(grey(*picture)))
    assert backend.made[0].size == size
    assert len(backend.made[0].sent[0]) == size[0] * size[1] * 3 // 2
    sink.close()


@pytest.mark.parametrize(
    ("system", "target", "pixel_bytes"),
    [("Windows", None, 1.5), ("Windows", "unitycapture", 4), ("Darwin", None, 2)],
)
def test_each_system_gets_its_own_layout(
    backend, make_host, make_output, system, target, pixel_bytes
):
    sink = VirtualCameraSink(target, host=make_host(system))
    sink.open(30.0)
    sink.write(make_output(grey(64, 96)))
    (made,) = backend.made
    assert len(made.sent[0]) == 64 * 96 * pixel_bytes
    sink.close()


def test_unity_capture_gets_the_coverage_of_the_source(backend, make_host, make_output):
    output = make_output(grey(64, 96))
    alpha = np.zeros((64, 96), np.uint8)
    alpha[:, :48] = 255
    object.__setattr__(output.frame, "alpha", alpha)
    sink = VirtualCameraSink("unitycapture", host=make_host("Windows"))
    sink.open(30.0)
    sink.write(output)
    sent = np.frombuffer(backend.made[0].sent[0], np.uint8).reshape(64, 96, 4)
    assert np.array_equal(sent[..., 3], alpha)
    sink.close()


def test_when_it_closes_nothing_of_the_last_picture_stays(backend, linux, make_output):
    sink = VirtualCameraSink(host=linux)
    sink.open(30.0)
    sink.write(make_output(grey(64, 96)))
    sink.close()
    sink.close()
    (made,) = backend.made
    assert (luma(made.sent[-1], 64, 96) == 16).all()
    assert made.closed == 1
    with pytest.raises(SinkError, match="not open"):
        sink.write(make_output(grey(64, 96)))


def test_it_may_stay_open_between_runs(backend, linux, make_output):
    with stay_open():
        for value in (40, 200):
            sink = VirtualCameraSink(host=linux)
            sink.open(30.0)
            sink.write(make_output(grey(64, 96, value)))
            sink.close()
        (made,) = backend.made
        assert made.closed == 0
        assert [round(luma(sent, 64, 96).mean()) for sent in made.sent] == [50, 16, 188, 16]
    assert made.closed == 1


@pytest.fixture
def no_waiting(monkeypatch):
    monkeypatch.setattr(device_module, "_LOOK_S", 0.0)


def test_a_device_that_disappears_is_noticed(backend, linux, devices, make_output, no_waiting):
    sink = VirtualCameraSink(host=linux)
    sink.open(30.0)
    sink.write(make_output(grey(64, 96)))
    (devices.dev / "video10").unlink()
    with pytest.raises(SinkError, match="is gone") as lost:
        sink.write(make_output(grey(64, 96)))
    assert "modprobe" in lost.value.remedy
    sink.close()
    devices.can.clear()
    with pytest.raises(SinkError, match="no virtual camera at"):
        VirtualCameraSink(devices.path, host=linux).open(30.0)


def test_another_program_that_changes_the_format_is_noticed(
    backend, linux, devices, make_output, no_waiting
):
    sink = VirtualCameraSink(host=linux)
    sink.open(30.0)
    sink.write(make_output(grey(64, 96)))
    shown = devices.sysfs / "video10" / "format"
    shown.write_text("YU12:96x64@30\n")
    sink.write(make_output(grey(64, 96)))
    shown.write_text("YUYV:640x480@30\n")
    with pytest.raises(SinkError, match="changed the format"):
        sink.write(make_output(grey(64, 96)))
    sink.close()


@pytest.mark.parametrize(
    ("can", "message", "remedy"),
    [
        (Abilities(True, False, False), "opened only once", "modprobe -r v4l2loopback"),
        (Abilities(True, True, False), "is in use", "other program"),
        (Abilities(False, True, False), "not a virtual camera", "camfilter devices"),
        (PermissionError(13, "Permission denied"), "denied", "usermod"),
        (OSError(16, "Device or resource busy"), "in use", "other program"),
        (FileNotFoundError(2, "gone"), "no virtual camera at", "modprobe"),
    ],
)
def test_what_a_device_says_of_itself_is_asked_before_it_is_opened(
    backend, linux, devices, can, message, remedy
):
    devices.can[devices.path] = can
    sink = VirtualCameraSink(devices.path, host=linux)
    with pytest.raises(SinkError) as refused:
        sink.open(30.0)
    assert message in refused.value.message
    assert remedy in refused.value.remedy
    assert backend.made == []


def test_the_next_device_is_taken_where_the_first_refuses(backend, linux, devices, make_output):
    second = devices.add_loopback(11)
    devices.can[devices.path] = Abilities(True, True, False)
    sink = VirtualCameraSink(host=linux)
    sink.open(30.0)
    sink.write(make_output(grey(64, 96)))
    assert sink.device_name == second
    sink.close()


def test_a_device_that_is_there_and_refuses_is_named_before_one_that_is_not_there(
    backend, make_host, make_output
):
    backend.refusal = RuntimeError("virtual camera output could not be started")
    sink = VirtualCameraSink(host=make_host("Windows"))
    sink.open(30.0)
    with pytest.raises(SinkError, match="OBS Virtual Camera is in use"):
        sink.write(make_output(grey(64, 96)))


def test_a_library_without_the_back_end_is_one_clear_error(backend, make_host, make_output, capfd):
    sys.modules["pyvirtualcam"].camera.BACKENDS.pop("obs")
    sink = VirtualCameraSink("obs", host=make_host("Darwin"))
    sink.open(30.0)
    with pytest.raises(SinkError, match="has no virtual camera 'obs'"):
        sink.write(make_output(grey(64, 96)))
    assert capfd.readouterr().err == ""


def test_what_is_written_to_is_known_to_who_looks_for_cameras(backend, linux, devices, make_output):
    sink = VirtualCameraSink(host=linux)
    sink.open(30.0)
    sink.write(make_output(grey(64, 96)))
    assert claims.claimed(devices.path, claims.Role.WRITTEN)
    sink.close()
    assert not claims.claimed(devices.path, claims.Role.WRITTEN)


def test_the_camera_that_is_read_is_not_written_to(backend, linux, devices):
    claims.claim(devices.path, claims.Role.READ)
    try:
        with pytest.raises(SinkError, match="pictures are taken from"):
            VirtualCameraSink(devices.path, host=linux).open(30.0)
    finally:
        claims.release(devices.path, claims.Role.READ)


def test_without_the_package_the_remedy_is_its_extra():
    code = (
        "import sys; sys.modules['pyvirtualcam'] = None\n"
        "from camfilter.sinks import make_sink\n"
        "try: make_sink('vcam').open(30)\n"
        "except Exception as error: print(error.message, error.remedy)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "camfilter[vcam]"' in done.stdout


def test_the_package_is_not_imported_before_a_camera_is_opened():
    code = (
        "import sys, camfilter.sinks as sinks\n"
        "sinks.make_sink('vcam')\n"
        "print('pyvirtualcam' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_spec_names_the_sink():
    assert make_sink("vcam").info.name == "vcam"
    assert make_sink("vcam:/dev/video10").info.name == "vcam:/dev/video10"
    assert make_sink("vcam").info.live
    assert make_sink("vcam").viewers() is None


def test_the_last_picture_can_be_shown_once_more(backend, linux, devices, make_output, no_waiting):
    sink = VirtualCameraSink(host=linux)
    sink.repeat()
    sink.open(30.0)
    sink.repeat()
    sink.write(make_output(grey(64, 96)))
    sink.repeat()
    (made,) = backend.made
    assert len(made.sent) == 2
    assert made.sent[0] == made.sent[1]
    (devices.dev / "video10").unlink()
    with pytest.raises(SinkError, match="is gone"):
        sink.repeat()
    sink.close()
