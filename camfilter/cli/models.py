"""`camfilter models`: the weights of the engines."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from camfilter.engines.base import EngineModule, ModelStatus, engine_modules
from camfilter.errors import UsageError


@click.group("models", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List, fetch and verify model weights."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def list_models(as_json: bool) -> None:
    """List the weights, their terms, and whether they are here."""
    models = [model for _, model in _all()]
    if as_json:
        click.echo(json.dumps([asdict(model) for model in models], indent=2))
        return
    for model in models:
        where = (
            model.location if model.installed else f"get it: camfilter models fetch {model.name}"
        )
        megabytes = model.size_bytes / 1e6
        click.echo(f"{model.name}  {model.title}, {megabytes:.1f} MB, {model.licence}; {where}")


@command.command("fetch")
@click.argument("name")
def fetch(name: str) -> None:
    """Get the weights NAME onto this machine."""
    module, model = _named(name)
    module.fetch(model.name)
    click.echo(f"{model.name} is here: {model.location}")


@command.command("verify")
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def verify(names: tuple[str, ...], as_json: bool) -> None:
    """Compare weights with their published hashes: those named, or all that are here."""
    chosen = [_named(name) for name in names] or [pair for pair in _all() if pair[1].installed]
    for module, model in chosen:
        module.verify(model.name)
        if not as_json:
            click.echo(f"{model.name} is as published")
    if as_json:
        click.echo(json.dumps({model.name: True for _, model in chosen}))


def _all() -> list[tuple[EngineModule, ModelStatus]]:
    return [(module, model) for module in engine_modules() for model in module.models()]


def _named(name: str) -> tuple[EngineModule, ModelStatus]:
    for module, model in _all():
        if model.name == name:
            return module, model
    known = ", ".join(model.name for _, model in _all())
    raise UsageError(f"there are no weights named '{name}'", f"choose from: {known}")
