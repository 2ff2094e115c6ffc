"""The switches of the outputs, with what each of them does in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from camfilter_ui.icons import icon
from camfilter_ui.outlets import OutletKind, OutletStatus, Phase
from camfilter_ui.switch import Switch
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent


class OutletCard(QFrame):
    """One output: name, switch, state in words, and a button for how it is set.

    Signals:
        switched(bool): the user turned it on or off.
        options_asked(): how is it set?
    """

    switched = Signal(bool)
    options_asked = Signal()

    def __init__(self, kind: OutletKind, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.switch = Switch()
        self.switch.setAccessibleName(title)
        self.switch.clicked.connect(self.switched)
        self.title = QLabel(title)
        self.title.setBuddy(self.switch)
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.state = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.options = QToolButton(autoRaise=True)
        self.options.setAccessibleName(self.tr("Options of: {output}").format(output=title))
        self.options.setToolTip(self.tr("Options"))
        self.options.clicked.connect(self.options_asked)
        self._lay_out()
        self.refresh_icons()
        self.show_status(OutletStatus())

    def show_status(self, status: OutletStatus) -> None:
        """Say how the output does."""
        on = status.phase in (Phase.OPENING, Phase.ON, Phase.RETRYING)
        self.switch.setChecked(on)
        text = self._words(status)
        if text != self.state.text():
            self.state.setText(text)
            self.switch.setAccessibleDescription(text)
        remedy = status.problem.remedy if status.problem is not None else ""
        self.state.setToolTip(tr_core(remedy) if remedy else "")

    def refresh_icons(self) -> None:
        """Draw the icons in the present colours."""
        self.options.setIcon(icon("settings"))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 6, 6, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.switch, 0, 0)
        grid.addWidget(self.title, 0, 1)
        grid.addWidget(self.options, 0, 2)
        grid.addWidget(self.state, 1, 0, 1, 3)
        grid.setColumnStretch(1, 1)

    def _words(self, status: OutletStatus) -> str:
        if status.phase is Phase.OFF:
            return self.tr("off")
        if status.phase is Phase.OPENING:
            return self.tr("starting …")
        if status.phase is Phase.ON:
            return self._on_air(status)
        if status.problem is None:
            return self.tr("waiting")
        problem = tr_core(status.problem.message)
        if status.phase is Phase.RETRYING:
            return self.tr("waiting: {problem}").format(problem=problem)
        return self.tr("could not start: {problem}").format(problem=problem)

    def _on_air(self, status: OutletStatus) -> str:
        if self._kind is OutletKind.VCAM:
            if status.viewers == 0:
                return self.tr("on as {name}; nobody watches yet").format(name=status.place)
            if status.viewers:
                return self.tr("on as {name}; being watched").format(name=status.place)
            return self.tr("on: choose {name} in the other program").format(name=status.place)
        if not status.viewers:
            return self.tr("on as {name}; nobody receives yet").format(name=status.place)
        return self.tr("on as {name}; received by %n", "", status.viewers).format(name=status.place)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        super().changeEvent(event)
        if event.type() is event.Type.PaletteChange and hasattr(self, "options"):
            self.refresh_icons()
