"""NDI: its library, how sources are found, and pictures sent through it and received again."""

from __future__ import annotations

import os
import statistics
import time
from contextlib import closing
from typing import Final

import numpy as np

from camfilter.doctor.check import Check, wanting
from camfilter.ndi.finder import await_sender, find_sources
from camfilter.ndi.library import NdiMissingError, discovery_problem, ndi_module
from camfilter.ndi.pixels import Layout, Pixels
from camfilter.ndi.receiver import Receiver
from camfilter.ndi.sender import Sender

_LOOK_S: Final = 1.2
_FIND_S: Final = 5.0
_PICTURES: Final = 45
_RATE: Final = 30.0
_HEIGHT: Final = 720
_WIDTH: Final = 1280
_WITHIN_S: Final = 0.25


def ndi_library(name: str) -> Check:
    """Whether NDI can be had at all."""
    try:
        version = ndi_module().version()
    except NdiMissingError as error:
        return wanting(name, error.message, error.remedy)
    return Check(name, True, str(version), needed=False)


def ndi_discovery(name: str) -> Check:
    """Whether sources are found by name, and which are there."""
    if (missing := _missing(name)) is not None:
        return missing
    problem = discovery_problem()
    if problem is not None:
        return wanting(name, *problem)
    found = [listing.name for listing in find_sources(_LOOK_S)]
    detail = ", ".join(found) or "works; no source is on the network now"
    return Check(name, True, detail, needed=False)


def ndi_loopback(name: str) -> Check:
    """Send pictures to this machine itself, and time how they arrive."""
    if (missing := _missing(name)) is not None:
        return missing
    with closing(Sender(f"camfilter doctor {os.getpid()}")) as sender:
        listing = await_sender(lambda there: there.name == sender.full_name, _FIND_S, ["127.0.0.1"])
        if listing is None:
            remedy = "check that no firewall holds up camfilter on this computer (TCP 5960 and up)"
            return wanting(name, "what this computer sends, it does not find itself", remedy)
        with closing(Receiver(listing)) as receiver:
            delays_ms, taken_s = _exchange(sender, receiver)
    if not delays_ms:
        return wanting(name, "nothing that was sent arrived", "restart this computer's network")
    rate = len(delays_ms) / taken_s
    detail = (
        f"{_WIDTH}x{_HEIGHT}: {rate:.1f} of {_RATE:.0f} pictures a second arrived,"
        f" {statistics.median(delays_ms):.0f} ms after they were sent"
    )
    return Check(name, rate > _RATE * 0.8, detail, "close what keeps this computer busy", False)


def _missing(name: str) -> Check | None:
    """What stands in for a check of NDI where there is none; the library's own says more."""
    try:
        ndi_module()
    except NdiMissingError as error:
        return wanting(name, "not tried: NDI is not here", error.remedy)
    return None


def _exchange(sender: Sender, receiver: Receiver) -> tuple[list[float], float]:
    """How long each picture that arrived was under way, in ms, and how long all took."""
    data = np.random.default_rng(0).integers(0, 256, (_HEIGHT, _WIDTH * 4), np.uint8)
    pixels = Pixels(Layout.RGBX, _WIDTH, _HEIGHT, data)
    deadline = time.monotonic() + _FIND_S
    # Until the first one is through, the connection is being made.
    while not _arrived(sender, receiver, pixels) and time.monotonic() < deadline:
        continue
    start = time.monotonic()
    delays_ms = []
    for number in range(_PICTURES):
        due = start + number / _RATE
        time.sleep(max(0.0, due - time.monotonic()))
        delays_ms += _arrived(sender, receiver, pixels)
    return delays_ms, max(time.monotonic() - start, _PICTURES / _RATE)


def _arrived(sender: Sender, receiver: Receiver, pixels: Pixels) -> list[float]:
    sent_ns = time.monotonic_ns()
    sender.send_video(pixels, sent_ns // 100, _RATE)
    received = receiver.capture(_WITHIN_S)
    return [] if received is None else [(received.time_ns - received.timecode * 100) / 1e6]
