"""One check of the machine: its state in words, what was found, what to do about it."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QStyle, QWidget

from camfilter_ui.labels import TextLabel, commands_in, copy_text, heading, remedy_text, sentence
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from camfilter.doctor import Check


class CheckState(Enum):
    """How far a check is and how it went."""

    UNCHECKED = auto()
    WAITING = auto()
    RUNNING = auto()
    WORKS = auto()
    MISSING = auto()
    BROKEN = auto()


class CheckRow(QFrame):
    """Shows one check.

    Signals:
        again_requested(str): make the check with this name once more.
    """

    again_requested = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.state = CheckState.UNCHECKED
        self._remedy_text = ""
        self._commands: list[str] = []
        self.setFrameShape(QFrame.Shape.StyledPanel)
        title = tr_core(name)
        self._title = heading(title[:1].upper() + title[1:])
        self._icon = QLabel()
        self._word = QLabel()
        self._detail = TextLabel()
        self._remedy = TextLabel()
        self._copy = QPushButton()
        self._copy.clicked.connect(self._on_copy)
        self._again = QPushButton(self.tr("Check again"))
        self._again.setAccessibleName(self.tr("Check again: {name}").format(name=title))
        self._again.clicked.connect(self._on_again)
        for button in (self._copy, self._again):
            button.setAutoDefault(False)
        self._lay_out()
        self.show_state(CheckState.UNCHECKED)

    def show_state(self, state: CheckState) -> None:
        """Show that it was not made yet, waits or is being made."""
        self.state = state
        self._word.setText(self._words()[state])
        self._show_icon()
        for widget in (self._detail, self._remedy, self._copy, self._again):
            widget.hide()

    def show_check(self, check: Check) -> None:
        """Show how it went."""
        missing = CheckState.BROKEN if check.needed else CheckState.MISSING
        self.show_state(CheckState.WORKS if check.ok else missing)
        detail = tr_core(check.detail)
        self._detail.set_plain(detail if check.ok else sentence(detail))
        self._detail.show()
        self._again.setVisible(not check.ok)
        if not check.ok and check.remedy:
            self._show_remedy(check.remedy)

    def _show_remedy(self, remedy: str) -> None:
        self._remedy_text = tr_core(remedy)
        self._remedy.set_rich(remedy_text(remedy))
        self._remedy.show()
        commands = self._commands = commands_in(remedy)
        self._copy.setText(self.tr("Copy command") if commands else self.tr("Copy"))
        name = self.tr("{action}: {name}").format(action=self._copy.text(), name=self._title.text())
        self._copy.setAccessibleName(name)
        self._copy.setToolTip("\n".join(commands) or self._remedy_text)
        self._copy.show()

    def _show_icon(self) -> None:
        icons = {
            CheckState.WORKS: QStyle.StandardPixmap.SP_DialogApplyButton,
            CheckState.MISSING: QStyle.StandardPixmap.SP_MessageBoxInformation,
            CheckState.BROKEN: QStyle.StandardPixmap.SP_MessageBoxWarning,
        }
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._icon.setFixedSize(side, side)
        kind = icons.get(self.state)
        if kind is None:
            self._icon.clear()
        else:
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(self.style().standardIcon(kind).pixmap(self._icon.size(), ratio))

    def _words(self) -> dict[CheckState, str]:
        return {
            CheckState.UNCHECKED: self.tr("Not checked"),
            CheckState.WAITING: self.tr("Waiting"),
            CheckState.RUNNING: self.tr("Checking…"),
            CheckState.WORKS: self.tr("Works"),
            CheckState.MISSING: self.tr("Not available (optional)"),
            CheckState.BROKEN: self.tr("Does not work"),
        }

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self._icon, 0, 0, top)
        layout.addWidget(self._title, 0, 1, top)
        layout.addWidget(self._word, 0, 2, top | Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self._detail, 1, 1, 1, 2)
        layout.addWidget(self._remedy, 2, 1, 1, 2)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._again)
        buttons.addStretch(1)
        layout.addLayout(buttons, 3, 1, 1, 2)
        layout.setColumnStretch(1, 1)

    def _on_copy(self) -> None:
        copy_text("\n".join(self._commands) or self._remedy_text)

    def _on_again(self) -> None:
        self.again_requested.emit(self.name)
