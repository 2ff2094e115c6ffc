"""What `camfilter doctor` checks, in the window: one row per check, as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from camfilter.doctor import CHECKS, Check, examine
from camfilter_ui.background import Task, Tasks
from camfilter_ui.check_row import CheckRow, CheckState
from camfilter_ui.labels import TextLabel, copy_text

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable


class ChecksView(QWidget):
    """Tries what a run needs on this machine and says what to do where it fails.

    Signals:
        examined(): every check that was asked for has been made, or the rest was stopped.
    """

    examined = Signal()
    _begun = Signal(str)
    _made = Signal(object)

    def __init__(self, names: Iterable[str] = CHECKS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = {name: CheckRow(name) for name in names}
        self._checks: dict[str, Check] = {}
        self._tasks = Tasks(self)
        self._task: Task | None = None
        self._stopping = False
        self._wanted: list[str] = []
        self._summary = TextLabel()
        self._again = QPushButton(self.tr("Check &all again"))
        self._copy = QPushButton(self.tr("Copy &report"))
        for button in (self._again, self._copy):
            button.setAutoDefault(False)
        self._begun.connect(self._on_begun)
        self._made.connect(self._on_made)
        self._again.clicked.connect(self.examine)
        self._copy.clicked.connect(self._on_copy)
        for row in self._rows.values():
            row.again_requested.connect(self._on_again_requested)
        self._lay_out()
        self._refresh()

    @property
    def running(self) -> bool:
        """Whether checks are being made."""
        return self._task is not None

    def examine(self) -> None:
        """Make all checks, one after the other, unless they are being made."""
        self._examine(list(self._rows))

    def check(self, name: str) -> Check | None:
        """What came of the check `name`, once it was made."""
        return self._checks.get(name)

    def row(self, name: str) -> CheckRow:
        """The row of the check `name`."""
        return self._rows[name]

    def stop(self) -> None:
        """Make no further check; the one under way still ends. Does not wait."""
        self._stopping = True
        self._tasks.stop()

    def shut_down(self) -> None:
        """Stop and wait for the check under way; call once, before the program ends."""
        self._tasks.close()

    def report(self) -> str:
        """All results as text, as `camfilter doctor` prints them."""
        lines = []
        for check in self._checks.values():
            optional = "" if check.ok or check.needed else " (optional)"
            state = "OK    " if check.ok else "NOT OK"
            lines.append(f"{state} {check.name}{optional}: {check.detail}")
            if check.remedy and not check.ok:
                lines.append(f"       try: {check.remedy}")
        return "\n".join(lines)

    def _examine(self, names: list[str]) -> None:
        if self.running:
            # What was stopped ends with its check of now; then these are made.
            self._wanted = names if self._stopping else []
            return
        self._stopping = False
        for name in names:
            self._rows[name].show_state(CheckState.WAITING)

        def work(stop: threading.Event) -> None:
            for name in names:
                if stop.is_set():
                    return
                self._begun.emit(name)
                for check in examine([name]):
                    self._made.emit(check)

        self._task = self._tasks.start(work, self._on_ended, self._on_ended)
        self._refresh()

    def _lay_out(self) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        for row in self._rows.values():
            inside.addWidget(row)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        line = QHBoxLayout()
        line.addWidget(self._summary, 1)
        line.addWidget(self._again)
        line.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addLayout(line)

    def _refresh(self) -> None:
        self._again.setEnabled(not self.running)
        self._copy.setEnabled(bool(self._checks))
        self._summary.set_plain(self._summary_text())

    def _summary_text(self) -> str:
        made = len(self._checks)
        if self.running:
            return self.tr("Checking this machine…")
        if made == 0:
            return self.tr("Nothing has been checked yet.")
        broken = sum(not check.ok and check.needed for check in self._checks.values())
        missing = sum(not check.ok and not check.needed for check in self._checks.values())
        if broken:
            return self.tr("Does not work: {count} of {all}.").format(count=broken, all=made)
        if missing:
            text = self.tr("camfilter works here; {count} optional parts are not available.")
            return text.format(count=missing)
        return self.tr("Everything works.")

    def _on_again_requested(self, name: str) -> None:
        self._examine([name])

    def _on_begun(self, name: str) -> None:
        self._rows[name].show_state(CheckState.RUNNING)

    def _on_made(self, check: Check) -> None:
        self._checks[check.name] = check
        self._rows[check.name].show_check(check)
        self._refresh()

    def _on_ended(self, _: object) -> None:
        self._task = None
        for row in self._rows.values():
            if row.state is CheckState.WAITING:
                row.show_state(CheckState.UNCHECKED)
        self._refresh()
        self.examined.emit()
        wanted, self._wanted = self._wanted, []
        if wanted:
            self._examine(wanted)

    def _on_copy(self) -> None:
        copy_text(self.report())
