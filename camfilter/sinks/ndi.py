"""A sink that sends the picture, and what is behind it, as NDI sources on the network."""

from __future__ import annotations

import difflib
import logging
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from camfilter.errors import SinkError, UsageError
from camfilter.ndi.library import avahi_running
from camfilter.ndi.pixels import Canvas
from camfilter.ndi.sender import Sender, WallClock
from camfilter.sinks.base import SinkInfo
from camfilter.sinks.ndi_parts import PARTS

if TYPE_CHECKING:
    from camfilter.ndi.audio import AudioReader
    from camfilter.ndi.sender import Tally
    from camfilter.sinks.base import Output
    from camfilter.sinks.ndi_parts import Part

_log = logging.getLogger(__name__)

USUAL_NAME: Final = "camfilter"
_WORDS: Final = {
    "depth": "depth",
    "depth8": "depth8",
    "normals": "normals",
    "colour": "colour",
    "color": "colour",
}
_ADD: Final = "add +depth, +depth8, +normals or +colour, as in ndi:NAME+depth"
_LONGEST_NAME: Final = 120
_SIMILAR: Final = 0.7


@dataclass(frozen=True, slots=True)
class NdiTarget:
    """What `ndi[:NAME][+depth|+depth8][+normals][+colour]` means: a name, and which sources."""

    name: str
    parts: tuple[str, ...]


def parse_target(argument: str) -> NdiTarget:
    """What stands behind "ndi:", or behind "ndi" with the name left out.

    A name may contain a plus sign, unless one of the words or nearly one comes after it.

    Raises:
        UsageError: if it is not clear what is meant.
    """
    name, *words = argument.split("+")
    parts: list[str] = []
    while words and (part := _WORDS.get(words[-1].strip().lower())):
        parts.insert(0, part)
        words.pop()
    for word in words:
        if not name or _nearly(word):
            raise UsageError(f"'+{word}' is nothing that NDI can send", _ADD)
    name = "+".join([name, *words]).strip() or USUAL_NAME
    _check_name(name)
    if {"depth", "depth8"} <= set(parts):
        raise UsageError("+depth and +depth8 have the same name", "send one of them")
    return NdiTarget(name, ("picture", *dict.fromkeys(parts)))


def _nearly(word: str) -> bool:
    word = word.strip().lower()
    return not word or bool(difflib.get_close_matches(word, _WORDS, cutoff=_SIMILAR))


def _check_name(name: str) -> None:
    if not name.isprintable():
        raise UsageError(f"{name!r} cannot be an NDI name", "use letters, digits and spaces")
    if len(name.encode()) > _LONGEST_NAME:
        raise UsageError(f"the NDI name '{name[:20]}...' is too long", "use a shorter one")


@dataclass(slots=True)
class _Stream:
    """One of the named sources, and the buffers of its pictures."""

    part: Part
    sender: Sender
    canvas: Canvas = field(default_factory=Canvas)

    def send(self, output: Output, timecode: int, rate: float) -> None:
        if self.sender.connections():
            pixels, metadata = self.part.make(output, self.canvas, timecode)
            self.sender.send_video(pixels, timecode, rate, metadata)


class NdiSink:
    """Sends the picture as source "NAME" and each part asked for as "NAME depth" and so on.

    Nothing is made of a picture, or sent, for a source that no receiver is connected to. All
    sources have the same timecode for the same picture. Depth and colour say in their metadata
    what their codes mean; `camfilter.sinks.ndi_depth` decodes them.
    """

    def __init__(self, target: NdiTarget, groups: str | None = None) -> None:
        self.info = SinkInfo(f"ndi:{target.name}", live=True)
        self._target = target
        self._groups = groups
        self._streams: tuple[_Stream, ...] = ()
        self._clock = WallClock()
        self._rate = 0.0
        self._sound: AudioReader | None = None

    def hear(self, reader: AudioReader) -> None:
        """Send the sound that `reader` takes along with the picture; asked before opening."""
        self._sound = reader

    def open(self, rate: float) -> None:
        """Announce the sources on the network.

        Raises:
            SinkError: if a name is taken on this machine, or NDI cannot be had.
        """
        self.close()
        self._rate, self._clock = rate, WallClock()
        with ExitStack() as undo:
            streams = []
            for key in self._target.parts:
                part = PARTS[key]
                sender = Sender(self._target.name + part.suffix, self._groups)
                undo.callback(sender.close)
                streams.append(_Stream(part, sender))
            undo.pop_all()
        self._streams = tuple(streams)
        if not avahi_running():
            # It works all the same, and another machine may announce this one.
            _log.info("no avahi-daemon: %s is found by this computer's address", self.info.name)

    def write(self, output: Output) -> None:
        """Send one picture to whoever is connected.

        Raises:
            SinkError: if the sink is not open.
        """
        if not self._streams:
            raise SinkError(f"{self.info.name} is not open", "open the sink before writing to it")
        timecode = self._clock.timecode(output.frame.time_ns)
        for stream in self._streams:
            stream.send(output, timecode, self._rate)
        if self._sound is not None:
            sender = self._streams[0].sender
            for block in self._sound.take_until(output.frame.time_ns):
                sender.send_audio(block.samples, block.rate, self._clock.timecode(block.time_ns))

    def viewers(self) -> int | None:
        """How many connections the sources have together."""
        return sum(stream.sender.connections() for stream in self._streams)

    @property
    def on_air(self) -> bool:
        """Whether a receiver shows one of the sources to its public; any thread may ask."""
        return any(tally.on_program for tally in self.tallies().values())

    def tallies(self) -> dict[str, Tally]:
        """What the receivers do with each source, by its name; any thread may ask."""
        return {stream.sender.name: stream.sender.tally() for stream in self._streams}

    def close(self) -> None:
        """Take the sources off the network; safe to call twice or unopened."""
        streams, self._streams = self._streams, ()
        for stream in streams:
            stream.sender.close()
