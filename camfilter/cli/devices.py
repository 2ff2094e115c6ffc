"""`camfilter devices`: what can be chosen, what works, and what to do about the rest."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from camfilter.engines.base import engine_statuses
from camfilter.sinks import list_sinks
from camfilter.sources import list_sources

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command("devices")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(as_json: bool) -> None:
    """List sources, sinks and engines, and what each needs."""
    found = {
        "sources": [asdict(listing) for listing in list_sources()],
        "sinks": [asdict(listing) for listing in list_sinks()],
        "engines": [asdict(status) for status in engine_statuses()],
    }
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for title, rows in found.items():
        click.echo(f"{title}:")
        for line in _lines(rows):
            click.echo(f"  {line}")


def _lines(rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    for row in rows:
        mark = "ok " if row["available"] else "no "
        detail = row.get("detail") or row.get("reason") or ""
        said = row.get("title") or (row["name"] if row.get("spec") != row["name"] else "")
        parts = [row.get("spec") or row["name"], said, detail]
        yield mark + "  ".join(part for part in parts if part)
        if not row["available"] and row["remedy"]:
            yield f"   try: {row['remedy']}"
