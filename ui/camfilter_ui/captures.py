"""Snapshots and recordings: where they go, and how a snapshot is written."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Signal

from camfilter.errors import CamfilterError, SinkError
from camfilter.sinks.stills import depth_png16, picture_png

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.sinks.base import Output

_PICTURES: Final = QStandardPaths.StandardLocation.PicturesLocation
_MOVIES: Final = QStandardPaths.StandardLocation.MoviesLocation


def captures_folder(chosen: str, *, movies: bool = False) -> Path:
    """The folder that the user chose, or `camfilter` in that of their pictures or videos."""
    if chosen:
        return Path(chosen)
    place = QStandardPaths.writableLocation(_MOVIES if movies else _PICTURES)
    return Path(place or Path.home()) / "camfilter"


def capture_name(folder: Path, suffix: str) -> Path:
    """A file in `folder` that is not there yet, named after the time."""
    stem = time.strftime("camfilter-%Y%m%d-%H%M%S")
    names = [folder / f"{stem}{extra}{suffix}" for extra in ("", *(f"-{n}" for n in range(2, 99)))]
    return next((name for name in names if not name.exists()), names[-1])


class Snapshots(QObject):
    """Writes the picture, and its depth in 16 bit beside it.

    Signals:
        saved(str): the picture's path.
        failed(object): a `CamfilterError`.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self, later: Callable[[Callable[[], None]], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._later = later

    def take(self, output: Output, folder: Path) -> None:
        """Write `output` into `folder`, in the background."""
        self._later(lambda: self._write(output, folder))

    def _write(self, output: Output, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = capture_name(folder, ".png")
            _put(path, picture_png(output))
            if output.geometry is not None:
                _put(path.with_name(f"{path.stem}-depth16.png"), depth_png16(output))
        except OSError as error:
            said = self.tr("the snapshot cannot be written: {reason}")
            message = said.format(reason=error.strerror or error)
            remedy = "free some space there, or choose another folder for captures"
            self.failed.emit(SinkError(message, remedy))
        except CamfilterError as error:
            self.failed.emit(error)
        else:
            self.saved.emit(str(path))


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_suffix(".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
