"""The live run behind the window: its source, its outputs and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from camfilter.errors import CamfilterError
from camfilter.live import Session
from camfilter.sources import make_source
from camfilter_ui.outlets import Outlet, OutletKind, OutletStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.live import Statistics
    from camfilter.live.engine_worker import EngineOpener
    from camfilter.settings import FilterSettings
    from camfilter.sinks.base import Sink
    from camfilter.sources.base import Source
    from camfilter_ui.chores import Chores
    from camfilter_ui.settings_model import SettingsModel

_POLL_MS: Final = 200
_PATIENCE_S: Final = 30.0


def live_source(spec: str) -> Source:
    """The source that `spec` means, as an app plays it: in its own time, and files for ever.

    Raises:
        UsageError: if it means none.
    """
    return make_source(spec, realtime=True, loop=True)


class Studio(QObject):
    """Runs one session at a time, which goes on whatever fails in it.

    Signals:
        happened(object): an `Event` of the run.
        refused(object): a `CamfilterError`: what was asked for cannot be.
        source_changed(str): what is read now, as `--source` takes it.
        polled(): time to look at the status again.
        ended(object): the run ended by itself, with the `CamfilterError` that it ended of.
        closed(): the last run is over; every device is closed.
    """

    happened = Signal(object)
    refused = Signal(object)
    source_changed = Signal(str)
    polled = Signal()
    ended = Signal(object)
    closed = Signal()

    def __init__(
        self,
        model: SettingsModel,
        preview: Sink,
        chores: Chores,
        *,
        opener: EngineOpener | None = None,
        source_maker: Callable[[str], Source] = live_source,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._preview = preview
        self._chores = chores
        self._opener = opener
        self._source_maker = source_maker
        self._session: Session | None = None
        self._spec = ""
        self._closing = False
        self.outlets: Final = {
            kind: Outlet(chores.do, goes_on=kind is not OutletKind.RECORDING) for kind in OutletKind
        }
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._on_poll)
        model.changed.connect(self._on_settings)

    @property
    def source(self) -> str:
        """What is read, as `--source` takes it."""
        return self._spec

    @property
    def statistics(self) -> Statistics | None:
        """What the run did so far; None before the first one."""
        return self._session.statistics if self._session is not None else None

    @property
    def running(self) -> bool:
        """Whether a run goes on."""
        return self._session is not None and self._session.running

    def choose_source(self, spec: str) -> bool:
        """Read from `spec` from now on; False, with `refused`, if it cannot be meant."""
        if self._closing:
            return False
        try:
            source = self._source_maker(spec)
        except CamfilterError as error:
            self.refused.emit(error)
            return False
        self._spec = spec
        if self._session is not None and self.running:
            self._session.change_source(source)
        else:
            self._start(source)
        self.source_changed.emit(spec)
        return True

    def reload_engine(self) -> None:
        """Load the engine again that the settings ask for: what it needs may be here now."""
        if self._session is not None:
            self._session.reload_engine()

    def restart(self) -> None:
        """Run again after the run ended by itself; outputs that are on go on."""
        if not self.running:
            self.choose_source(self._spec)

    def switch(
        self, kind: OutletKind, spec: str | None, ended: Callable[[], None] | None = None
    ) -> None:
        """Send to `spec` (what `--to` takes), or to nothing any more.

        `ended` is called, on another thread, when what it sent to before is complete and closed.
        """
        if self._closing:
            return
        if spec is None:
            self.outlets[kind].switch_off(ended)
        else:
            self.outlets[kind].switch_on(self._session, spec)
        self.polled.emit()

    def status(self, kind: OutletKind) -> OutletStatus:
        """How an output does."""
        return self.outlets[kind].status(self._session)

    def close(self) -> None:
        """End the run in order; `closed` comes when everything is."""
        if self._closing:
            return
        self._closing = True
        self._timer.stop()
        session = self._session
        if session is not None:
            session.stop()
        self._chores.do(lambda: self._finish(session))

    def _start(self, source: Source) -> None:
        session = Session(
            source,
            [self._preview],
            self._model.settings,
            on_event=self.happened.emit,
            opener=self._opener,
            keeps_going=True,
        )
        self._session = session
        session.start()
        for outlet in self.outlets.values():
            outlet.move_to(session)
        self._timer.start()

    def _finish(self, session: Session | None) -> None:
        if session is not None:
            session.join(_PATIENCE_S)
        self.closed.emit()

    def _on_settings(self, settings: FilterSettings) -> None:
        if self._session is not None:
            self._session.settings = settings

    def _on_poll(self) -> None:
        session = self._session
        if session is not None and not session.running:
            self._timer.stop()
            unknown = CamfilterError("the run has ended", "start it again")
            self.ended.emit(session.failures[0] if session.failures else unknown)
        self.polled.emit()
