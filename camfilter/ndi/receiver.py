"""Receives the pictures and the sound of one NDI sender."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.ndi.hangup import can_destroy_beside, destroy_beside
from camfilter.ndi.library import Handle, ndi_module

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from camfilter.ndi.finder import NdiListing

_NAME: Final = "camfilter"
_FASTEST: Final = 1000.0
_PIXEL_BYTES: Final = 4
_PATIENCE_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Received:
    """One picture as it came.

    Attributes:
        bgra: (H, W, 4) uint8; the last channel means something only if `has_alpha`.
        time_ns: when it arrived, on the clock of `time.monotonic_ns`.
        timecode: the sender's own, in 100 ns units.
        rate: pictures a second that the sender declares; 0 if that makes no sense.
        skipped: how many older ones were passed over for it.
    """

    bgra: NDArray[np.uint8]
    has_alpha: bool
    time_ns: int
    timecode: int
    rate: float
    skipped: int

    def rgb(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 RGB, C-contiguous."""
        return np.asarray(cv2.cvtColor(self.bgra, cv2.COLOR_BGRA2RGB), np.uint8)

    def alpha(self) -> NDArray[np.uint8] | None:
        """(H, W) uint8 coverage, where the sender sends it."""
        return np.ascontiguousarray(self.bgra[..., 3]) if self.has_alpha else None


@dataclass(frozen=True, slots=True)
class Heard:
    """One block of sound as it came: (channels, n) float32, its rate, timecode and arrival."""

    samples: NDArray[np.float32]
    rate: int
    timecode: int
    time_ns: int


class Receiver:
    """A connection to one sender; any thread may use it.

    It is connected once: a receiver whose sender went away may never deliver again, so whoever
    wants more pictures makes a new one. Interlaced pictures are made progressive by the library.

    Args:
        listing: the sender.
        on_sound: takes its sound as it comes, on the thread that captures.
        small: have small pictures instead, at next to no cost.

    Raises:
        NdiError: if NDI cannot be had.
    """

    def __init__(
        self,
        listing: NdiListing,
        *,
        on_sound: Callable[[Heard], None] | None = None,
        small: bool = False,
    ) -> None:
        self._on_sound = on_sound
        self._dropped = 0
        self._turn = threading.Lock()
        width = "LOWEST" if small else "HIGHEST"

        def create(ndi: Any) -> object | None:
            source = ndi.Source(listing.name, listing.address)
            colours = ndi.RECV_COLOR_FORMAT_BGRX_BGRA
            bandwidth = getattr(ndi, f"RECV_BANDWIDTH_{width}")
            made = ndi.RecvCreateV3(source, colours, bandwidth, False, _NAME)
            native: object | None = ndi.recv_create_v3(made)
            return native

        self._handle = Handle(
            f"connection to '{listing.name}'",
            create,
            "recv_destroy",
            (f"'{listing.name}' cannot be connected to", "run 'camfilter doctor'"),
        )

    def connected(self) -> bool:
        """Whether the sender is there."""
        return int(self._handle.call("recv_get_no_connections")) > 0

    def capture(self, timeout_s: float, *, sound: bool = False) -> Received | None:
        """The newest picture that was not taken yet; None if none came within `timeout_s`.

        Raises:
            NdiClosedError: if it is closed.
        """
        deadline = time.monotonic() + timeout_s
        newest, skipped, arrived_ns = None, 0, 0
        with self._turn, self._handle.use() as native:
            while True:
                left_s = 0.0 if newest is not None else deadline - time.monotonic()
                video, came = self._next(native, max(left_s, 0.0), sound=sound)
                if video is not None:
                    if newest is not None:
                        ndi_module().recv_free_video_v2(native, newest)
                        skipped += 1
                    newest, arrived_ns = video, time.monotonic_ns()
                elif not came:
                    break
            if newest is None:
                return None
            return _taken(native, newest, arrived_ns, skipped + self._newly_dropped(native))

    def close(self) -> None:
        """End the connection; safe to call twice."""
        # A signal handler may interrupt a capture of its own thread, which cannot end meanwhile.
        if not (can_destroy_beside() and self._turn.acquire(timeout=_PATIENCE_S)):
            self._handle.close()
            return
        try:
            if not self._handle.closed:
                with self._handle.use() as native:
                    pass
                self._handle.forget()
                destroy_beside(native)
        finally:
            self._turn.release()

    def _next(self, native: object, timeout_s: float, *, sound: bool) -> tuple[Any, bool]:
        """The next picture of the queue, not copied yet, and whether anything came at all."""
        ndi = ndi_module()
        kind, video, audio, _ = ndi.recv_capture_v2(
            native, math.ceil(timeout_s * 1000), True, sound and self._on_sound is not None, False
        )
        if audio is not None:
            heard = _heard(audio)
            ndi.recv_free_audio_v2(native, audio)
            if self._on_sound is not None and heard.samples.size:
                self._on_sound(heard)
        return video, kind not in (ndi.FRAME_TYPE_NONE, ndi.FRAME_TYPE_ERROR)

    def _newly_dropped(self, native: object) -> int:
        """How many pictures the library itself dropped, its queue being full, since last time."""
        _, dropped = ndi_module().recv_get_performance(native)
        before, self._dropped = self._dropped, int(dropped.video_frames)
        return max(0, self._dropped - before)


def thumbnail(listing: NdiListing, timeout_s: float) -> NDArray[np.uint8] | None:
    """(h, w, 3) uint8 RGB, a small picture of what a sender sends; None if none comes in time.

    Raises:
        NdiError: if NDI cannot be had.
    """
    receiver = Receiver(listing, small=True)
    try:
        received = receiver.capture(timeout_s)
        return None if received is None else received.rgb()
    finally:
        receiver.close()


def _taken(native: object, video: Any, arrived_ns: int, skipped: int) -> Received:
    ndi = ndi_module()
    try:
        return Received(
            _pixels(video),
            video.FourCC == ndi.FOURCC_VIDEO_TYPE_BGRA,
            arrived_ns,
            int(video.timecode),
            _rate(video.frame_rate_N, video.frame_rate_D),
            skipped,
        )
    finally:
        ndi.recv_free_video_v2(native, video)


def _pixels(video: Any) -> NDArray[np.uint8]:
    width, line_bytes = video.xres, video.line_stride_in_bytes
    # The binding takes the padding of a line for more bytes of each pixel.
    video.xres = line_bytes // _PIXEL_BYTES
    padded: NDArray[np.uint8] = video.data
    return padded if padded.shape[1] == width else np.ascontiguousarray(padded[:, :width])


def _heard(audio: Any) -> Heard:
    now_ns = time.monotonic_ns()
    count = audio.no_samples
    # Here it takes the padding of a channel for the next one.
    audio.no_samples = max(count, audio.channel_stride_in_bytes // 4)
    samples = np.ascontiguousarray(audio.data[:, :count])
    return Heard(samples, int(audio.sample_rate), int(audio.timecode), now_ns)


def _rate(numerator: int, denominator: int) -> float:
    rate = numerator / denominator if denominator else 0.0
    return rate if 0 < rate <= _FASTEST else 0.0
