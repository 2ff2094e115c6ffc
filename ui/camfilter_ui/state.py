"""The app's own settings while it runs, and the keeping of all settings on disk."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from camfilter.config import save_settings
from camfilter.errors import CamfilterError
from camfilter_ui.app_settings import AppSettings

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings
    from camfilter_ui.chores import Chores
    from camfilter_ui.settings_model import SettingsModel

_log = logging.getLogger(__name__)

_REST_MS: Final = 800


class AppState(QObject):
    """Holds the `AppSettings`.

    Signals:
        changed(object): the new ones.
    """

    changed = Signal(object)

    def __init__(self, settings: AppSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def settings(self) -> AppSettings:
        """What counts now."""
        return self._settings

    def change(self, **values: Any) -> None:
        """Replace some values."""
        after = AppSettings.model_validate(self._settings.model_dump() | values)
        if after != self._settings:
            self._settings = after
            self.changed.emit(after)


class Keeper(QObject):
    """Writes settings to disk when they have not changed for a moment.

    Signals:
        failed(object): a `CamfilterError`: they could not be written.
        kept(): they are on disk.
    """

    failed = Signal(object)
    kept = Signal()

    def __init__(
        self,
        model: SettingsModel,
        state: AppState,
        chores: Chores,
        parent: QObject | None = None,
        *,
        readable: bool = True,
    ) -> None:
        """`readable` is whether the parameters in the file were understood.

        Where they were not, they are left alone: what is in the model is not what the user kept.
        """
        super().__init__(parent)
        self._model, self._state, self._chores = model, state, chores
        self._readable = readable
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self.flush)
        # What is on disk; only chores, of which one is done at a time, look at it and change it.
        self._kept: tuple[FilterSettings, AppSettings] = (model.settings, state.settings)
        model.changed.connect(self._on_changed)
        state.changed.connect(self._on_changed)

    def flush(self) -> None:
        """Write what is not written yet, now, in the background."""
        self._timer.stop()
        settings, own = self._model.settings, self._state.settings
        self._chores.do(lambda: self._write(settings, own))

    def _write(self, settings: FilterSettings, own: AppSettings) -> None:
        if (settings, own) == self._kept:
            return
        try:
            if settings != self._kept[0] and self._readable:
                save_settings(settings)
            self._kept = (settings, self._kept[1])
            if own != self._kept[1]:
                own.save()
            self._kept = (settings, own)
        except CamfilterError as error:
            self.failed.emit(error)
        else:
            self.kept.emit()

    def _on_changed(self) -> None:
        self._timer.start()
