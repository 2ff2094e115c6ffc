from __future__ import annotations

import pytest

from camfilter.sinks.virtualcam.faults import explained, install_command

# What pyvirtualcam 0.15 says, to the letter.
NO_LOOPBACK = (
    "'v4l2loopback' backend: No v4l2 loopback device found at /dev/video[0-99]. Did you run "
    "'modprobe v4l2loopback'? See also pyvirtualcam's documentation."
)
DENIED = (
    "'v4l2loopback' backend: Could not access /dev/video10 due to missing permissions. Did you add"
    " your user to the 'video' group? Run 'usermod -a -G video myusername' and log out and in"
    " again."
)
OBS_MISSING = "'obs' backend: OBS Virtual Camera device not found! Did you install OBS?"
NO_UNITY = "'unitycapture' backend: No camera registered. Did you install any camera?"
MAC_MISSING = (
    "'obs' backend: OBS Virtual Camera is not installed in your system. Use the Virtual Camera "
    "function in OBS 30.0 or later to trigger the installation and activate the System Extension "
    "in System Settings. You may need to restart your machine after that. [Device not found]"
)
MAC_OLD = (
    "'obs' backend: Your OBS Virtual Camera version is not supported. Upgrade to OBS 28 or higher."
    " After upgrading, use the Virtual Camera function once in OBS to trigger installation of the"
    " virtual camera."
)


def loopback(words):
    return f"'v4l2loopback' backend: {words}"


@pytest.mark.parametrize(
    ("system", "words", "message", "remedy", "absent"),
    [
        ("Linux", NO_LOOPBACK, "no virtual camera", "modprobe v4l2loopback", True),
        ("Linux", DENIED, "denied", "usermod -aG video", False),
        ("Linux", loopback("Device /dev/video10 is already in use."), "in use", "other", False),
        ("Linux", loopback("Device /dev/video10 does not exist."), "no virtual camera at",
         "camfilter devices", True),
        ("Linux", loopback("Device /dev/video10 could not be opened: Device or resource busy"),
         "in use", "other program", False),
        ("Linux", loopback("Device /dev/video10 could not be opened: No such device"),
         "does not open", "modprobe -r", False),
        ("Linux", loopback("Device capabilities of /dev/video10 could not be queried."),
         "not a virtual camera", "camfilter devices", False),
        ("Linux", loopback("Device /dev/video10 is not a video output device."),
         "takes no pictures", "vcam:DEVICE", False),
        ("Linux", loopback("Device /dev/video10 is not a V4L2 device."), "not a virtual camera",
         "modprobe", False),
        ("Linux", loopback("Virtual camera device /dev/video10 could not be configured: Device or"
         " resource busy"), "in use", "other program", False),
        ("Linux", loopback("Virtual camera device /dev/video10 could not be configured: Invalid"
         " argument"), "picture size", "--output-size", False),
        ("Windows", OBS_MISSING, "not installed", "OBS Studio", True),
        ("Windows", "'obs' backend: virtual camera output could not be started", "in use",
         "Stop Virtual Camera", False),
        ("Windows", NO_UNITY, "Unity Capture", "Install.bat", True),
        ("Windows", "'unitycapture' backend: No camera registered with this name.",
         "Unity Capture", "vcam:obs", True),
        ("Windows", "'unitycapture' backend: All cameras are already in use.", "in use", "other",
         False),
        ("Darwin", MAC_MISSING, "never started", "extension", True),
        ("Darwin", MAC_OLD, "too old", "OBS Studio 30", False),
        ("Darwin", "'obs' backend: Couldn't start stream", "does not let", "System Settings",
         False),
        ("Darwin", "'obs' backend: Stream not found", "does not let", "restart", False),
        ("Darwin", "'obs' backend: Multiple cameras are not supported by this backend.", "in use",
         "Stop Virtual Camera", False),
        ("Linux", "'v4l2loopback' backend: who knows", "does not work: who knows", "doctor",
         False),
    ],
)  # fmt: skip
def test_each_message_of_the_library_has_its_remedy(system, words, message, remedy, absent):
    error, is_absent = explained(RuntimeError(words), "/dev/video10", system)
    assert message in error.message
    assert "backend:" not in error.message
    assert remedy in error.remedy
    assert is_absent is absent


def test_a_back_end_that_the_library_lacks_is_named():
    error, absent = explained(KeyError("obs"), "OBS Virtual Camera", "Windows")
    assert "no virtual camera 'obs' for Windows" in error.message
    assert "pip install" in error.remedy
    assert absent


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("ID=debian\n", "apt install v4l2loopback-dkms"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "apt install"),
        ("ID=fedora\n", "dnf install akmod-v4l2loopback"),
        ("ID=manjaro\nID_LIKE=arch\n", "pacman -S v4l2loopback-dkms"),
        ("ID=slackware\n", "the package v4l2loopback"),
        (None, "the package v4l2loopback"),
    ],
)
def test_the_driver_is_installed_as_the_distribution_does_it(tmp_path, text, command):
    release = tmp_path / "os-release"
    if text is not None:
        release.write_text(text)
    assert command in install_command(release)
