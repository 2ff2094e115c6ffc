"""Where the documentation is on the web."""

from __future__ import annotations

import json
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Final

_LABELS: Final = ("documentation", "homepage", "source", "repository")


def documentation() -> str | None:
    """Address of the plugin's documentation: as declared, or where it was installed from."""
    try:
        installed = distribution("camfilter")
    except PackageNotFoundError:
        return None
    return _declared(installed) or _origin(installed)


def _declared(installed: Distribution) -> str | None:
    links: dict[str, str] = {}
    for entry in installed.metadata.get_all("Project-URL") or []:
        label, _, address = str(entry).partition(",")
        links[label.strip().lower()] = address.strip()
    return next((links[label] for label in _LABELS if label in links), None)


def _origin(installed: Distribution) -> str | None:
    """The web address of the repository that it was installed from, without a user's secrets."""
    try:
        address = str(json.loads(installed.read_text("direct_url.json") or "{}").get("url", ""))
    except (ValueError, AttributeError, OSError):
        return None
    is_plain = address.startswith("https://") and "@" not in address
    return address.removesuffix(".git") if is_plain else None
