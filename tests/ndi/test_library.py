from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from camfilter.ndi import support
from camfilter.ndi.library import Handle, NdiClosedError, NdiError, ndi_module

if TYPE_CHECKING:
    from pathlib import Path

_OPENED = """
import os, signal, sys, threading, time
from camfilter.ndi.library import Handle, NdiClosedError, ndi_module
from camfilter.ndi.pixels import Canvas, Layout
from camfilter.ndi.sender import Sender
from camfilter.errors import SinkError

def finder():
    return Handle("finder", lambda ndi: ndi.find_create_v2(), "find_destroy", ("no", "no"))

def receiver():
    return Handle("receiver", lambda ndi: ndi.recv_create_v3(), "recv_destroy", ("no", "no"))

sender, pixels = Sender("ending"), Canvas().take(Layout.RGBX, (720, 1280))
open_receiver, open_finder = receiver(), finder()

def send():
    sender.send_video(pixels, 1)

def interrupt_often(work, every_s):
    inside = False
    def interrupt(*_):
        if inside: raise KeyboardInterrupt
    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, every_s, every_s)
    for _ in range(100):
        try:
            inside = True
            while True: work()
        except KeyboardInterrupt:
            inside = False
    signal.setitimer(signal.ITIMER_REAL, 0)
"""

_ENDINGS = {
    "everything is open": "send()",
    "everything is closed twice": """
for thing in (sender, open_receiver, open_finder) * 2: thing.close()
""",
    "things are used after they were closed": """
send(); sender.close(); open_receiver.close()
for use in (send, lambda: open_receiver.call("recv_capture_v2", 10)):
    try: use()
    except (SinkError, NdiClosedError) as error: print(error.message)
    else: sys.exit("it was used")
""",
    "things are dropped and never closed": """
send(); del sender, open_receiver, open_finder
""",
    "a thread goes on sending": """
begun = threading.Event()
def go_on():
    try:
        while True: send(); begun.set()
    except SinkError: pass
threading.Thread(target=go_on, daemon=True).start(); begun.wait()
""",
    "threads go on receiving and finding": """
begun = threading.Barrier(3)
def go_on(call):
    begun.wait()
    try:
        while True: call()
    except NdiClosedError: pass
for call in (lambda: open_receiver.call("recv_capture_v2", 400),
             lambda: open_finder.call("find_wait_for_sources", 400)):
    threading.Thread(target=go_on, args=(call,), daemon=True).start()
begun.wait()
""",
    "threads go on making and closing things": """
begun = threading.Barrier(3)
def go_on():
    begun.wait()
    try:
        while True: finder().close()
    except NdiClosedError: pass
for _ in range(2): threading.Thread(target=go_on, daemon=True).start()
begun.wait()
""",
    "a signal handler closes what is in use": """
signal.signal(signal.SIGALRM, lambda *_: sender.close())
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    while True: send()
except SinkError as error: print(error.message)
""",
    "Ctrl-C comes anywhere in the middle": """
def work(): send(); sender.connections()
interrupt_often(work, 0.0017)
""",
    "Ctrl-C comes as things are opened": """
def work(): finder().close(); receiver().close()
interrupt_often(work, 0.0041)
""",
    "a forked process ends": """
child = os.fork()
if not child:
    sender.close()
    try: ndi_module()
    except NdiClosedError as error: sys.exit(0)
    sys.exit("NDI was used in a fork")
assert os.waitpid(child, 0)[1] == 0
""",
}


@pytest.mark.usefixtures("ndi_network")
@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_process_ends_in_order_though(ending: str) -> None:
    script = _OPENED + _ENDINGS[ending]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # Python itself reports an interrupt that comes within the removal of an object.
    assert not done.stderr or "Ctrl-C" in ending


@pytest.mark.usefixtures("ndi_network")
def test_ctrl_c_ends_a_process_that_sends() -> None:
    script = _OPENED + "print('sending', flush=True)\nwhile True: send()"
    sending = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert sending.stdout is not None
    assert sending.stdout.readline() == "sending\n"
    sending.send_signal(signal.SIGINT)
    _, said = sending.communicate()
    assert sending.returncode == -signal.SIGINT
    assert said.endswith("KeyboardInterrupt\n")


def _finder() -> Handle:
    return Handle(
        "finder", lambda ndi: ndi.find_create_v2(), "find_destroy", ("refused", "try again")
    )


@pytest.mark.usefixtures("ndi_network")
def test_closing_waits_for_a_call_of_another_thread() -> None:
    finder, inside = _finder(), threading.Event()
    found: list[bool] = []

    def look() -> None:
        with finder.use() as native:
            inside.set()
            found.append(ndi_module().find_wait_for_sources(native, 200))

    looking = threading.Thread(target=look)
    looking.start()
    inside.wait()
    finder.close()
    assert found == [False]
    assert finder.closed
    with pytest.raises(NdiClosedError, match="finder is closed"):
        finder.call("find_wait_for_sources", 0)
    looking.join()


