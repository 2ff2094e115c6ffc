"""Words of the core in the user's language."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QCoreApplication

_KNOWN: Final = "none found"
"""Different in every other language."""
_PLACE: Final = re.compile(r"\{(\d)\}")


def tr_core(text: str) -> str:
    """`text`, which the core says in English, in the language of the app where it is known."""
    translated = QCoreApplication.translate("core", text)
    if translated != text:
        return translated
    is_english = QCoreApplication.translate("core", _KNOWN) == _KNOWN
    return text if is_english else _filled(text)


def _filled(text: str) -> str:
    """The translation of the template that `text` was made of, filled in as `text` is."""
    for template, literals in _templates():
        parts = _between(text, literals)
        if parts is None:
            continue
        translated = QCoreApplication.translate("core", template)
        if translated == template:
            return text
        # A reason is a sentence of its own; names and numbers are left alone.
        return _put(translated, [tr_core(part) if " " in part else part for part in parts])
    return _joined(text)


def _put(template: str, parts: list[str]) -> str:
    return _PLACE.sub(lambda place: parts[int(place[1]) - 1], template)


def _joined(text: str) -> str:
    """Translate several reasons one after the other, or one after what it is of."""
    if "; " in text:
        return "; ".join(tr_core(part) for part in text.split("; "))
    head, colon, reason = text.partition(": ")
    return f"{tr_core(head)}{colon}{tr_core(reason)}" if colon else text


def _between(text: str, literals: list[str]) -> list[str] | None:
    """What stands in `text` between `literals`; None if it does not have them in this order."""
    first, *middle, last = literals
    if not text.startswith(first) or not text.endswith(last):
        return None
    parts, start = [], len(first)
    for literal in middle:
        end = text.find(literal, start)
        if end < 0:
            return None
        parts.append(text[start:end])
        start = end + len(literal)
    end = len(text) - len(last)
    return [*parts, text[start:end]] if start <= end else None


@cache
def _templates() -> list[tuple[str, list[str]]]:
    """Each with what stands around its places, those that say most first."""
    lines = files("camfilter_ui.translations").joinpath("core_templates.txt").read_text("utf-8")
    found = [(line, _PLACE.split(line)[::2]) for line in lines.splitlines()]
    return sorted(found, key=lambda item: -len("".join(item[1])))
