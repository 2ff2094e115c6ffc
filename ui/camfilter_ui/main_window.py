"""The window: source and views above, the picture with its controls, outputs and figures below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from camfilter_ui.actions import Actions
from camfilter_ui.banner import Banner
from camfilter_ui.controls import ControlsPanel
from camfilter_ui.icons import app_icon
from camfilter_ui.outlets import OutletKind
from camfilter_ui.outputs_bar import OutletCard
from camfilter_ui.presets import PresetsBar
from camfilter_ui.preview import PreviewView
from camfilter_ui.range_panel import RangePanel
from camfilter_ui.sources import SourcePicker
from camfilter_ui.status_strip import StatusStrip

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QMimeData
    from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent

    from camfilter_ui.settings_model import SettingsModel

_SIZE: Final = (1180, 760)
_PANEL_WIDTH: Final = 330
_MARGINS: Final = (6, 6, 6, 4)


class MainWindow(QMainWindow):
    """Lays out the app's parts; what they do is wired up elsewhere.

    Signals:
        close_asked(): the user closes the window.
        visibility_changed(): it was minimised, restored, or shown on another screen.
        key_pressed(): the key that works everywhere was pressed; emitted from any thread.
        dropped(str): a file or folder was let go over the window.
    """

    close_asked = Signal()
    visibility_changed = Signal()
    key_pressed = Signal()
    dropped = Signal(str)

    def __init__(self, model: SettingsModel) -> None:
        super().__init__()
        self.setWindowTitle("camfilter")
        self.setWindowIcon(app_icon())
        self.may_close = False
        self.actions_ = Actions(self)
        self.picker = SourcePicker()
        self.preview = PreviewView()
        self.banner = Banner()
        self.presets = PresetsBar(model)
        self.range_panel = RangePanel(model)
        self.controls = ControlsPanel(model, self.range_panel)
        self.cards: Final = {
            OutletKind.VCAM: OutletCard(OutletKind.VCAM, self.tr("Virtual camera")),
            OutletKind.NDI: OutletCard(OutletKind.NDI, self.tr("NDI")),
        }
        self.status = StatusStrip()
        self._add_undo(model)
        self.setAcceptDrops(True)
        self._bare = self._was_maximized = False
        self._top, self._panel, self._bottom = (
            self._make_top(),
            self._make_panel(),
            self._make_bottom(),
        )
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.resize(*_SIZE)

    @property
    def bare(self) -> bool:
        """Whether nothing but the picture is on the screen."""
        return self._bare

    def show_bare(self, bare: bool) -> None:
        """Fill the screen with the picture, or show the window again."""
        if bare == self._bare:
            return
        self._bare = bare
        for part in (self.menuBar(), self._top, self._bottom, self._panel):
            part.setVisible(not bare)
        self._rows.setContentsMargins(*(0, 0, 0, 0) if bare else _MARGINS)
        if bare:
            self._was_maximized = self.isMaximized()
            self.showFullScreen()
            self.preview.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._was_maximized:
            self.showMaximized()
        else:
            self.showNormal()
        self._panel.setVisible(not bare and self.actions_.panel.isChecked())
        self.actions_.fullscreen.setChecked(bare)

    def show_again(self) -> None:
        """Bring the window to the front as it was: filling the screen, or part of it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_panel(self, shown: bool) -> None:
        """Show or hide the controls."""
        self._panel.setVisible(shown and not self.bare)
        self.actions_.panel.setChecked(shown)

    def place(self) -> tuple[str, str]:
        """Where the window is and how it is divided, for `restore`."""
        return _text(self.saveGeometry()), _text(self._splitter.saveState())

    def restore(self, geometry: str, splitter: str) -> None:
        """Put the window where it was; what makes no sense changes nothing."""
        self.restoreGeometry(_bytes(geometry))
        self._splitter.restoreState(_bytes(splitter))

    def _add_undo(self, model: SettingsModel) -> None:
        menu, stack = self.actions_.edit_menu, model.undo_stack
        # Where the name of the step stands in the sentence is for Qt's own translation to say.
        undo, redo = stack.createUndoAction(self), stack.createRedoAction(self)
        undo.setShortcut("Ctrl+Z")
        redo.setShortcut("Ctrl+Shift+Z")
        menu.insertActions(self.actions_.reset_all, [undo, redo])
        menu.insertSeparator(self.actions_.reset_all)
        self.addActions([undo, redo])

    def _lay_out(self) -> None:
        stage = QWidget()
        column = QVBoxLayout(stage)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        column.addWidget(self.preview, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(stage)
        self._splitter.addWidget(self._panel)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([_SIZE[0] - _PANEL_WIDTH, _PANEL_WIDTH])
        whole = QWidget()
        rows = self._rows = QVBoxLayout(whole)
        rows.setContentsMargins(*_MARGINS)
        rows.setSpacing(6)
        rows.addWidget(self._top)
        rows.addWidget(self._splitter, 1)
        rows.addWidget(self._bottom)
        self.setCentralWidget(whole)

    def _make_top(self) -> QWidget:
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(self.tr("&Source:"))
        label.setBuddy(self.picker)
        row.addWidget(label)
        row.addWidget(self.picker, 1)
        for action in self.actions_.views.actions():
            row.addWidget(self._button(action, words=True))
        row.addSpacing(8)
        for action in self._tools():
            row.addWidget(self._button(action))
        return top

    def _tools(self) -> list[QAction]:
        actions = self.actions_
        return [actions.snapshot, actions.record, actions.fullscreen, actions.panel]

    def _button(self, action: QAction, *, words: bool = False) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonTextOnly if words else style.ToolButtonIconOnly)
        button.setAccessibleName(action.text().replace("&", ""))
        return button

    def _make_panel(self) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.presets)
        column.addWidget(self.controls, 1)
        return panel

    def _make_bottom(self) -> QWidget:
        bottom = QWidget()
        column = QVBoxLayout(bottom)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        for card in self.cards.values():
            row.addWidget(card, 1)
        column.addLayout(row)
        column.addWidget(self.status)
        return bottom

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        if self.bare and event.key() == Qt.Key.Key_Escape:
            self.show_bare(bare=False)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        super().changeEvent(event)
        if event.type() is event.Type.WindowStateChange:
            self.visibility_changed.emit()
            # Window managers have keys of their own for this.
            if self._bare and not (self.isFullScreen() or self.isMinimized()):
                self.show_bare(bare=False)
        elif event.type() is event.Type.PaletteChange:
            self.actions_.refresh_icons()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  Qt's name
        if _file_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  Qt's name
        file = _file_in(event.mimeData())
        if file:
            event.acceptProposedAction()
            self.dropped.emit(file)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        if self.may_close:
            super().closeEvent(event)
        else:
            event.ignore()
            self.close_asked.emit()


def _file_in(data: QMimeData) -> str:
    """The first file or folder of this computer in what is dragged; '' if there is none."""
    return next((url.toLocalFile() for url in data.urls() if url.isLocalFile()), "")


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "ignore"))
