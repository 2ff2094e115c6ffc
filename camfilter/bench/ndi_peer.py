"""The other programs of the NDI measurement: one that sends, and one that receives.

python -m camfilter.bench.ndi_peer send NAME RATE        until its standard input ends
python -m camfilter.bench.ndi_peer receive NAME...       prints JSON when its input ends
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Final

import cv2
import numpy as np

from camfilter.ndi.finder import await_sender
from camfilter.ndi.pixels import Layout, Pixels
from camfilter.ndi.receiver import Receiver
from camfilter.ndi.sender import Sender, WallClock
from camfilter.sources import make_source

_PICTURES: Final = 60
_FIND_S: Final = 20.0
_WAIT_S: Final = 0.2


def send(name: str, rate: float, ended: threading.Event) -> None:
    """Send the demo clip's first two seconds, at 720p, over and over at an exact rate."""
    pictures = _demo_pictures()
    sender, clock = Sender(name), WallClock()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    start, number = time.monotonic(), 0
    while not ended.wait(max(0.0, start + number / rate - time.monotonic())):
        timecode = clock.timecode(time.monotonic_ns())
        sender.send_video(pictures[number % len(pictures)], timecode, rate)
        number += 1
    sender.close()


def receive(names: list[str], ended: threading.Event) -> None:
    """Take pictures of each sender, and print when each came (s) and how late it was (ms)."""
    delays: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    threads = [threading.Thread(target=_watch, args=(name, delays[name], ended)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(delays) + "\n")


def _watch(name: str, arrivals: list[tuple[float, float]], ended: threading.Event) -> None:
    listing = await_sender(
        lambda there: there.short_name == name, _FIND_S, ["127.0.0.1"], ended.is_set
    )
    if listing is None:
        return
    receiver = Receiver(listing)
    while not ended.is_set():
        received = receiver.capture(_WAIT_S)
        if received is not None:
            offset_ns = time.time_ns() - time.monotonic_ns()
            delay_ns = received.time_ns + offset_ns - received.timecode * 100
            arrivals.append((received.time_ns / 1e9, delay_ns / 1e6))
    receiver.close()


def _demo_pictures() -> list[Pixels]:
    source = make_source("demo", realtime=False)
    source.open()
    frames = [source.read(10.0) for _ in range(_PICTURES)]
    source.close()
    return [_pixels(frame.rgb) for frame in frames if frame is not None]


def _pixels(rgb: np.ndarray) -> Pixels:
    resized = cv2.resize(rgb, (1280, 720))
    data = np.ascontiguousarray(cv2.cvtColor(resized, cv2.COLOR_RGB2RGBA), np.uint8)
    return Pixels(Layout.RGBX, 1280, 720, data.reshape(720, -1))


def main(words: list[str]) -> None:
    """Do what the words say until standard input ends."""
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        ended.set()

    listener = threading.Thread(target=listen)
    listener.start()
    if words[0] == "send":
        send(words[1], float(words[2]), ended)
    else:
        receive(words[1:], ended)
    listener.join()


if __name__ == "__main__":
    main(sys.argv[1:])
