"""Where pictures come from: cameras, NDI, video files, stills, folders, screens and the demo.

Importing this package is cheap; what a source needs is imported when one is made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from camfilter.errors import UsageError
from camfilter.paths import path_of
from camfilter.sources.base import Source, SourceInfo, SourceListing
from camfilter.sources.platforms import prepare_environment
from camfilter.sources.suffixes import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["GRAMMAR", "Source", "SourceInfo", "SourceListing", "list_sources", "make_source"]

GRAMMAR: Final = (
    "camera[:NAME|INDEX|/dev/videoN][?size=1920x1080&rate=60], ndi[:NAME][@ADDRESS[:PORT]],"
    " screen[:N], a file, a folder, or demo"
)

prepare_environment()


def make_source(spec: str, *, realtime: bool = True, loop: bool = False) -> Source:
    """The source that `spec` names (see `GRAMMAR`), not yet opened.

    `realtime` plays files in their own time and skips what comes too late, like a camera;
    otherwise each of their pictures comes once, as fast as it can be had. `loop` starts files
    again at their end. Cameras, NDI, screens and the demo are what they are.

    Raises:
        UsageError: if `spec` cannot be meant.
    """
    if not spec.strip():
        raise _unclear("the source is empty")
    kind, separator, value = _split(spec)
    path = path_of(spec)
    # Recorders like to put the time of day into the name.
    if separator and path.is_file():
        return _file_source(path, realtime=realtime, loop=loop)
    maker = _MAKERS.get(kind.lower())
    if maker is not None:
        if separator and not value.strip():
            raise _unclear(f"nothing follows the colon of '{spec}'")
        return maker(value.strip() if separator else None, realtime)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", spec) and not path.exists():
        raise _unclear(f"'{kind}' is no kind of source, and there is no file '{spec}'")
    return _file_source(path, realtime=realtime, loop=loop)


def list_sources(*, network: bool = True) -> list[SourceListing]:
    """What there is to choose: cameras, NDI sources, screens, the demo; never raises.

    Looking for NDI sources takes a second; without `network` they are left out.
    """
    from camfilter.sources.camera_devices import camera_listings
    from camfilter.sources.demo import demo_listing
    from camfilter.sources.ndi import ndi_listings
    from camfilter.sources.screen import list_screens

    senders = ndi_listings() if network else []
    return [*camera_listings(), *senders, *list_screens(), demo_listing()]


def _split(spec: str) -> tuple[str, str, str]:
    """The kind, the colon if there is one, and what follows; "camera?size=..." needs none."""
    if spec.lower().startswith("camera?"):
        return "camera", ":", spec[len("camera") :]
    return spec.partition(":")


def _camera(value: str | None, realtime: bool) -> Source:
    from camfilter.sources.camera import CameraSource
    from camfilter.sources.camera_request import parse_camera

    return CameraSource(*parse_camera(value))


def _screen(value: str | None, realtime: bool) -> Source:
    if value is not None and not value.isdecimal():
        raise _unclear(f"'{value}' is not the number of a screen")
    from camfilter.sources.screen import ScreenSource

    return ScreenSource(None if value is None else int(value))


def _demo(value: str | None, realtime: bool) -> Source:
    if value is not None:
        raise _unclear("nothing can follow 'demo'")
    from camfilter.sources.demo import DemoSource

    return DemoSource(realtime=realtime)


def _ndi(value: str | None, realtime: bool) -> Source:
    from camfilter.sources.ndi import NdiSource

    return NdiSource(value)


_MAKERS: Final[dict[str, Callable[[str | None, bool], Source]]] = {
    "camera": _camera,
    "screen": _screen,
    "demo": _demo,
    "ndi": _ndi,
}


def _file_source(path: Path, *, realtime: bool, loop: bool) -> Source:
    if path.is_dir():
        from camfilter.sources.folder import FolderSource

        return FolderSource(path, realtime=realtime, loop=loop)
    if path.suffix.lower() in IMAGE_SUFFIXES:
        from camfilter.sources.images import StillSource

        return StillSource(path, realtime=realtime, loop=loop)
    from camfilter.sources.video import VideoSource

    return VideoSource(path, realtime=realtime, loop=loop)


def _unclear(message: str) -> UsageError:
    return UsageError(message, f"use {GRAMMAR}")
