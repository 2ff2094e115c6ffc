"""Two hosts on a network of their own, each with its hostname, D-Bus and avahi-daemon."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOOLS = ("unshare", "nsenter", "ip", "dbus-daemon", "avahi-daemon")

_BOOT = """
hostname "$0" && mount -t tmpfs none /run && mkdir -p /run/dbus /run/avahi-daemon || exit 1
chown avahi /run/avahi-daemon
echo namespaces; read go
ip link set lo up; ip link set "$0" up
ip addr add "$1/24" dev "$0"; ip route add 224.0.0.0/4 dev "$0"
dbus=$(dbus-daemon --system --fork --nopidfile --print-pid)
avahi-daemon --no-drop-root --no-chroot --no-rlimits -D >/dev/null 2>&1
echo up; read end
avahi-daemon -k; kill "$dbus"
"""


class Host:
    """A machine called `name`; `entering` before a command runs the command on it."""

    def __init__(self, name: str, address: str) -> None:
        command = ["unshare", "-n", "-m", "-u", "bash", "-c", _BOOT, name, address]
        pipe = subprocess.PIPE
        self.name = name
        self.address = address
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        if self._heard() != "namespaces":
            pytest.skip(f"a host cannot be made: {self.stop()}")
        self.number = str(self._process.pid)
        self.entering = ["nsenter", "-t", self.number, "-n", "-m", "-u", "--"]

    def start(self) -> None:
        """Begin to boot."""
        self._say()

    def wait(self) -> None:
        """Come back when it is up."""
        assert self._heard() == "up"

    def stop(self) -> str:
        """Shut down; returns what it complained of."""
        return self._process.communicate("\n\n")[1].strip()

    def _say(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def two_hosts() -> Iterator[tuple[Host, Host]]:
    """The hosts alpha and beta while the block runs; skips the test where they cannot be made."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can make hosts")
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with ExitStack() as stack:
        hosts = []
        for name, address in (("alpha", "10.77.0.1"), ("beta", "10.77.0.2")):
            hosts.append(Host(name, address))
            stack.callback(hosts[-1].stop)
        one, other = hosts
        cable = f"link add {one.name} netns {one.number} type veth peer name {other.name}"
        made = subprocess.run(
            ["ip", *cable.split(), "netns", other.number],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            pytest.skip(f"hosts cannot be connected: {made.stderr.strip()}")
        for host in hosts:
            host.start()
        for host in hosts:
            host.wait()
        yield one, other
