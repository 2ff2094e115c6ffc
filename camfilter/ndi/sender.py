"""Sends pictures and sound as one NDI source."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

import numpy as np

from camfilter.errors import SinkError
from camfilter.ndi.library import Handle, NdiClosedError, NdiError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.ndi.pixels import Pixels

_USUAL_RATE: Final = 30.0
_MOST_RATE: Final = 1000.0
_RATE_DENOMINATOR: Final = 1001


@dataclass(frozen=True, slots=True)
class Tally:
    """What receivers say they do with a source: show it to the public, or get ready to."""

    on_program: bool = False
    on_preview: bool = False


class WallClock:
    """Turns times of the monotonic clock into NDI timecodes: 100 ns units of UTC since 1970.

    The two clocks are compared once, so that timecodes are exactly as far apart as the frames
    were, whatever is done to the wall clock meanwhile.
    """

    def __init__(self) -> None:
        self._offset_ns = time.time_ns() - time.monotonic_ns()

    def timecode(self, time_ns: int) -> int:
        """The timecode of what was taken at `time_ns` by `time.monotonic_ns`."""
        return (time_ns + self._offset_ns) // 100


class Sender:
    """One named source on the network; any thread may use it.

    Receivers see it as `full_name`: "COMPUTER (name)". The library's own clock is not used: a
    picture leaves when it is handed over, is compressed and sent in the background, and only a
    receiver that does not keep up loses pictures.

    Raises:
        SinkError: if the name is taken on this machine, or NDI cannot be had.
    """

    def __init__(self, name: str, groups: str | None = None) -> None:
        self.name = name
        self._turn = threading.RLock()
        self._lent: list[Any] = []
        try:
            self._handle = Handle(
                f"NDI source '{name}'",
                lambda ndi: ndi.send_create(ndi.SendCreate(name, groups, False, False)),
                "send_destroy",
                (
                    f"the NDI name '{name}' is in use on this computer",
                    "choose another name, as in ndi:MY NAME, or end the program that has it",
                ),
            )
            source = self._handle.call("send_get_source_name")
        except NdiError as error:
            raise SinkError(error.message, error.remedy) from error
        self.full_name = str(getattr(source, "ndi_name", source))
        with _senders_lock:
            _senders.add(self)

    @property
    def closed(self) -> bool:
        """Whether it is off the network; it never comes back."""
        return self._handle.closed

    def connections(self) -> int:
        """How many receivers are connected; 0 if it is closed."""
        try:
            return int(self._handle.call("send_get_no_connections", 0))
        except NdiClosedError:
            return 0

    def tally(self) -> Tally:
        """What the receivers do with it; nothing if it is closed."""
        tally = self._handle.module.Tally()
        try:
            self._handle.call("send_get_tally", tally, 0)
        except NdiClosedError:
            return Tally()
        return Tally(bool(tally.on_program), bool(tally.on_preview))

    def send_video(
        self, pixels: Pixels, timecode: int, rate: float = 0.0, metadata: str = ""
    ) -> None:
        """Hand over one picture; its data must not be written to before the next one's return.

        Args:
            pixels: the picture; its size may differ from the last one's.
            timecode: when it was taken, in 100 ns units.
            rate: pictures a second that are announced; 0 if unknown.
            metadata: XML that travels with it.

        Raises:
            SinkError: if the sender is closed.
        """
        frame = _video_frame(self._handle.module, pixels, timecode, rate, metadata)
        with self._turn:
            # Kept before the call: Ctrl-C may come right after it.
            self._lent.append(frame)
            self._call("send_send_video_async_v2", frame)
            del self._lent[:-1]

    def send_audio(self, samples: NDArray[np.float32], rate: int, timecode: int) -> None:
        """Send (channels, samples) float32 sound of `rate` samples a second.

        Raises:
            SinkError: if the sender is closed.
        """
        data = np.ascontiguousarray(samples, np.float32)
        frame = self._handle.module.AudioFrameV3()
        frame.data = data
        frame.sample_rate, frame.timecode = rate, timecode
        frame.no_channels, frame.no_samples = data.shape
        frame.channel_stride_in_bytes = data.shape[1] * data.itemsize
        self._call("send_send_audio_v3", frame)

    def close(self) -> None:
        """Take the source off the network; safe to call twice."""
        self._handle.close()

    def _call(self, function: str, *arguments: object) -> Any:
        try:
            return self._handle.call(function, *arguments)
        except NdiError as error:
            raise SinkError(error.message, error.remedy) from error

    def __del__(self) -> None:
        # The picture on its way must outlive the native sender.
        if hasattr(self, "_handle"):
            self._handle.close()


_senders: WeakSet[Sender] = WeakSet()
_senders_lock = threading.Lock()


def own_senders() -> frozenset[str]:
    """The full names of the sources that this process sends now."""
    with _senders_lock:
        return frozenset(sender.full_name for sender in _senders if not sender.closed)


def _video_frame(ndi: Any, pixels: Pixels, timecode: int, rate: float, metadata: str) -> Any:
    rows, line_bytes = pixels.height * pixels.layout.planes, pixels.line_bytes
    data = pixels.data
    # The binding converts other types in silence, and the library reads what it is told to.
    if data.dtype != np.uint8 or data.shape != (rows, line_bytes) or not data.flags.c_contiguous:
        raise ValueError(f"{pixels.layout} of {pixels.width}x{pixels.height}: data {data.shape}")
    frame = ndi.VideoFrameV2()
    frame.data = data
    frame.xres, frame.yres, frame.line_stride_in_bytes = pixels.width, pixels.height, line_bytes
    frame.picture_aspect_ratio = pixels.width / pixels.height
    frame.FourCC = getattr(ndi, f"FOURCC_VIDEO_TYPE_{pixels.layout}")
    declared = Fraction(rate if 0 < rate < _MOST_RATE else _USUAL_RATE)
    declared = declared.limit_denominator(_RATE_DENOMINATOR)
    frame.frame_rate_N, frame.frame_rate_D = declared.numerator, declared.denominator
    frame.timecode = timecode
    if metadata:
        frame.metadata = metadata
    return frame
