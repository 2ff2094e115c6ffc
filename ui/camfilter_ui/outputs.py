"""Turns outputs on and off, from wherever that is asked for, and shows how they do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from camfilter_ui.captures import capture_name, captures_folder
from camfilter_ui.hotkey import HotkeyError, grab
from camfilter_ui.key_dialog import KeyDialog
from camfilter_ui.outlets import OutletKind, Phase
from camfilter_ui.output_options import CameraOptions, NdiOptions
from camfilter_ui.sinks_survey import SinksSurvey
from camfilter_ui.texts import tr_core
from camfilter_ui.tray import Tray

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QDialog

    from camfilter.sinks.base import SinkListing
    from camfilter_ui.chores import Chores
    from camfilter_ui.hotkey import Hotkey
    from camfilter_ui.main_window import MainWindow
    from camfilter_ui.outlets import OutletStatus
    from camfilter_ui.state import AppState
    from camfilter_ui.studio import Studio

_LIVE = (OutletKind.VCAM, OutletKind.NDI)


class Outputs(QObject):
    """Brings together cards, menu, tray and key with the outputs of the run.

    Signals:
        recorded(str): a recording is complete; '' if there was nothing to record.
    """

    recorded = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        studio: Studio,
        state: AppState,
        chores: Chores,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._studio, self._state = window, studio, state
        self._phases = dict.fromkeys(OutletKind, Phase.OFF)
        self._restored = False
        self._hotkey: Hotkey | None = None
        self._survey = SinksSurvey(chores.do, self)
        self._survey.done.connect(self._on_surveyed)
        self.tray: Tray | None = Tray(window.actions_, self) if Tray.available() else None
        self._connect()
        self._show_state()
        self._take_key()

    def restore(self) -> None:
        """Switch on what was left on, once, if that is wanted."""
        if self._restored:
            return
        self._restored = True
        settings = self._state.settings
        if settings.start_outputs:
            for kind, on in (
                (OutletKind.VCAM, settings.vcam_on),
                (OutletKind.NDI, settings.ndi_on),
            ):
                if on:
                    self.switch(kind, on=True)

    def switch(self, kind: OutletKind, *, on: bool) -> None:
        """Turn an output on or off."""
        if kind in _LIVE:
            self._state.change(**{f"{kind}_on": on})
        if kind is OutletKind.RECORDING and not on:
            self._end_recording()
        else:
            self._studio.switch(kind, self._spec(kind) if on else None)

    def close(self) -> None:
        """Give key and tray back."""
        self._give_key_back()
        if self.tray is not None:
            self.tray.hide()

    def _connect(self) -> None:
        actions, cards = self._window.actions_, self._window.cards
        for kind, card in cards.items():
            card.switched.connect(lambda on, kind=kind: self.switch(kind, on=on))
        cards[OutletKind.VCAM].options_asked.connect(self._survey.look)
        cards[OutletKind.NDI].options_asked.connect(self._on_ndi_options)
        actions.vcam.triggered.connect(lambda on: self.switch(OutletKind.VCAM, on=on))
        actions.ndi.triggered.connect(lambda on: self.switch(OutletKind.NDI, on=on))
        actions.record.triggered.connect(self._on_record)
        self._window.key_pressed.connect(actions.vcam.trigger)
        actions.hotkey.triggered.connect(self._on_hotkey)
        for name in ("start_outputs", "start_minimised", "close_to_tray"):
            changed: SignalInstance = getattr(actions, name).triggered
            changed.connect(lambda on, name=name: self._state.change(**{name: on}))
        self.recorded.connect(self._on_recorded)
        self._studio.source_changed.connect(self.restore)
        self._studio.polled.connect(self._on_polled)

    def _show_state(self) -> None:
        settings, actions = self._state.settings, self._window.actions_
        for name in ("start_outputs", "start_minimised", "close_to_tray"):
            getattr(actions, name).setChecked(getattr(settings, name))
        actions.close_to_tray.setEnabled(self.tray is not None)
        if self.tray is not None:
            self.tray.show()

    def _spec(self, kind: OutletKind) -> str:
        settings = self._state.settings
        if kind is OutletKind.VCAM:
            return f"vcam:{settings.vcam_device}" if settings.vcam_device else "vcam"
        if kind is OutletKind.NDI:
            parts = ("depth", "normals", "colour")
            added = [f"+{part}" for part in parts if getattr(settings, f"ndi_{part}")]
            return f"ndi:{settings.ndi_name}{''.join(added)}"
        folder = captures_folder(settings.folder, movies=True)
        folder.mkdir(parents=True, exist_ok=True)
        return str(capture_name(folder, ".mp4"))

    def _on_polled(self) -> None:
        for kind in OutletKind:
            status = self._studio.status(kind)
            self._show(kind, status)
            before, self._phases[kind] = self._phases[kind], status.phase
            if status.phase is not before:
                self._report(kind, status)

    def _show(self, kind: OutletKind, status: OutletStatus) -> None:
        on = status.phase in (Phase.OPENING, Phase.ON, Phase.RETRYING)
        actions = self._window.actions_
        {
            OutletKind.VCAM: actions.vcam,
            OutletKind.NDI: actions.ndi,
            OutletKind.RECORDING: actions.record,
        }[kind].setChecked(on)
        if kind in self._window.cards:
            self._window.cards[kind].show_status(status)

    def _report(self, kind: OutletKind, status: OutletStatus) -> None:
        banner, problem = self._window.banner, status.problem
        if problem is not None:
            banner.report(str(kind), problem.message, problem.remedy)
        elif status.phase in (Phase.ON, Phase.OFF):
            banner.solve(str(kind))

    def _on_record(self, on: bool) -> None:
        try:
            self.switch(OutletKind.RECORDING, on=on)
        except OSError as error:
            said = self.tr("the recording cannot be written: {reason}")
            message = said.format(reason=error.strerror or error)
            self._window.banner.report("recording", message, self.tr("choose another folder"))
            self._window.actions_.record.setChecked(False)
            return
        if on:
            self._window.status.say(self.tr("recording …"))

    def _end_recording(self) -> None:
        file = Path(self._studio.outlets[OutletKind.RECORDING].spec)

        def ended() -> None:
            self.recorded.emit(str(file) if file.is_file() else "")

        self._studio.switch(OutletKind.RECORDING, None, ended)

    def _on_recorded(self, file: str) -> None:
        said = self.tr("recording saved") if file else self.tr("nothing was recorded")
        self._window.status.say(said)

    def _on_ndi_options(self) -> None:
        dialog = NdiOptions(self._state.settings, self._window)
        dialog.accepted.connect(lambda: self._apply(OutletKind.NDI, dialog.values()))
        _open(dialog)

    def _on_surveyed(self, listings: list[SinkListing]) -> None:
        dialog = CameraOptions(listings, self._state.settings.vcam_device, self._window)
        dialog.check_asked.connect(self._window.actions_.check.trigger)
        dialog.accepted.connect(
            lambda: self._apply(OutletKind.VCAM, {"vcam_device": dialog.device()})
        )
        _open(dialog)

    def _apply(self, kind: OutletKind, values: dict[str, object]) -> None:
        before = self._spec(kind)
        self._state.change(**values)
        if self._studio.outlets[kind].is_on and self._spec(kind) != before:
            self.switch(kind, on=True)

    def _on_hotkey(self) -> None:
        dialog = KeyDialog(self._state.settings.hotkey, self._window)
        dialog.accepted.connect(lambda: self._set_key(dialog.keys()))
        _open(dialog)

    def _set_key(self, keys: str) -> None:
        self._state.change(hotkey=keys)
        self._take_key()

    def _give_key_back(self) -> None:
        hotkey, self._hotkey = self._hotkey, None
        if hotkey is not None:
            hotkey.close()

    def _take_key(self) -> None:
        self._give_key_back()
        self._window.banner.solve("key")
        keys = self._state.settings.hotkey
        if not keys:
            return
        try:
            # The window's signal brings the press from the key's thread into the window's.
            self._hotkey = grab(keys, self._window.key_pressed.emit)
        except HotkeyError as error:
            named = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            self._window.banner.report("key", f"{named}: {tr_core(error.message)}", error.remedy)


def _open(dialog: QDialog) -> None:
    """Show a dialog that holds up nothing and goes with its end."""
    dialog.setModal(True)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
