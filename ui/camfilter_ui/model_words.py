"""What the models page says about weights: what they are and how they stand."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from camfilter.weights.storage import Place
from camfilter_ui.amounts import size_text, speed_text, time_left_text
from camfilter_ui.downloads import State
from camfilter_ui.labels import link

translate = QCoreApplication.translate

if TYPE_CHECKING:
    from camfilter.weights.catalogue import Model
    from camfilter.weights.storage import Stored
    from camfilter_ui.downloads import Download


def facts_text(model: Model, companions: tuple[Model, ...]) -> str:
    """HTML: name, size, terms, page; what comes with it."""
    page = link(model.page, translate("ModelRow", "page"))
    licence = link(model.licence_url, model.licence)
    facts = [html.escape(model.name), size_text(model.size), licence, page]
    if model.gated:
        facts.append(html.escape(translate("ModelRow", "needs an account")))
    for other in companions:
        text = translate("ModelRow", "brings {name} with it ({size})")
        facts.append(html.escape(text.format(name=other.name, size=size_text(other.size))))
    return " · ".join(facts)


def download_text(download: Download) -> str:
    """What a download is doing."""
    if download.state is State.QUEUED:
        return translate("ModelRow", "Waits for the downloads before it.")
    if download.state is State.STOPPING:
        return translate("ModelRow", "Stopping…")
    if download.state is State.CHECKING:
        return translate("ModelRow", "Comparing what has come with what was published…")
    return translate("ModelRow", "Downloading…")


def progress_text(download: Download) -> str:
    """How far a download is, how fast, and how long it still takes."""
    if not download.total:
        return ""
    parts, left = [amount_text(download.done, download.total)], download.seconds_left
    if left is not None and download.state is State.RUNNING:
        parts += [speed_text(download.bytes_per_s), time_left_text(left)]
    return " · ".join(parts)


def amount_text(done: int, total: int) -> str:
    """Bytes as "3.4 GB of 12.1 GB"."""
    text = translate("ModelRow", "{done} of {total}")
    return text.format(done=size_text(min(done, total)), total=size_text(total))


def stored_text(stored: Stored) -> str:
    """What of a model is here and where."""
    if stored.complete:
        return _complete_text(stored)
    if stored.received:
        text = translate("ModelRow", "Not complete: {received} of {size} are here, and are kept.")
        size = size_text(stored.model.size)
        return text.format(received=size_text(stored.received), size=size)
    return translate("ModelRow", "Not downloaded.")


def _complete_text(stored: Stored) -> str:
    text, size = _place_text(stored.place), size_text(stored.deletable)
    if stored.place is not Place.OWN and stored.deletable:
        copies = translate("ModelRow", "camfilter's faster copies of it take {size}.")
        text = f"{text} {copies}"
    return text.format(folder=stored.folder, size=size)


def _place_text(place: Place) -> str:
    if place is Place.OWN:
        return translate("ModelRow", "Installed in {folder}; {size} on disk.")
    if place is Place.HUB_CACHE:
        return translate(
            "ModelRow",
            "Installed: found in the cache of the Hugging Face hub, {folder}. Other programs may "
            "use it there, so it is not deleted here.",
        )
    return translate(
        "ModelRow",
        "Installed: found in {folder}. It was not put there by camfilter, so it is not deleted "
        "here.",
    )
