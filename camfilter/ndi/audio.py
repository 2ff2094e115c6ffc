"""Sound on its way through: received beside the pictures, held for as long as they take, sent on.

A source with sound has an `AudioTrack` as its `audio`; a sink that sends sound has a method `hear`
that takes a reader of it. `connect_audio` brings the two together.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

_HELD_NS: Final = 10_000_000_000
"""More than any engine keeps a picture."""
_PAUSE_NS: Final = 1_000_000_000
_FRESH_NS: Final = 100_000_000
_JUMP_NS: Final = 1_000_000_000
_SEEN: Final = 32
"""Pictures, about a second of them."""


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """Sound of a few milliseconds.

    Attributes:
        samples: (channels, n) float32, C-contiguous; 1.0 is NDI's reference level of +4 dBU.
        rate: samples a second.
        time_ns: when the first sample belongs, on the clock of `Frame.time_ns`.
    """

    samples: NDArray[np.float32]
    rate: int
    time_ns: int


class AudioTrack:
    """The last ten seconds of a source's sound; any thread may write and any number read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: deque[tuple[int, AudioBlock]] = deque()
        # A reader goes with the sink that has it.
        self._readers: WeakSet[AudioReader] = WeakSet()
        self._next = 0

    @property
    def wanted(self) -> bool:
        """Whether anybody would take sound now."""
        with self._lock:
            readers = list(self._readers)
        return any(reader.wanted() for reader in readers)

    def put(self, block: AudioBlock) -> None:
        """Add a block; what is older than ten seconds goes."""
        with self._lock:
            self._blocks.append((self._next, block))
            self._next += 1
            while block.time_ns - self._blocks[0][1].time_ns > _HELD_NS:
                self._blocks.popleft()

    def reader(self, wanted: Callable[[], bool]) -> AudioReader:
        """Somebody who takes the sound from now on, while `wanted()` says so."""
        with self._lock:
            reader = AudioReader(self, wanted, self._next)
            self._readers.add(reader)
            return reader

    def clear(self) -> None:
        """Forget what is held: what comes next has nothing to do with it."""
        with self._lock:
            self._blocks.clear()

    def since(self, number: int, time_ns: int) -> list[tuple[int, AudioBlock]]:
        """The blocks from `number` on that belong before `time_ns`, numbered, oldest first."""
        with self._lock:
            return [it for it in self._blocks if it[0] >= number and it[1].time_ns <= time_ns]

    def forget(self, reader: AudioReader) -> None:
        """Count somebody no more who took sound."""
        with self._lock:
            self._readers.discard(reader)


class AudioReader:
    """Takes the sound that belongs to pictures as they are shown; used by one thread at a time."""

    def __init__(self, track: AudioTrack, wanted: Callable[[], bool], start: int) -> None:
        self.wanted: Final = wanted
        self._track = track
        self._next = start
        self._last_ns: int | None = None

    def take_until(self, time_ns: int) -> list[AudioBlock]:
        """What belongs before a picture of `time_ns` and was not taken yet, oldest first.

        After more than a second without a picture only the newest sound is taken: nobody was
        there to hear the rest, and whoever plays it in one go stays behind for good.
        """
        if not self.wanted():
            self._last_ns = None
            return []
        paused = self._last_ns is None or time_ns - self._last_ns > _PAUSE_NS
        self._last_ns = time_ns
        numbered = self._track.since(self._next, time_ns)
        if numbered:
            self._next = numbered[-1][0] + 1
        oldest_ns = time_ns - _FRESH_NS if paused else 0
        return [block for _, block in numbered if block.time_ns >= oldest_ns]

    def close(self) -> None:
        """Take nothing more."""
        self._track.forget(self)


@runtime_checkable
class Hearing(Protocol):
    """A sink that sends sound along with its pictures."""

    def hear(self, reader: AudioReader) -> None:
        """Take the sound from `reader`; called before the sink is opened."""


def connect_audio(source: Any, sink: Any, wanted: Callable[[], bool]) -> AudioReader | None:
    """Have `sink` send the sound of `source` while `wanted()`; None if either knows no sound."""
    track = getattr(source, "audio", None)
    if not (isinstance(track, AudioTrack) and isinstance(sink, Hearing)):
        return None
    reader = track.reader(wanted)
    sink.hear(reader)
    return reader


class Alignment:
    """Puts a sender's timecodes on the clock of `Frame.time_ns`, as its pictures show it.

    Of the last pictures the one that travelled least sets the distance of the two clocks, so that
    blocks of sound stay as far apart as they were sent, and a slow or fast clock is followed.
    """

    def __init__(self) -> None:
        self._offsets_ns: deque[int] = deque(maxlen=_SEEN)
        self._timecode: int | None = None

    def picture(self, timecode: int, time_ns: int) -> None:
        """A picture of `timecode` (100 ns units) came at `time_ns`."""
        offset_ns = time_ns - timecode * 100
        before, self._timecode = self._timecode, timecode
        stands_still = timecode == before  # as with a sender that sets none
        if stands_still or (self._offsets_ns and abs(offset_ns - self._offsets_ns[-1]) > _JUMP_NS):
            self._offsets_ns.clear()
        if not stands_still:
            self._offsets_ns.append(offset_ns)

    def time_of(self, timecode: int, arrived_ns: int) -> int:
        """When sound of `timecode` belongs; its arrival where the timecode makes no sense."""
        if not self._offsets_ns:
            return arrived_ns
        time_ns = timecode * 100 + min(self._offsets_ns)
        return time_ns if abs(time_ns - arrived_ns) < 2 * _JUMP_NS else arrived_ns
