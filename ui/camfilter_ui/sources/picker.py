"""The list of sources: cameras by name, NDI with pictures, screens, files, the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from camfilter_ui.icons import icon
from camfilter_ui.sources.thumbnails import ROOM
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent

    from camfilter.sources import SourceListing

_SPEC: Final = Qt.ItemDataRole.UserRole
_ACTION: Final = Qt.ItemDataRole.UserRole + 1
_ICONS: Final = {"camera": "camera", "ndi": "ndi", "screen": "screen", "demo": "demo"}


class SourcePicker(QComboBox):
    """Shows what can be chosen, keeps itself as it was when that changes.

    Signals:
        chosen(str): what `--source` takes.
        opened(): the list is on the screen.
        closed(): it is not any more.
        asked(str): 'file', 'folder' or 'address': something that is not in the list.
        refresh_asked(): look again.
    """

    chosen = Signal(str)
    opened = Signal()
    closed = Signal()
    asked = Signal(str)
    refresh_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listings: list[SourceListing] = []
        self._thumbnails: dict[str, QImage] = {}
        self._spec = ""
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setIconSize(QSize(ROOM.width // 2, ROOM.height // 2))
        self.setAccessibleName(self.tr("Source"))
        self.setToolTip(self.tr("Where pictures come from"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(9)
        self.setMaxVisibleItems(24)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.activated.connect(self._on_activated)
        self._fill()

    @property
    def listings(self) -> list[SourceListing]:
        """What can be chosen now."""
        return list(self._listings)

    def show_listings(self, listings: Sequence[SourceListing]) -> None:
        """Offer these."""
        self._listings = list(listings)
        self._fill()

    def show_thumbnail(self, spec: str, image: QImage) -> None:
        """Draw a live picture beside the entry of `spec`."""
        self._thumbnails[spec] = image
        for row in range(self._model.rowCount()):
            item = self._model.item(row)
            if item.data(_SPEC) == spec:
                item.setIcon(QIcon(QPixmap.fromImage(image)))

    def set_current(self, spec: str) -> None:
        """Show `spec` as the one that is read."""
        self._spec = spec
        self._fill()

    def _fill(self) -> None:
        pointed = self._pointed()
        self._model.clear()
        known = {it.spec for it in self._listings}
        if self._spec and self._spec not in known:
            self._add(self._spec, self._spec, icon("file"))
        for listing in self._listings:
            self._add_listing(listing)
        self._add_action("file", self.tr("Open a file …"), "file")
        self._add_action("folder", self.tr("Open a folder …"), "folder")
        self._add_action("address", self.tr("NDI at an address …"), "ndi")
        self._add_action("refresh", self.tr("Look again"), "refresh")
        self._select_current()
        self._point_at(pointed)

    def _pointed(self) -> tuple[Any, Any] | None:
        """Which entry is under the pointer or the keys in the open list."""
        at = self.view().currentIndex() if self.view().isVisible() else None
        return None if at is None or not at.isValid() else (at.data(_SPEC), at.data(_ACTION))

    def _point_at(self, pointed: tuple[Any, Any] | None) -> None:
        """Keep that entry where the user is, whatever came before it or went."""
        for row in range(self._model.rowCount()) if pointed is not None else ():
            at = self._model.index(row, 0)
            if (at.data(_SPEC), at.data(_ACTION)) == pointed:
                self.view().setCurrentIndex(at)

    def _add_listing(self, listing: SourceListing) -> None:
        name, detail = tr_core(listing.name), tr_core(listing.detail)
        text = name if listing.available or not detail else f"{name}: {detail}"
        image = self._thumbnails.get(listing.spec)
        drawn = icon(_ICONS.get(listing.kind, "file"))
        if image is not None:
            drawn = QIcon(QPixmap.fromImage(image))
        item = self._add(listing.spec, text, drawn)
        remedy = tr_core(listing.remedy) if listing.remedy else ""
        item.setToolTip("\n".join(part for part in (detail, remedy) if part))
        item.setEnabled(listing.available)

    def _add(self, spec: str, text: str, drawn: QIcon) -> QStandardItem:
        item = QStandardItem(drawn, text)
        item.setData(spec, _SPEC)
        self._model.appendRow(item)
        return item

    def _add_action(self, action: str, text: str, drawn: str) -> None:
        item = QStandardItem(icon(drawn), text)
        item.setData(action, _ACTION)
        self._model.appendRow(item)

    def _select_current(self) -> None:
        row = next((r for r in range(self.count()) if self.itemData(r, _SPEC) == self._spec), -1)
        self.setCurrentIndex(row if self._spec else -1)

    def _on_activated(self, row: int) -> None:
        action, spec = self.itemData(row, _ACTION), self.itemData(row, _SPEC)
        if action is None:
            if spec != self._spec:
                self.chosen.emit(spec)
            return
        self._select_current()
        if action == "refresh":
            self.refresh_asked.emit()
        else:
            self.asked.emit(action)

    def showPopup(self) -> None:  # noqa: N802  Qt's name
        self.opened.emit()
        super().showPopup()

    def hidePopup(self) -> None:  # noqa: N802  Qt's name
        super().hidePopup()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        super().changeEvent(event)
        if event.type() is event.Type.PaletteChange and hasattr(self, "_spec"):
            self._fill()

    def wheelEvent(self, event: object) -> None:  # noqa: N802  Qt's name
        """Ignored: scrolling must not go through the cameras."""
        getattr(event, "ignore", lambda: None)()
