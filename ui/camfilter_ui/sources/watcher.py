"""Keeps the list of sources up to date without holding up the window."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from camfilter.sources import list_sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.sources import SourceListing

_log = logging.getLogger(__name__)

_PAUSE_S: Final = 2.0
_NETWORK_S: Final = 20.0


class SourceWatcher(QObject):
    """Looks for cameras, screens and NDI senders again and again, on a thread of its own.

    What is on the network is looked for all the time only while somebody is `eager`.

    Signals:
        found(object): a list of `SourceListing`, at first and whenever it changed.
    """

    found = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        lister: Callable[..., list[SourceListing]] = list_sources,
    ) -> None:
        super().__init__(parent)
        self._lister = lister
        self._wanted = threading.Condition()
        self._stopping = threading.Event()
        self._eager = False
        self._due = True
        self._looked_at = 0.0
        self._senders: list[SourceListing] = []
        self._last: list[SourceListing] | None = None
        self._thread = threading.Thread(target=self._work, name="camfilter-source-watcher")

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def set_eager(self, eager: bool) -> None:
        """Whether somebody looks at the list now."""
        with self._wanted:
            self._eager = eager
            self._wanted.notify()

    def refresh(self) -> None:
        """Look at everything now."""
        with self._wanted:
            self._due = True
            self._wanted.notify()

    def close(self) -> None:
        """End the thread."""
        with self._wanted:
            self._stopping.set()
            self._wanted.notify()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        network = False
        while not self._stopping.is_set():
            try:
                self._look(network=network)
            except Exception:  # noqa: BLE001  the list must not stand still for good
                _log.exception("sources cannot be listed")
            with self._wanted:
                if not (self._stopping.is_set() or self._due):
                    self._wanted.wait(_PAUSE_S)
                over = time.monotonic() - self._looked_at >= _NETWORK_S
                network, self._due = self._due or self._eager or over, False

    def _look(self, *, network: bool) -> None:
        if network:
            self._looked_at = time.monotonic()
        listings = self._lister(network=network)
        if network:
            self._senders = [it for it in listings if it.kind == "ndi"]
        else:
            listings = [*listings, *self._senders]
        listings.sort(key=lambda it: _ORDER.get(it.kind, len(_ORDER)))
        if listings != self._last and not self._stopping.is_set():
            self._last = listings
            self.found.emit(list(listings))


_ORDER: Final = {"camera": 0, "ndi": 1, "screen": 2, "demo": 3}
