"""Wires the window to the run behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from camfilter.settings import RotationAngle
from camfilter.sources import list_sources
from camfilter_ui.actions import check
from camfilter_ui.app_settings import ViewMode
from camfilter_ui.capture_desk import CaptureDesk
from camfilter_ui.hand import Hand
from camfilter_ui.outputs import Outputs
from camfilter_ui.preview import PreviewSink
from camfilter_ui.source_desk import SourceDesk
from camfilter_ui.state import Keeper
from camfilter_ui.studio import Studio, live_source
from camfilter_ui.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.errors import CamfilterError
    from camfilter.live import Event
    from camfilter.live.engine_worker import EngineOpener
    from camfilter.settings import FilterSettings
    from camfilter.sources import Source, SourceListing
    from camfilter_ui.chores import Chores
    from camfilter_ui.log_records import LogRecords
    from camfilter_ui.main_window import MainWindow
    from camfilter_ui.preview import Shown
    from camfilter_ui.settings_model import SettingsModel
    from camfilter_ui.state import AppState

_ORIGINS: Final = ("source", "engine", "preview")
"""Whose events are shown here; outputs are looked after by `Outputs`."""


class Controller(QObject):
    """Owns what runs behind the window, and ends it in order.

    Signals:
        closed(): everything is over; the application may go.
    """

    closed = Signal()

    def __init__(
        self,
        window: MainWindow,
        model: SettingsModel,
        state: AppState,
        chores: Chores,
        records: LogRecords,
        *,
        opener: EngineOpener | None = None,
        source_maker: Callable[[str], Source] = live_source,
        lister: Callable[..., list[SourceListing]] = list_sources,
        readable: bool = True,
    ) -> None:
        """`opener`, `source_maker` and `lister` are what stands for the machine's devices.

        `readable` is whether the file of settings was understood, for `Keeper`.
        """
        super().__init__(window)
        self._window, self._model, self._state = window, model, state
        self._sink = PreviewSink(window.preview.wake)
        self.studio = Studio(
            model, self._sink, chores, opener=opener, source_maker=source_maker, parent=self
        )
        self.outputs = Outputs(window, self.studio, state, chores, self)
        self._sources = SourceDesk(window, self.studio, state, lister, self)
        self.captures = CaptureDesk(window, self._sink, state, chores, self)
        self.keeper = Keeper(model, state, chores, self, readable=readable)
        self._hand = Hand(window, model, self)
        self.windows = Windows(window, state, records, self)
        self._connect_run()
        self._connect_view()
        self._connect_actions()
        self._show_state()

    def start(self) -> None:
        """Begin to look for sources and to show pictures."""
        self._window.preview.attach(self._sink)
        self._sources.start()

    def close(self) -> None:
        """End everything in order; `closed` comes when it is."""
        geometry, splitter = self._window.place()
        if not self._window.bare:
            self._state.change(geometry=geometry, splitter=splitter)
        self._state.change(unfolded=tuple(self._window.controls.unfolded))
        self.keeper.flush()
        self._window.preview.attach(None)
        self.windows.close()
        self.outputs.close()
        self._sources.rest()
        self.studio.close()

    def _connect_run(self) -> None:
        studio, banner = self.studio, self._window.banner
        studio.happened.connect(self._on_event)
        studio.polled.connect(self._on_polled)
        studio.ended.connect(self._on_ended)
        studio.closed.connect(self._on_closed)
        banner.acted.connect(self._on_banner)
        self.keeper.failed.connect(lambda error: self._report("settings", error))
        self.keeper.kept.connect(lambda: banner.solve("settings"))
        self._window.presets.failed.connect(lambda error: self._report("presets", error))
        self.windows.installed_changed.connect(self._on_installed)

    def _connect_view(self) -> None:
        preview = self._window.preview
        preview.painted.connect(self._on_painted)
        preview.divider_moved.connect(lambda share: self._state.change(divider=share))
        preview.double_clicked.connect(lambda: self._window.show_bare(not self._window.bare))
        self._window.visibility_changed.connect(preview.refresh)
        self._model.changed.connect(self._on_settings)
        self._model.refused.connect(self._on_value_refused)

    def _connect_actions(self) -> None:
        actions, window = self._window.actions_, self._window
        actions.reset_all.triggered.connect(self._model.reset_all)
        actions.views.triggered.connect(lambda action: self._set_view(ViewMode(action.data())))
        actions.mirror.triggered.connect(lambda on: self._model.change(mirror=on))
        actions.rotate.triggered.connect(self._on_rotate)
        actions.fullscreen.triggered.connect(window.show_bare)
        actions.panel.triggered.connect(self._on_panel)
        actions.find.triggered.connect(self._on_find)

    def _show_state(self) -> None:
        settings = self._state.settings
        self._set_view(settings.view)
        self._window.preview.set_divider(settings.divider)
        self._window.show_panel(settings.panel_open)
        self._window.restore(settings.geometry, settings.splitter)
        self._window.controls.unfold(settings.unfolded)
        self._window.actions_.mirror.setChecked(self._model.settings.mirror)

    def _report(self, origin: str, error: CamfilterError) -> None:
        self._window.banner.report(origin, error.message, error.remedy)

    def _set_view(self, mode: ViewMode) -> None:
        self._window.preview.set_mode(mode)
        check(self._window.actions_.views, str(mode))
        self._state.change(view=mode)

    def _on_event(self, event: Event) -> None:
        """Problems go above the picture; what is said in passing takes them away again."""
        if event.origin not in _ORIGINS:
            return
        if event.remedy:
            self._window.banner.report(event.origin, event.message, event.remedy)
        else:
            self._window.banner.solve(event.origin)

    def _on_polled(self) -> None:
        statistics = self.studio.statistics
        self._window.status.show_statistics(statistics)
        if statistics is not None:
            loading = statistics.engine_loading
            self._window.preview.set_message(self.tr("Loading the engine …") if loading else "")

    def _on_ended(self, error: CamfilterError) -> None:
        again = self.tr("Start again")
        self._window.banner.report("run", error.message, error.remedy, again)

    def _on_banner(self, origin: str) -> None:
        self._window.banner.solve(origin)
        if origin == "run":
            self.studio.restart()

    def _on_closed(self) -> None:
        self._sources.close()
        self._window.presets.shut_down()
        self.closed.emit()

    def _on_painted(self, shown: Shown) -> None:
        if shown.histogram is not None:
            self._window.range_panel.show_histogram(shown.histogram)

    def _on_value_refused(self, message: str) -> None:
        self._window.banner.report("value", message, self.tr("choose a value within its bounds"))

    def _on_settings(self, settings: FilterSettings) -> None:
        self._window.banner.solve("value")
        self._window.actions_.mirror.setChecked(settings.mirror)

    def _on_rotate(self) -> None:
        angles = list(RotationAngle)
        now = angles.index(self._model.settings.rotation)
        self._model.change(rotation=angles[(now + 1) % len(angles)])

    def _on_panel(self, shown: bool) -> None:
        self._window.show_panel(shown)
        self._state.change(panel_open=shown)

    def _on_find(self) -> None:
        self._on_panel(shown=True)
        self._window.controls.search_field.setFocus()

    def _on_installed(self) -> None:
        """Weights came or went: an engine that waits for them may be loaded now."""
        self.studio.reload_engine()
