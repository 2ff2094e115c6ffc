"""Labels for running text: they wrap, their links open, and their commands can be copied."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QSizePolicy

from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from camfilter.errors import CamfilterError

_URL: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\"'.,;:!?)\]]")
_PROGRAM: Final = r"(?:sudo|camfilter|pip|hf) "
_COMMAND: Final = re.compile(rf"(?:^|: )({_PROGRAM}[^;,]+?)(?=[;,]|$)|'({_PROGRAM}[^']+)'")
_LONG_WORD: Final = re.compile(r"[^\s<>]{40,}")
_ZERO_WIDTH_SPACE: Final = "\u200b"


class TextLabel(QLabel):
    """Wrapped text in which links can be followed, by mouse and by keyboard."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setOpenExternalLinks(True)
        # As wide as there is room, however long the text; as high as that width asks for.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_rich(text)

    def set_rich(self, text: str) -> None:
        """Show `text`, which is HTML."""
        self.setText(text)
        by_keyboard = Qt.TextInteractionFlag.TextBrowserInteraction
        by_mouse = Qt.TextInteractionFlag.TextSelectableByMouse
        # A text without a link is no stop of the Tab key.
        has_link = "<a " in text
        self.setTextInteractionFlags(by_keyboard if has_link else by_mouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if has_link else Qt.FocusPolicy.NoFocus)

    def set_plain(self, text: str) -> None:
        """Show `text` as it is, its web addresses as links."""
        self.set_rich(linkified(text))

    def set_problem(self, error: CamfilterError) -> None:
        """Show what did not work, then what to do about it."""
        failed = html.escape(QCoreApplication.translate("TextLabel", "Failed:"))
        what = f"<b>{failed}</b> {linkified(sentence(tr_core(error.message)))}."
        self.set_rich(f"{what}<br>{remedy_text(error.remedy)}")

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """One line: how many there are is known only when the width is."""
        unit = self.fontMetrics()
        return QSize(unit.averageCharWidth() * 12, unit.height())


def heading(text: str, parent: QWidget | None = None, *, scale: float = 1.0) -> TextLabel:
    """A bold line, `scale` times as large as text."""
    label = TextLabel(html.escape(text), parent)
    font = label.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * scale)
    label.setFont(font)
    return label


def link(url: str, text: str) -> str:
    """HTML of a link that says `text`."""
    return f'<a href="{html.escape(url)}">{html.escape(text)}</a>'


def linkified(text: str) -> str:
    """HTML of a plain text, with its web addresses as links and long paths broken in lines."""
    parts, position = [], 0
    for found in _URL.finditer(text):
        parts += [breakable(html.escape(text[position : found.start()])), link(found[0], found[0])]
        position = found.end()
    return "".join([*parts, breakable(html.escape(text[position:]))])


def remedy_text(remedy: str) -> str:
    """HTML of what to do about a problem; no stop after it, for a command may end it."""
    label = QCoreApplication.translate("TextLabel", "What to do:")
    return f"<b>{html.escape(label)}</b> {linkified(tr_core(remedy))}"


def sentence(text: str) -> str:
    """`text` with a large first letter, unless it begins with a path or with our name."""
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first != "camfilter" else text


def breakable(text: str) -> str:
    """`text`, in which long paths may go on in the next line after a separator."""
    # Short ones stay as they are: who copies them by hand must not get what is invisible.
    return _LONG_WORD.sub(_with_breaks, text)


def _with_breaks(word: re.Match[str]) -> str:
    return re.sub(r"([/\\])(?=\w)", rf"\1{_ZERO_WIDTH_SPACE}", word[0])


def commands_in(remedy: str) -> list[str]:
    """What a remedy says to type into a terminal: in quotes, after a colon, or at its beginning."""
    return [bare or quoted for bare, quoted in _COMMAND.findall(remedy)]


def copy_text(text: str) -> None:
    """Put `text` on the clipboard."""
    QGuiApplication.clipboard().setText(text)