@pytest.mark.usefixtures("ndi_network")
def test_what_is_closed_during_its_own_use_lives_until_that_ends() -> None:
    finder = _finder()
    with finder.use() as native:
        finder.close()
        assert ndi_module().find_get_current_sources(native) == []
    with pytest.raises(NdiClosedError):
        finder.call("find_get_current_sources")


@pytest.mark.usefixtures("ndi_network")
def test_what_the_library_refuses_is_an_error_with_the_words_given() -> None:
    with pytest.raises(NdiError, match="refused") as caught:
        Handle("finder", lambda _: None, "find_destroy", ("refused", "try again"))
    assert caught.value.remedy == "try again"


@pytest.mark.parametrize(
    ("platform", "machine", "message", "remedy"),
    [
        ("linux", "x86_64", "ndi-python is not installed", 'pip install "camfilter[ndi]"'),
        ("win32", "AMD64", "ndi-python is not installed", 'pip install "camfilter[ndi]"'),
        ("darwin", "arm64", "ndi-python is not installed", 'pip install "camfilter[ndi]"'),
        ("darwin", "x86_64", "no NDI for Python on darwin x86_64", "Apple silicon"),
        ("win32", "ARM64", "no NDI for Python on win32 ARM64", "Windows x64"),
        ("linux", "riscv64", "no NDI for Python on linux riscv64", "Linux x86-64 or ARM"),
    ],
)
def test_a_missing_package_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, platform: str, machine: str, message: str, remedy: str
) -> None:
    monkeypatch.setattr(support, "_PACKAGE", "camfilter-has-no-such-package")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr("platform.machine", lambda: machine)
    problem = support.version_problem()
    assert problem is not None
    assert message in problem[0].replace("camfilter-has-no-such-package", "ndi-python")
    assert remedy in problem[1]


@pytest.mark.parametrize(
    ("version", "fits"),
    [("5.1.1.5", False), ("6.3.2.5", False), ("6.3.2.6", True), ("6.3.2.10", True), ("6.4", True)],
)
def test_a_package_that_is_too_old_is_refused(
    monkeypatch: pytest.MonkeyPatch, version: str, fits: bool
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: version)
    upgrade = 'upgrade it: pip install --upgrade "ndi-python>=6.3.2.6"'
    assert support.version_problem() == (
        None if fits else (f"ndi-python {version} is too old", upgrade)
    )


@pytest.mark.parametrize(
    ("platform", "said", "remedy"),
    [
        ("linux", "libavahi-client.so.3: cannot open shared object file", "libavahi-client3"),
        ("linux", "libavahi-common.so.3: cannot open shared object file", "libavahi-client3"),
        ("linux", "version `GLIBC_2.28' not found", "glibc 2.28"),
        ("linux", "undefined symbol: x", "--force-reinstall"),
        ("win32", "DLL load failed while importing NDIlib", "vc_redist"),
        ("darwin", "", "--force-reinstall"),
    ],
)
def test_a_package_that_does_not_load_is_explained(
    monkeypatch: pytest.MonkeyPatch, platform: str, said: str, remedy: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert remedy in support.import_problem(ImportError(said))[1]


def test_a_package_that_does_not_load_is_an_error_and_no_traceback() -> None:
    script = """
import sys
sys.modules["NDIlib"] = None
from camfilter.ndi.library import NdiMissingError, ndi_module
for _ in range(2):
    try: ndi_module()
    except NdiMissingError as error: print(bool(error.message and error.remedy))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True\nTrue\n", "")


@pytest.mark.parametrize(
    ("avahi", "bus", "message"),
    [
        (True, True, None),
        (False, True, "avahi-daemon is not running"),
        (False, False, "avahi-daemon is not running"),
        (True, False, "D-Bus system bus is not running"),
    ],
)
def test_discovery_needs_avahi_and_the_bus(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, avahi: bool, bus: bool, message: str | None
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(support, "_AVAHI_SOCKETS", (tmp_path / "avahi",))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'},guid=1")
    servers = []
    for name in ["avahi"] * avahi + ["bus"] * bus:
        servers.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        servers[-1].bind(str(tmp_path / name))
        servers[-1].listen()
    problem, running = support.discovery_problem(), support.avahi_running()
    for server in servers:
        server.close()
    assert running == (message is None)
    assert (problem is None) == (message is None)
    if problem is not None and message is not None:
        assert message in problem[0]
        assert "ndi:NAME@ADDRESS" in problem[1]


def test_other_systems_discover_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert support.avahi_running()
    assert support.discovery_problem() is None
