"""Ends a download that waits for the network, when its user no longer does."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

_LOOK_S: Final = 0.1


@contextmanager
def cut_by(stop: threading.Event, response: HTTPResponse) -> Iterator[None]:
    """Within the block, setting `stop` ends a read of `response` that waits for the network."""
    over = threading.Event()
    # A duplicate, because the response closes its own while this one may be in use.
    connection = socket.fromfd(response.fileno(), socket.AF_INET, socket.SOCK_STREAM)

    def watch() -> None:
        while not over.wait(_LOOK_S):
            if stop.is_set():
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                return

    watcher = threading.Thread(target=watch, name="camfilter-download-stop")
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        connection.close()
