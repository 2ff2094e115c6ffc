"""Sends NDI as a program of its own, so that it can be stopped, killed and started again.

python ndi_sending.py NAME MODE sends a picture 30 times a second; it first prints a line with the
time on the monotonic clock and its full name.
"""

from __future__ import annotations

import importlib
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RATE = 30
COLOUR = (200, 100, 10)
ALPHA = 128
SIZES = ((640, 360), (322, 182), (1280, 720), (16, 16), (2, 2))


class Sending:
    """The program, running, and when its sender came up; `entering` puts it somewhere else."""

    def __init__(self, name: str, mode: str = "plain", entering: Sequence[str] = ()) -> None:
        command = [*entering, sys.executable, __file__, name, mode]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        up_at, self.full_name = self.process.stdout.readline().rstrip("\n").split(" ", 1)
        self.up_at = float(up_at)

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def hang(self) -> None:
        """Have it do nothing any more, with its connections open."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Wake it."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def sending(name: str, mode: str = "plain") -> Iterator[Sending]:
    """A sender in a process of its own while the block runs."""
    program = Sending(name, mode)
    try:
        yield program
    finally:
        program.kill()


def _frame(ndi: Any, width: int, height: int, number: int, mode: str) -> Any:
    picture = np.empty((height, width, 4), np.uint8)
    picture[:] = (*COLOUR[::-1], ALPHA)
    if mode == "interlaced":
        picture[::2] = 250 if number % 2 else 20
    frame = ndi.VideoFrameV2()
    frame.data = picture.reshape(height, width * 4)
    frame.xres, frame.yres, frame.line_stride_in_bytes = width, height, width * 4
    frame.FourCC = getattr(ndi, f"FOURCC_VIDEO_TYPE_BGR{'A' if mode == 'alpha' else 'X'}")
    frame.frame_rate_N, frame.frame_rate_D = RATE * 1000, 1000
    if mode == "interlaced":
        frame.frame_format_type = ndi.FRAME_FORMAT_TYPE_INTERLEAVED
    return frame


def _sound(ndi: Any, number: int) -> Any:
    count = 48_000 // RATE
    ramp = np.arange(number * count, (number + 1) * count, dtype=np.float32) / 48_000
    samples = np.stack([np.sin(2 * np.pi * 440 * ramp), np.full(count, 0.25)]).astype(np.float32)
    frame = ndi.AudioFrameV3()
    frame.data = samples
    frame.sample_rate, frame.no_channels, frame.no_samples = 48_000, 2, count
    frame.channel_stride_in_bytes = count * 4
    return frame


def _send(name: str, mode: str) -> None:
    ndi = importlib.import_module("NDIlib")

    ndi.initialize()
    groups = "studio" if mode == "grouped" else None
    sender = ndi.send_create(ndi.SendCreate(name, groups, False, False))
    print(time.monotonic(), ndi.send_get_source_name(sender).ndi_name, flush=True)  # noqa: T201
    number, start, begun = 0, time.time_ns() // 100, time.monotonic()
    while True:
        timecode = start + number * 10_000_000 // RATE
        size = SIZES[number // 6 % len(SIZES)] if mode == "resizing" else SIZES[0]
        size = {"huge": (7680, 4320), "large": (1920, 1080), "tiny": (1, 1)}.get(mode, size)
        if mode != "silent" and not (mode == "still" and number):
            frame = _frame(ndi, *size, number, mode)
            frame.timecode = timecode
            ndi.send_send_video_v2(sender, frame)
        if mode == "sound":
            frame = _sound(ndi, number)
            frame.timecode = timecode
            ndi.send_send_audio_v3(sender, frame)
        number += 1
        time.sleep(max(0.0, begun + number / RATE - time.monotonic()))


if __name__ == "__main__":
    _send(*sys.argv[1:3])
