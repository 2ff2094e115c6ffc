"""`camfilter doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import json
from dataclasses import asdict

import click


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(as_json: bool) -> int:
    """Check this machine end to end and say what to do."""
    from camfilter.doctor import examine

    checks = []
    for check in examine():
        checks.append(check)
        if not as_json:
            optional = "" if check.ok or check.needed else " (optional)"
            click.echo(
                f"{'OK    ' if check.ok else 'NOT OK'} {check.name}{optional}: {check.detail}"
            )
            if check.remedy and not check.ok:
                click.echo(f"       try: {check.remedy}")
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=2))
    return int(any(check.needed and not check.ok for check in checks))
