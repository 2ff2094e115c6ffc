"""Which sinks there are and what `--to` takes for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from camfilter.errors import UsageError
from camfilter.paths import path_of
from camfilter.sinks.base import SinkListing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from camfilter.sinks.base import Sink

_REMEDY: Final = "write to FILE.mp4, to FOLDER/ or to null"
_VIDEO_SUFFIXES: Final = (".mp4", ".m4v", ".mov")
_PICTURE_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".exr")
_FOLDER: Final = re.compile(r"(?P<folder>.*[/\\])(?::(?P<kind>\w*))?")

_PLANNED: Final = {"vcam": "virtual camera", "ndi": "NDI"}


def _null(argument: str) -> Sink:
    from camfilter.sinks.null import NullSink

    if argument:
        raise UsageError(f"null takes no argument, not '{argument}'", "write just null")
    return NullSink()


SCHEMES: Final[dict[str, Callable[[str], Sink]]] = {"null": _null}
"""Maker of the sink of each `NAME[:ARGUMENT]`; whatever is not one of these names is a path."""


def make_sink(spec: str) -> Sink:
    """The sink that `spec` means, not opened yet.

    Raises:
        UsageError: if `spec` means none, or one that this version does not have.
    """
    name, _, argument = spec.partition(":")
    if name in SCHEMES:
        return SCHEMES[name](argument)
    if name in _PLANNED:
        raise UsageError(f"{_PLANNED[name]} output is not part of this version", _REMEDY)
    return _make_path_sink(spec)


def target_path(spec: str) -> Path | None:
    """The file or folder that `spec` writes; None for what is no path.

    Raises:
        UsageError: if it is a path that cannot be.
    """
    if spec.partition(":")[0] in {*SCHEMES, *_PLANNED}:
        return None
    folder = _FOLDER.fullmatch(spec)
    return path_of(folder["folder"] if folder else spec)


def list_sinks() -> list[SinkListing]:
    """What can be chosen, and what cannot yet."""
    planned = [
        SinkListing(name, title, "live", "not part of this version", False, _REMEDY)
        for name, title in _PLANNED.items()
    ]
    return [
        _video_listing(),
        SinkListing("FOLDER/", "Pictures", "file", "numbered PNG, 8 bit a channel"),
        SinkListing("FOLDER/:png16", "16-bit depth", "file", "numbered grey PNG, near is bright"),
        SinkListing("FOLDER/:exr", "Float depth", "file", "numbered OpenEXR, exact distances"),
        SinkListing("null", "Nothing", "none", "counts the pictures and forgets them"),
        *planned,
    ]


def _make_path_sink(spec: str) -> Sink:
    folder = _FOLDER.fullmatch(spec)
    if folder is not None:
        return _make_sequence(folder["folder"], folder["kind"] or "png")
    path = path_of(spec)
    if spec and path.is_dir():
        return _make_sequence(spec, "png")
    if path.suffix.lower() not in _VIDEO_SUFFIXES:
        raise UsageError(*_why_not(spec, path.suffix.lower()))
    from camfilter.sinks.video import VideoSink

    return VideoSink(path)


def _make_sequence(folder: str, kind: str) -> Sink:
    from camfilter.sinks.images import KINDS, ImageSequenceSink

    if kind not in KINDS:
        named = ", ".join(f"{folder}:{name}" for name in KINDS)
        raise UsageError(f"'{kind}' is no kind of picture", f"write one of {named}")
    return ImageSequenceSink(path_of(folder), kind)


def _why_not(spec: str, suffix: str) -> tuple[str, str]:
    stem = spec[: len(spec) - len(suffix)]
    if suffix in _PICTURE_SUFFIXES:
        kind = ":exr" if suffix == ".exr" else ""
        return f"'{spec}' is one picture, not a video", f"write to a folder: {stem or '.'}/{kind}"
    if suffix:
        return f"'{suffix}' is no kind of video camfilter writes", f"write to {stem}.mp4"
    return f"'{spec}' is no output", f"write to {spec or 'FOLDER'}/ for pictures, or FILE.mp4"


def _video_listing() -> SinkListing:
    from camfilter.sinks.encoders import available_encoder

    encoder = available_encoder()
    if encoder is None:
        remedy = "install PyAV again: pip install --force-reinstall av"
        return SinkListing("FILE.mp4", "Video", "file", "no encoder found", False, remedy)
    return SinkListing("FILE.mp4", "Video", "file", f"{encoder.title}, playable if interrupted")
