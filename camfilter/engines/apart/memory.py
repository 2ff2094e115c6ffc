"""Memory that a process and its child both see, and that has no name to be left behind under."""

from __future__ import annotations

import mmap
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommonMemory:
    """Memory, and what another process finds it by; it is gone when nobody holds it any more.

    Not `multiprocessing.shared_memory`, whose segments outlive processes that are killed, and
    which has a third process to tidy up after them.

    Attributes:
        handle: the number of a file without a name, to be inherited; a tag on Windows.
    """

    memory: mmap.mmap
    handle: str

    @classmethod
    def made(cls, size: int) -> CommonMemory:
        """New memory of `size` bytes, all 0; a page takes up room once it was written to."""
        if sys.platform == "win32":
            tag = f"camfilter-{secrets.token_hex(16)}"
            return cls(mmap.mmap(-1, size, tagname=tag), tag)
        number = _file_without_name()
        os.ftruncate(number, size)
        return cls(mmap.mmap(number, size), str(number))

    @property
    def inherited(self) -> tuple[int, ...]:
        """Numbers of files that the child has to be started with."""
        return () if sys.platform == "win32" else (int(self.handle),)

    def settled(self) -> None:
        """The child has been started: keep only the memory."""
        for number in self.inherited:
            os.close(number)


def attached(handle: str, size: int) -> mmap.mmap:
    """In the child: the memory that its parent has made."""
    if sys.platform == "win32":
        return mmap.mmap(-1, size, tagname=handle)
    number = int(handle)
    try:
        return mmap.mmap(number, size)
    finally:
        os.close(number)


def _file_without_name() -> int:
    if hasattr(os, "memfd_create"):
        # Linux; not below /dev/shm, which has 64 MB in many a container.
        number = os.memfd_create("camfilter")
    else:
        with tempfile.TemporaryFile() as file:
            number = os.dup(file.fileno())
    try:
        return _beside_the_streams(number)
    finally:
        os.close(number)


def _beside_the_streams(number: int) -> int:
    """The file under a number that is none of the standard streams', which the child gets anew."""
    import fcntl

    return fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 3)
