"""The settings that the app's controls show and change, with a history to go back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from camfilter.config.values import plain_values
from camfilter.errors import UsageError
from camfilter.settings import FilterSettings, parameters
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from camfilter.settings import Parameter

PARAMETERS: Final[dict[str, Parameter]] = {item.name: item for item in parameters()}

LEAST_RATIO: Final = 1.02
"""Far over near at least: what an end of the range keeps before it when it pushes the other."""

_HISTORY: Final = 200
_ALONE: Final = -1


class SettingsModel(QObject):
    """Holds a `FilterSettings`; every change of it is a step that can be undone.

    Signals:
        changed(object): the new `FilterSettings`, at once, also while a slider is dragged.
        refused(str): a sentence that says why a change could not be meant; nothing was changed.
    """

    changed = Signal(object)
    refused = Signal(str)

    def __init__(
        self, settings: FilterSettings | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings or FilterSettings()
        self._drags = 0
        self._before_drag: FilterSettings | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_HISTORY)

    @property
    def settings(self) -> FilterSettings:
        """What counts now."""
        return self._settings

    def load(self, settings: FilterSettings) -> None:
        """Take `settings` as they are and forget the history."""
        self.undo_stack.clear()
        self._show(settings)

    def change(self, **values: Any) -> bool:
        """Take `values` as one step; False, with `refused`, where they cannot be meant.

        Near that goes beyond far pushes it, and the other way round.
        """
        names = list(values)
        title = tr_core(PARAMETERS[names[0]].label) if names and names[0] in PARAMETERS else ""
        return self.apply(values, title)

    def apply(self, values: dict[str, Any], title: str) -> bool:
        """Take `values` as one step that the history calls `title`; False where refused."""
        try:
            plain_values(values)
            settings = self._settings.changed(**self._pushed(values))
        except UsageError as error:
            self.refused.emit(error.message)
            return False
        if settings != self._settings:
            drag = _ALONE if self._before_drag is None else self._drags
            self.undo_stack.push(_Step(self, settings, title, drag))
        return True

    def refusal(self, name: str, value: Any) -> str:
        """Why the parameter `name` cannot be `value`; '' if it can."""
        try:
            plain_values({name: value})
        except UsageError as error:
            return tr_core(error.message)
        return ""

    def reset(self, name: str) -> None:
        """Give one parameter its default."""
        title = self.tr("Reset {parameter}").format(parameter=tr_core(PARAMETERS[name].label))
        self.apply({name: PARAMETERS[name].default}, title)

    def reset_all(self) -> None:
        """Give every parameter its default."""
        values = {name: parameter.default for name, parameter in PARAMETERS.items()}
        self.apply(values, self.tr("Restore All Defaults"))

    def is_changed(self, name: str) -> bool:
        """Whether a parameter differs from its default."""
        return bool(getattr(self._settings, name) != PARAMETERS[name].default)

    def begin_drag(self) -> None:
        """From here the changes are one step, until `end_drag`."""
        self._drags += 1
        self._before_drag = self._settings

    def end_drag(self) -> None:
        """The next change is a step of its own again."""
        self._before_drag = None

    def _pushed(self, values: dict[str, Any]) -> dict[str, Any]:
        """`values` with the end of the range that the other one pushes along.

        Within a drag the pushed end goes back with the other, as far as where it was.
        """
        at = self._before_drag or self._settings
        near, far = values.get("near"), values.get("far")
        limits = PARAMETERS["near"], PARAMETERS["far"]
        least, most = limits[1].minimum or 0.0, limits[0].maximum or float("inf")
        if isinstance(near, int | float) and far is None:
            near = min(near, most / LEAST_RATIO) if near <= most else near
            return values | {"near": near, "far": max(at.far, near * LEAST_RATIO)}
        if isinstance(far, int | float) and near is None:
            far = max(far, least * LEAST_RATIO) if far >= least else far
            return values | {"far": far, "near": min(at.near, far / LEAST_RATIO)}
        return values

    def _show(self, settings: FilterSettings) -> None:
        self._settings = settings
        self.changed.emit(settings)


class _Step(QUndoCommand):
    """From one settings to the next; those of one drag become one."""

    def __init__(self, model: SettingsModel, after: FilterSettings, title: str, drag: int) -> None:
        super().__init__(title)
        self.before, self.after = model.settings, after
        self._model, self._drag = model, drag

    def id(self) -> int:
        return self._drag

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802  Qt's name
        if not isinstance(other, _Step):
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        self._model._show(self.after)

    def undo(self) -> None:
        self._model._show(self.before)
