"""The bar of presets: choose, keep, remove, share."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from camfilter.config import (
    delete_preset,
    export_preset,
    import_preset,
    list_presets,
    load_preset,
    name_key,
    save_preset,
)
from camfilter_ui.controls.combo import Combo
from camfilter_ui.errands import Errands
from camfilter_ui.looks import look_of
from camfilter_ui.preset_dialog import PresetDialog
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from camfilter.config import PresetInfo
    from camfilter.errors import CamfilterError
    from camfilter_ui.settings_model import SettingsModel


class PresetsBar(QWidget):
    """Chooses among the presets, and keeps, removes, imports and exports the user's own.

    Files are read and written on a thread that lives as long as there is something to do.

    Signals:
        failed(object): the CamfilterError of what could not be done, for the window to show.
    """

    failed = Signal(object)

    def __init__(self, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._infos: list[PresetInfo] = []
        self._current = ""
        self._values: dict[str, Any] = {}
        self._errands = Errands(self)
        self._errands.failed.connect(self._on_failed)
        self.combo = Combo()
        self.combo.setAccessibleName(self.tr("Preset"))
        self.combo.setToolTip(self.tr("A look kept under a name"))
        self.combo.activated.connect(self._on_activated)
        self.save_button = QPushButton(self.tr("Save…"))
        self.menu_button = QToolButton()
        self.message = QLabel()
        self._lay_out()
        model.changed.connect(self._on_changed)
        self._on_listed([])
        self._refresh()

    def choose(self, name: str) -> None:
        """Apply the preset of that name."""
        self._say("")
        self._errands.run(partial(load_preset, name), partial(self._on_loaded, name))

    def save(self, name: str, description: str = "") -> None:
        """Keep the look as it is now as a preset of the user's own."""
        self._say("")
        values = look_of(self._model.settings)
        self._errands.run(
            partial(save_preset, name, values, description),
            lambda _: self._on_kept(name, values),
        )

    def delete(self, name: str) -> None:
        """Remove one of the user's own presets."""
        self._say("")
        self._errands.run(partial(delete_preset, name), lambda _: self._refresh())

    def import_file(self, path: Path) -> None:
        """Take a preset file that somebody shared into the user's own, and apply it."""
        self._say("")
        self._errands.run(partial(import_preset, path), self._on_imported)

    def export_file(self, path: Path) -> None:
        """Write the look as it is now into a file that others can load."""
        self._say("")
        info = self._info(self._current) if self._is_current() else None
        about = (info.name, info.description) if info else ("", "")
        values = look_of(self._model.settings)
        self._errands.run(partial(export_preset, path, values, *about), self._on_exported)

    def shut_down(self) -> None:
        """Wait for what is still being written."""
        self._errands.close()

    def _lay_out(self) -> None:
        self.save_button.setToolTip(
            self.tr("Keep how the picture looks now as a preset; engine, size and orientation not")
        )
        self.save_button.clicked.connect(self._on_save)
        self.menu_button.setToolTip(self.tr("Delete, import and export presets"))
        self.menu_button.setText("⋯")
        self.menu_button.setAccessibleName(self.tr("More about presets"))
        self.menu_button.clicked.connect(self._on_menu)
        self.menu = menu = QMenu(self)
        self.delete_action = menu.addAction(self.tr("Delete…"), self._on_delete)
        menu.addSeparator()
        self.import_action = menu.addAction(self.tr("Import…"), self._on_import)
        self.export_action = menu.addAction(self.tr("Export…"), self._on_export)
        line = QHBoxLayout()
        line.addWidget(self.combo, 1)
        line.addWidget(self.save_button)
        line.addWidget(self.menu_button)
        self.save_button.setAutoDefault(False)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(line)
        lines.addWidget(self.message)
        self._say("")

    def _refresh(self) -> None:
        self._errands.run(list_presets, self._on_listed)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _info(self, name: str) -> PresetInfo | None:
        key = name_key(name)
        return next((info for info in self._infos if name_key(info.name) == key), None)

    def _is_current(self) -> bool:
        """Whether the settings still are what the chosen preset says."""
        now = self._model.settings.model_dump(mode="json")
        return bool(self._current) and all(
            now[name] == value for name, value in self._values.items()
        )

    def _on_listed(self, infos: list[PresetInfo]) -> None:
        self._infos = infos
        self.combo.clear()
        for index, info in enumerate(infos):
            if index and infos[index - 1].builtin and not info.builtin:
                self.combo.insertSeparator(self.combo.count())
            self.combo.addItem(tr_core(info.name) if info.builtin else info.name, info.name)
            about = tr_core(info.description) if info.builtin else info.description
            self.combo.setItemData(self.combo.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        if self._info(self._current) is None:
            self._current = ""
        self._on_changed()

    def _on_changed(self) -> None:
        info = self._info(self._current)
        shown = self._is_current() and info is not None
        self.combo.setCurrentIndex(self.combo.findData(info.name) if shown and info else -1)
        if info is not None:
            self.combo.setPlaceholderText(self.tr("{preset} (changed)").format(preset=info.name))
        else:
            self.combo.setPlaceholderText(self.tr("Choose a preset"))
        self.delete_action.setEnabled(info is not None and not info.builtin)

    def _on_activated(self, index: int) -> None:
        self.choose(self.combo.itemData(index))

    def _on_loaded(self, name: str, values: dict[str, Any]) -> None:
        title = self.tr("Preset {name}").format(name=name)
        if self._model.apply(values, title):
            self._current, self._values = name, values
        self._on_changed()

    def _on_kept(self, name: str, values: dict[str, Any]) -> None:
        self._current, self._values = name, values
        self._refresh()

    def _on_imported(self, name: str) -> None:
        self._refresh()
        self.choose(name)

    def _on_exported(self, path: Path) -> None:
        self._say(self.tr("Written to {path}.").format(path=path))

    def _on_failed(self, error: CamfilterError) -> None:
        self._on_changed()
        self.failed.emit(error)

    def _on_menu(self) -> None:
        self.menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def _on_save(self) -> None:
        info = self._info(self._current)
        mine = info.name if info is not None and not info.builtin else ""
        dialog = PresetDialog(self._infos, mine, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(
            lambda: self.save(dialog.name_edit.text(), dialog.description_edit.text().strip())
        )
        dialog.open()

    def _on_delete(self) -> None:
        name = self._current
        question = QMessageBox(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Delete Preset"))
        question.setText(self.tr("Delete the preset “{name}”?").format(name=name))
        question.setInformativeText(self.tr("This cannot be undone."))
        delete = question.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        delete.clicked.connect(lambda: self.delete(name))
        question.open()

    def _on_import(self) -> None:
        dialog = self._file_dialog(self.tr("Import Preset"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.import_file(Path(path)))
        dialog.open()

    def _on_export(self) -> None:
        dialog = self._file_dialog(self.tr("Export Preset"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile(f"{name_key(self._current) or 'preset'}.toml")
        dialog.fileSelected.connect(lambda path: self.export_file(Path(path)))
        dialog.open()

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title, "", self.tr("Presets (*.toml)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog
