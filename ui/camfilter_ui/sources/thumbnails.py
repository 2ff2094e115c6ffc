"""Small live pictures of the NDI senders that can be chosen."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any, Final, Protocol

import cv2
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from camfilter.errors import CamfilterError
from camfilter_ui.preview.places import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from camfilter.ndi.receiver import Received
    from camfilter.sources import SourceListing

_log = logging.getLogger(__name__)

ROOM: Final = Size(96, 54)
_CAPTURE_S: Final = 0.2
_PAUSE_S: Final = 0.5


class _Small(Protocol):
    def capture(self, timeout_s: float) -> Received | None: ...

    def close(self) -> None: ...


def _receiver(listing: SourceListing) -> _Small:
    from camfilter.ndi.finder import NdiListing
    from camfilter.ndi.receiver import Receiver

    return Receiver(NdiListing(listing.name, listing.detail), small=True)


class Thumbnails(QObject):
    """Receives the small picture of every sender while the list of sources is open.

    Connections stay until then: a sender that hangs may crash when they come and go.

    Signals:
        made(str, object): the sender's `spec`, and a `QImage` of it.
    """

    made = Signal(str, object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        connect: Callable[[SourceListing], _Small] = _receiver,
    ) -> None:
        super().__init__(parent)
        self._connect = connect
        self._stop = threading.Event()
        self._listings: tuple[SourceListing, ...] = ()
        self._thread: threading.Thread | None = None
        self._ending: list[threading.Thread] = []

    def show(self, listings: Iterable[SourceListing]) -> None:
        """Make pictures of these senders from now on."""
        self._listings = tuple(it for it in listings if it.kind == "ndi" and it.available)
        if self._thread is None and self._listings:
            self._stop = threading.Event()
            self._thread = threading.Thread(
                target=self._work, args=(self._stop,), name="camfilter-thumbnails"
            )
            self._thread.start()

    def update(self, listings: Iterable[SourceListing]) -> None:
        """The list has changed while it is open."""
        if self._thread is not None:
            self.show(listings)

    def rest(self) -> None:
        """Make no more until the next `show`; connections close in the background."""
        self._stop.set()
        if self._thread is not None:
            self._ending = [thread for thread in self._ending if thread.is_alive()]
            self._ending.append(self._thread)
            self._thread = None

    def close(self) -> None:
        """End, and wait for it."""
        self.rest()
        for thread in self._ending:
            thread.join()

    def _work(self, stop: threading.Event) -> None:
        links: dict[str, _Small] = {}
        try:
            while not stop.is_set():
                for listing in self._listings:
                    if not stop.is_set():
                        self._look(listing, links)
                stop.wait(_PAUSE_S)
        finally:
            for link in links.values():
                link.close()

    def _look(self, listing: SourceListing, links: dict[str, _Small]) -> None:
        try:
            link = links.get(listing.spec) or self._connect(listing)
            links[listing.spec] = link
            received = link.capture(_CAPTURE_S)
        except CamfilterError as error:
            _log.debug("no thumbnail of %s: %s", listing.name, error.message)
            return
        if received is not None:
            self.made.emit(listing.spec, _image(received.bgra))


def _image(bgra: Any) -> QImage:
    size = Size(bgra.shape[1], bgra.shape[0]).fitting(ROOM)
    small = cv2.resize(bgra, (size.width, size.height), interpolation=cv2.INTER_AREA)
    stride = size.width * 4
    return QImage(small.data, size.width, size.height, stride, QImage.Format.Format_RGB32).copy()
