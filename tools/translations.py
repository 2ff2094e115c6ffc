"""Bring the app's translations up to date, or see whether they are: `--check`.

Qt's lupdate collects the texts of the app and of camfilter's core in the .ts file, in which
translators (or Qt Linguist) fill in what is "unfinished"; lrelease makes the .qm of it that the app
reads.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from core_texts import sentences
from PySide6.QtCore import QTranslator

from camfilter.config.presets import list_presets
from camfilter.doctor import CHECKS
from camfilter.settings import parameters
from camfilter.weights.catalogue import MODELS
from camfilter_ui.controls.wording import english_choice
from camfilter_ui.status_strip import TITLES

ROOT: Final = Path(__file__).parents[1]
CATALOGUE: Final = ROOT / "ui/camfilter_ui/translations/camfilter_de.ts"
TEMPLATES: Final = CATALOGUE.with_name("core_templates.txt")
"""What the core fills in at run time, by which the app knows its sentences again."""
_COMMAND_LINE: Final = {"cli", "bench"}
_RENEW: Final = "run 'python tools/translations.py'"
_COUNTS: Final = (1, 2)
"""Numbers that stand for the plural forms of German, in the order of the catalogue."""


class Message(NamedTuple):
    """A text of the app and what it is in the other language.

    Attributes:
        forms: the translation, one for each plural form where `counted`; empty while unfinished.
    """

    context: str
    source: str
    counted: bool
    forms: tuple[str, ...]


def main() -> None:
    """Update or check, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on what lacks")
    if parser.parse_args().check:
        sys.exit("\n".join(problems()) or 0)
    update(CATALOGUE)
    TEMPLATES.write_text(templates(), "utf-8")
    _run("lrelease", CATALOGUE, "-qm", compiled(CATALOGUE), "-silent")
    sys.exit("\n".join(_unfinished(messages(CATALOGUE))) or 0)


def compiled(catalogue: Path) -> Path:
    """What the app reads in place of `catalogue`."""
    return catalogue.with_suffix(".qm")


def problems(catalogue: Path = CATALOGUE) -> list[str]:
    """What is wrong with the catalogue or the .qm beside it, each with what to do about it."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / catalogue.name
        shutil.copy(catalogue, fresh)
        update(fresh)
        known, wanted = messages(catalogue), messages(fresh)
    missing = {message[:3] for message in wanted} - {message[:3] for message in known}
    gone = {message[:3] for message in known} - {message[:3] for message in wanted}
    found = [f"missing in {catalogue.name}: {_named(key)}; {_RENEW}" for key in sorted(missing)]
    found += [f"no longer in the app: {_named(key)}; {_RENEW}" for key in sorted(gone)]
    if TEMPLATES.read_text("utf-8") != templates():
        found.append(f"{TEMPLATES.name} is not made of the present core; {_RENEW}")
    return found + _unfinished(known) + _outdated(known, compiled(catalogue))


def core_texts() -> set[str]:
    """What the core says to users of the app, in English."""
    found = set(_sentences())
    for parameter in parameters():
        found |= {parameter.label, parameter.help, parameter.group}
        found |= {english_choice(parameter.name, choice) for choice in parameter.choices}
        if parameter.kind == "text":
            # So it stands in the sentence that refuses another text.
            found.add(parameter.help.rstrip("."))
    for preset in list_presets():
        found |= {preset.name, preset.description} if preset.builtin else set()
    return found | set(CHECKS) | set(TITLES.values()) | {model.title for model in MODELS}


def templates() -> str:
    """Those of the core's sentences into which something is put, a line each."""
    return "".join(f"{text}\n" for text in sorted(_sentences()) if "{1}" in text)


def update(catalogue: Path) -> None:
    """Bring the English texts of `catalogue` up to date; new ones are unfinished."""
    with tempfile.TemporaryDirectory() as folder:
        core = Path(folder) / "core.py"
        calls = [f'QCoreApplication.translate("core", {_literal(t)})' for t in sorted(core_texts())]
        core.write_text("\n".join(calls), "utf-8")
        options = ["-locations", "none", "-no-obsolete", "-silent"]
        languages = ["-source-language", "en", "-target-language", "de"]
        app = sorted(ROOT.glob("ui/camfilter_ui/**/*.py"))
        _run("lupdate", *app, core, *options, *languages, "-ts", catalogue)


def messages(catalogue: Path) -> list[Message]:
    """Everything in `catalogue`."""
    return [
        Message(
            context.findtext("name", ""),
            message.findtext("source", ""),
            message.get("numerus") == "yes",
            _forms(message.find("translation")),
        )
        for context in ET.parse(catalogue).iter("context")
        for message in context.iter("message")
    ]


@cache
def _sentences() -> frozenset[str]:
    sources = [*ROOT.glob("camfilter/**/*.py"), *ROOT.glob("ui/**/*.py")]
    parts = (path for path in sources if not _COMMAND_LINE & set(path.relative_to(ROOT).parts))
    return frozenset(sentences(parts))


def _forms(translation: ET.Element | None) -> tuple[str, ...]:
    if translation is None or translation.get("type") == "unfinished":
        return ()
    plural = translation.findall("numerusform")
    return tuple(form.text or "" for form in plural or [translation])


def _unfinished(found: list[Message]) -> list[str]:
    open_ = [message for message in found if not all(message.forms or [""])]
    what = f"translate it in {CATALOGUE.name}, then {_RENEW}"
    return [f"not translated: {_named(message)}; {what}" for message in open_]


def _outdated(found: list[Message], path: Path) -> list[str]:
    translator = QTranslator()
    if not translator.load(str(path)):
        return [f"{path.name} is missing or damaged; {_RENEW}"]
    for message in found:
        for count, form in zip(_COUNTS if message.counted else [-1], message.forms, strict=False):
            if translator.translate(message.context, message.source, None, count) != form:
                return [f"{path.name} is not made of the present catalogue; {_RENEW}"]
    return []


def _named(message: tuple[object, ...]) -> str:
    return f'"{message[1]}" ({message[0]})'


def _literal(text: str) -> str:
    """`text` as lupdate reads it, which knows no escapes but these."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _run(tool: str, *arguments: object) -> None:
    """Run a tool of Qt's that comes with PySide6."""
    code = f"from PySide6.scripts.pyside_tool import {tool}; {tool}()"
    subprocess.run([sys.executable, "-c", code, *map(str, arguments)], check=True)


if __name__ == "__main__":
    main()
