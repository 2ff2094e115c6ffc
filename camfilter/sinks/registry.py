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

_VIDEO_SUFFIXES: Final = (".mp4", ".m4v", ".mov")
_PICTURE_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".exr")
_FOLDER: Final = re.compile(r"(?P<folder>.*[/\\])(?::(?P<kind>\w*))?")


def _null(argument: str) -> Sink:
    from camfilter.sinks.null import NullSink

    if argument:
        raise UsageError(f"null takes no argument, not '{argument}'", "write just null")
    return NullSink()


def _ndi(argument: str) -> Sink:
    from camfilter.sinks.ndi import NdiSink, parse_target

    return NdiSink(parse_target(argument))


def _virtual_camera(argument: str) -> Sink:
    from camfilter.sinks.virtualcam import VirtualCameraSink

    return VirtualCameraSink(argument.strip() or None)


SCHEMES: Final[dict[str, Callable[[str], Sink]]] = {
    "null": _null,
    "vcam": _virtual_camera,
    "ndi": _ndi,
}
"""Maker of the sink of each `NAME[:ARGUMENT]`; whatever is not one of these names is a path."""


def make_sink(spec: str) -> Sink:
    """The sink that `spec` means, not opened yet.

    Raises:
        UsageError: if `spec` means none.
    """
    name, argument = _split(spec)
    if name in SCHEMES:
        return SCHEMES[name](argument)
    return _make_path_sink(spec)


def target_path(spec: str) -> Path | None:
    """The file or folder that `spec` writes; None for what is no path.

    Raises:
        UsageError: if it is a path that cannot be.
    """
    if _split(spec)[0] in SCHEMES:
        return None
    folder = _FOLDER.fullmatch(spec)
    return path_of(folder["folder"] if folder else spec)


def list_sinks() -> list[SinkListing]:
    """What can be chosen on this machine, and why what cannot be cannot."""
    from camfilter.sinks.virtualcam import virtual_camera_listings

    return [
        _video_listing(),
        SinkListing("FOLDER/", "Pictures", "file", "numbered PNG, 8 bit a channel"),
        SinkListing("FOLDER/:png16", "16-bit depth", "file", "numbered grey PNG, near is bright"),
        SinkListing("FOLDER/:exr", "Float depth", "file", "numbered OpenEXR, exact distances"),
        _ndi_listing(),
        *virtual_camera_listings(),
        SinkListing("null", "Nothing", "none", "counts the pictures and forgets them"),
    ]


def _split(spec: str) -> tuple[str, str]:
    """The scheme and its argument; "ndi+depth" leaves the name out but not what is added to it."""
    if spec.lower().startswith("ndi+"):
        return "ndi", spec[len("ndi") :]
    name, _, argument = spec.partition(":")
    return name.lower(), argument


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


def _ndi_listing() -> SinkListing:
    from camfilter.ndi.library import NdiMissingError, avahi_running, ndi_module

    try:
        ndi_module()
    except NdiMissingError as error:
        return SinkListing("ndi:NAME", "NDI", "live", error.message, False, error.remedy)
    detail = "on the network; +depth adds 16-bit depth, +normals and +colour what they say"
    if not avahi_running():
        detail += "; avahi-daemon is not running, so receivers need this computer's address"
    return SinkListing("ndi:NAME", "NDI", "live", detail)
