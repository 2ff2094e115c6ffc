"""A network of its own for tests that send for real: nothing leaves the machine, or enters.

The thread that enters takes all threads and processes with it that it starts meanwhile.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLONE_NEWNET = 0x40000000
_GET_FLAGS, _SET_FLAGS = 0x8913, 0x8914
_UP_AND_MULTICAST = 0x1001


@contextmanager
def inside_network() -> Iterator[None]:
    """Run the block in the network that all tests share; skips the test where there is none."""
    network = _network()
    if isinstance(network, str):
        pytest.skip(network)
    home = _open_own()
    _call("setns", network, _CLONE_NEWNET)
    try:
        yield
    finally:
        _call("setns", home, _CLONE_NEWNET)
        os.close(home)


@cache
def _network() -> int | str:
    """File descriptor of the network, or why there is none."""
    if sys.platform != "linux":
        return "network namespaces are a thing of Linux"
    home = _open_own()
    try:
        _call("unshare", _CLONE_NEWNET)
        try:
            _start_loopback()
            return _open_own()
        finally:
            _call("setns", home, _CLONE_NEWNET)
    except OSError as error:
        return f"a network namespace cannot be made: {error}"
    finally:
        os.close(home)


def _open_own() -> int:
    # Of the thread: the process's is that of its first thread.
    return os.open(Path("/proc/thread-self/ns/net"), os.O_RDONLY | os.O_CLOEXEC)


def _call(function: str, *arguments: int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), function)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _start_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh22x", b"lo", 0)
        answer = fcntl.ioctl(any_socket, _GET_FLAGS, request)
        flags = struct.unpack("16sh22x", answer)[1] | _UP_AND_MULTICAST
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh22x", b"lo", flags))
