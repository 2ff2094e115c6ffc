"""The panel of all controls: the everyday ones, then the rest in groups that unfold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from camfilter.settings import EngineChoice, FilterSettings
from camfilter_ui.controls.generator import row_for
from camfilter_ui.controls.group_box import GroupBox
from camfilter_ui.controls.grouping import EVERYDAY, engine_of, group_title, grouped, matches
from camfilter_ui.controls.row import LOAD_MARK
from camfilter_ui.settings_model import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camfilter_ui.controls.row import Row
    from camfilter_ui.settings_model import SettingsModel

_RANGE: Final = ("range_mode", "near", "far")


class ControlsPanel(QWidget):
    """Shows and changes every parameter of `model`; whatever is declared there has a control.

    `range_panel`, if given, stands in for the rows of the range mode, near and far.
    """

    def __init__(
        self,
        model: SettingsModel,
        range_panel: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._range_panel = range_panel
        self._words = ""
        self._open_before: list[str] = []
        self._shown: FilterSettings | None = None
        self._engine = model.settings.engine
        self.search_field = QLineEdit()
        self.search_field.setPlaceholderText(self.tr("Find a control"))
        self.search_field.setAccessibleName(self.tr("Find a control"))
        self.search_field.setClearButtonEnabled(True)
        self.search_field.textChanged.connect(self.search)
        self.rows: dict[str, Row] = {}
        self.groups: dict[str, GroupBox] = {}
        self._members: dict[str, list[str]] = grouped(PARAMETERS.values())
        self._nothing = QLabel(self.tr("No control has these words."))
        self._nothing.setWordWrap(True)
        self._lay_out()
        self.groups[EVERYDAY].set_unfolded(True)
        self._unfold_engine()
        if range_panel is not None:
            self.groups["Range"].set_unfolded(True)
        model.changed.connect(self._on_changed)
        model.refused.connect(self._on_refused)
        self._on_changed(model.settings)
        self._show_found()

    @property
    def unfolded(self) -> list[str]:
        """Which groups are open, by the core's names for them; to be kept between runs."""
        if self._words:
            return list(self._open_before)
        return [name for name, group in self.groups.items() if group.unfolded]

    def unfold(self, groups: Iterable[str]) -> None:
        """Open these groups and fold the others."""
        wanted = set(groups)
        for name, group in self.groups.items():
            group.set_unfolded(name in wanted)

    def search(self, text: str) -> None:
        """Show only what has all the words of `text`; everything for ''."""
        if self.search_field.text() != text:
            self.search_field.setText(text)
            return
        if not self._words:
            self._open_before = self.unfolded
        self._words = text.strip().casefold()
        self._show_found()
        if not self._words:
            self.unfold(self._open_before)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(4)
        for name, members in self._members.items():
            self.groups[name] = self._made_group(name, members)
            column.addWidget(self.groups[name])
        column.addWidget(self._nothing)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.search_field)
        lines.addWidget(self._area, 1)
        lines.addLayout(self._made_foot())

    def _made_group(self, name: str, members: list[str]) -> GroupBox:
        group = GroupBox(group_title(name))
        if self._range_panel is not None and "range_mode" in members:
            group.add(self._range_panel)
        for member in members:
            if self._range_panel is not None and member in _RANGE:
                continue
            self.rows[member] = row_for(PARAMETERS[member], self._model)
            group.add(self.rows[member])
        return group

    def _made_foot(self) -> QHBoxLayout:
        note = QLabel(self.tr("{mark} loads the engine again").format(mark=LOAD_MARK))
        note.setWordWrap(True)
        self.reset_all_button = QPushButton(self.tr("Reset All"))
        self.reset_all_button.setToolTip(self.tr("Give every parameter its default; can be undone"))
        self.reset_all_button.setAutoDefault(False)
        self.reset_all_button.clicked.connect(self._model.reset_all)
        foot = QHBoxLayout()
        foot.addWidget(note, 1)
        foot.addWidget(self.reset_all_button)
        return foot

    def _matching(self, names: Iterable[str]) -> set[str]:
        return {name for name in names if matches(PARAMETERS[name], self._words)}

    def _show_found(self) -> None:
        """Show the rows and groups that count now: all that apply, or what is looked for."""
        found = self._matching(PARAMETERS)
        for name, row in self.rows.items():
            row.setVisible(name in found)
        if self._range_panel is not None:
            self._range_panel.setVisible(bool(found & set(_RANGE)))
        for name, members in self._members.items():
            group, hits = self.groups[name], found & set(members)
            group.setVisible(bool(hits) if self._words else self._applies(name))
            if self._words:
                group.set_unfolded(bool(hits))
        self._nothing.setVisible(not found)

    def _applies(self, name: str) -> bool:
        """Whether the parameters of a group have an effect with the engine that is chosen."""
        return engine_of(name) in (None, self._engine) or self._engine is EngineChoice.AUTO

    def _on_changed(self, settings: FilterSettings) -> None:
        for name, row in self.rows.items():
            value = getattr(settings, name)
            if self._shown is None or value != getattr(self._shown, name):
                row.show_value(value)
        self._shown = settings
        for name, members in self._members.items():
            self.groups[name].show_changed(sum(map(self._model.is_changed, members)))
        self.reset_all_button.setEnabled(any(map(self._model.is_changed, PARAMETERS)))
        if settings.engine is not self._engine:
            self._engine = settings.engine
            self._show_found()
            self._unfold_engine()

    def _unfold_engine(self) -> None:
        for name, group in self.groups.items():
            if engine_of(name) is self._engine:
                group.set_unfolded(True)

    def _on_refused(self) -> None:
        for name, row in self.rows.items():
            row.show_value(getattr(self._model.settings, name))
