"""The XML that travels with each picture: what its pixels mean, in a form anybody can read.

A depth source sends one empty element with each picture (wrapped here)::

    <camfilter_depth version="1" frame="42" timecode="17640000000000000" valid="true"
        near="0.5" far="10.0" unit="m" encoding="inverse" bits="16" black="1024" white="65535"
        fx="0.87" fy="1.54" cx="0.5" cy="0.5"/>

`near` and `far` are the distances that the codes `white` and `black` stand for, in metres or, with
unit="relative", in the engine's own unit. With encoding="inverse" a code is linear in 1 / distance,
with "linear" in the distance. Codes below black / 2 stand for an unknown distance, valid="false"
for a picture in which nothing is known. The camera's fx, cx are in picture widths, fy, cy in
heights; they are left out where unknown. Other sources send <camfilter_frame version="1"
frame="42" timecode="17640000000000000"/>, by which pictures can be matched.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from camfilter.errors import CamfilterError
from camfilter.frames import Intrinsics

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION: Final = 1
_MOST_CHARACTERS: Final = 1 << 16
_CODES: Final = {8: 255, 16: 65535}
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COUNT: Final = re.compile(r"-?\d{1,19}", re.ASCII)
_NEAREST: Final = 1e-9
_FARTHEST: Final = 1e12
_REMEDY: Final = "receive the depth source of a camfilter, as in ndi:NAME+depth"


class MetadataError(CamfilterError):
    """A picture's metadata do not describe depth."""

    def __init__(self, message: str) -> None:
        super().__init__(message, _REMEDY)


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """Which picture of its stream it is; the timecode counts 100 ns since 1970."""

    frame: int
    timecode: int

    def to_xml(self) -> str:
        """One empty element."""
        return _element("camfilter_frame", {"frame": self.frame, "timecode": self.timecode})


@dataclass(frozen=True, slots=True)
class DepthInfo:
    """What the codes of one depth picture mean.

    Attributes:
        frame, timecode: which picture it is.
        near, far: distances that `white` and `black` stand for.
        metric: whether these are metres.
        black, white: codes of the far and the near end, of `bits` bits.
        valid: False if nothing at all is known in it.
        linear: whether codes are linear in the distance, and not in its inverse.
        intrinsics: of the camera, if known.
    """

    frame: int
    timecode: int
    near: float
    far: float
    metric: bool
    bits: int
    black: int
    white: int
    valid: bool = True
    linear: bool = False
    intrinsics: Intrinsics | None = None

    def to_xml(self) -> str:
        """One empty element; numbers keep every digit."""
        values: dict[str, object] = {
            "frame": self.frame,
            "timecode": self.timecode,
            "valid": str(self.valid).lower(),
            "near": float(self.near),
            "far": float(self.far),
            "unit": "m" if self.metric else "relative",
            "encoding": "linear" if self.linear else "inverse",
            "bits": self.bits,
            "black": self.black,
            "white": self.white,
        }
        if self.intrinsics is not None:
            values |= {
                key: float(getattr(self.intrinsics, key)) for key in ("fx", "fy", "cx", "cy")
            }
        return _element("camfilter_depth", values)

    @classmethod
    def from_xml(cls, xml: str) -> DepthInfo:
        """What the metadata of a received picture say.

        Raises:
            MetadataError: if they are no XML, not of a depth picture, or make no sense.
        """
        values = _attributes(xml, "camfilter_depth")
        if _count(values, "version") != _VERSION:
            raise MetadataError(f"depth metadata of version {values['version']} are not known")
        near, far = _number(values, "near"), _number(values, "far")
        if not _NEAREST <= near < far <= _FARTHEST or 1 / near == 1 / far:
            raise MetadataError(f"the range from {near:g} to {far:g} is none")
        bits, black, white = (_count(values, key) for key in ("bits", "black", "white"))
        if not 0 < black < white <= _CODES.get(bits, 0):
            raise MetadataError(f"codes from {black} to {white} in {bits} bits cannot be")
        return cls(
            _count(values, "frame"),
            _count(values, "timecode"),
            near,
            far,
            _choice(values, "unit", "relative", "m"),
            bits,
            black,
            white,
            _choice(values, "valid", "false", "true"),
            _choice(values, "encoding", "inverse", "linear"),
            _intrinsics(values),
        )


def _element(name: str, values: Mapping[str, object]) -> str:
    attributes = "".join(f' {key}="{value!s}"' for key, value in values.items())
    return f'<{name} version="{_VERSION}"{attributes}/>'


def _attributes(xml: str, name: str) -> dict[str, str]:
    """Attributes of the first element of that name; what is around it does not matter."""
    if len(xml) > _MOST_CHARACTERS:
        raise MetadataError(f"the metadata are too long: {len(xml)} characters")
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == name:
            found.append(attributes)

    def refuse(*_: object) -> None:
        raise MetadataError("the metadata declare a document type, which they must not")

    # As it comes out of NDI, whatever encoding it says of itself.
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    # Entities can only be declared there, and a few lines of them expand to gigabytes.
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml.encode(), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise MetadataError(f"the metadata are not XML: {error}") from error
    if not found:
        raise MetadataError("the metadata do not describe depth")
    return found[0]


def _text(values: Mapping[str, str], key: str) -> str:
    try:
        return values[key]
    except KeyError:
        raise MetadataError(f"the depth metadata lack '{key}'") from None


def _number(values: Mapping[str, str], key: str) -> float:
    text = _text(values, key)
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise MetadataError(f"{key}={text[:40]!r} in the depth metadata is no number")
    return number


def _count(values: Mapping[str, str], key: str) -> int:
    text = _text(values, key)
    if not _COUNT.fullmatch(text):
        raise MetadataError(f"{key}={text[:40]!r} in the depth metadata is no whole number")
    return int(text)


def _choice(values: Mapping[str, str], key: str, no: str, yes: str) -> bool:
    text = _text(values, key)
    if text not in (no, yes):
        raise MetadataError(f"{key}={text[:40]!r} in the depth metadata is not {no} or {yes}")
    return text == yes


def _intrinsics(values: Mapping[str, str]) -> Intrinsics | None:
    if "fx" not in values:
        return None
    fx, fy, cx, cy = (_number(values, key) for key in ("fx", "fy", "cx", "cy"))
    if fx <= 0 or fy <= 0:
        raise MetadataError(f"a focal length of {min(fx, fy):g} cannot be")
    return Intrinsics(fx, fy, cx, cy)
