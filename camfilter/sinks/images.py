"""A sink that writes each picture as a file of its own."""

from __future__ import annotations

import re
import secrets
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from camfilter.errors import SinkError
from camfilter.sinks.base import SinkInfo
from camfilter.sinks.failures import sink_error
from camfilter.sinks.stills import depth_exr, depth_png16, picture_png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from camfilter.sinks.base import Output


@dataclass(frozen=True, slots=True)
class Kind:
    """What one file holds: NAME_000000.SUFFIX with the bytes that `encode` makes."""

    name: str
    suffix: str
    encode: Callable[[Output], bytes]


KINDS: Final = {
    "png": Kind("picture", ".png", picture_png),
    "png16": Kind("depth", ".png", depth_png16),
    "exr": Kind("depth", ".exr", depth_exr),
}
"""What `FOLDER/:KIND` writes."""

_NUMBERED: Final = re.compile(r"(?:picture|depth)_(\d+)\.(?:png|exr)")


class ImageSequenceSink:
    """Writes picture_000000.png (or depth_000000.png, .exr) and so on into a folder.

    Nothing is overwritten: numbers go on behind the highest one that the folder has of any kind.
    Each file that is there is whole, whenever the process ends.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self.info = SinkInfo(f"{folder}/" + ("" if kind == "png" else f":{kind}"), live=False)
        self._folder = folder
        self._kind = KINDS[kind]
        # Counted before any sink writes, so that several kinds in one folder number alike.
        self._next = _first_free_number(folder)
        self._is_open = False

    def open(self, rate: float) -> None:
        """Make the folder and see that it can be written to.

        Raises:
            SinkError: if it cannot.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self._folder).close()
            self._next = max(self._next, _first_free_number(self._folder, self._kind))
        except OSError as error:
            raise sink_error(self._folder, error) from error
        self._is_open = True

    def write(self, output: Output) -> None:
        """Add one file.

        Raises:
            SinkError: if it could not be written; no part of it stays.
        """
        if not self._is_open:
            raise SinkError(f"{self._folder} is not open", "open the sink before writing to it")
        try:
            self._next = self._add(self._kind.encode(output)) + 1
        except OSError as error:
            raise sink_error(self._path(self._next), error) from error

    def viewers(self) -> int | None:
        """Unknown: files are looked at later."""
        return None

    def close(self) -> None:
        """Nothing is left to complete."""
        self._is_open = False

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._kind.name}_{number:06d}{self._kind.suffix}"

    def _add(self, content: bytes) -> int:
        """The number under which `content` is now there, none that anybody else took before."""
        part = self._folder / f".{self._kind.name}-{secrets.token_hex(8)}.part"
        try:
            with part.open("xb") as file:
                file.write(content)
            number = self._next
            while not _placed(part, self._path(number)):
                number += 1
            return number
        finally:
            part.unlink(missing_ok=True)


def _first_free_number(folder: Path, kind: Kind | None = None) -> int:
    """The number behind the highest one in `folder`, of one kind or of any."""
    pattern = f"{kind.name}_*{kind.suffix}" if kind else "*"
    found = (_NUMBERED.fullmatch(path.name) for path in folder.glob(pattern))
    return max((int(match[1]) + 1 for match in found if match), default=0)


def _placed(part: Path, path: Path) -> bool:
    """Give the whole file `part` the name `path`; False if that name is taken."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError):
        # Not every file system has links; there the name is reserved by an empty file first.
        return _placed_by_renaming(part, path)
    return True


def _placed_by_renaming(part: Path, path: Path) -> bool:
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    try:
        part.replace(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return True
