"""`camfilter models`: the weights of the engines."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from camfilter.cli.progress import say
from camfilter.engines.base import EngineModule, ModelStatus, engine_modules
from camfilter.errors import UsageError
from camfilter.weights.catalogue import GROUPS, MODELS, model_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camfilter.weights.catalogue import Model


@click.group("models", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List, fetch, verify and delete model weights."""
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
        click.echo(f"{model.name:<12} {_size(model.size_bytes):>8}  {model.title}")
        click.echo(f"{'':<23}{_terms(model)}; {_where(model)}")


@command.command("fetch")
@click.argument("names", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print what is here afterwards as JSON.")
def fetch(names: tuple[str, ...], as_json: bool) -> None:
    """Get the weights NAMES onto this machine; 'sam3d' brings the MoGe that it needs.

    A download that was interrupted continues where it stopped.
    """
    chosen = [_named(name) for name in _expanded(names)]
    for module, model in chosen:
        _fetch(module, model)
        if not as_json:
            _, now = _named(model.name)
            click.echo(f"{model.name} is here: {now.location}")
    if as_json:
        here = [asdict(_named(model.name)[1]) for _, model in chosen]
        click.echo(json.dumps(here, indent=2))


@command.command("verify")
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def verify(names: tuple[str, ...], as_json: bool) -> None:
    """Compare weights with their published hashes: those named, or all that are here."""
    named = [_named(name) for name in _expanded(names)]
    chosen = named or [pair for pair in _all() if pair[1].installed]
    for module, model in chosen:
        module.verify(model.name)
        if not as_json:
            click.echo(f"{model.name} is as published")
    if as_json:
        click.echo(json.dumps({model.name: True for _, model in chosen}))


@command.command("delete")
@click.argument("names", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the bytes freed as JSON.")
def delete(names: tuple[str, ...], as_json: bool) -> None:
    """Delete the weights NAMES, their interrupted downloads and their half-precision copies.

    Only what camfilter put into its own folder goes; a name stands for itself, not for a group.
    """
    from camfilter.weights.storage import delete_model

    freed = {}
    for model in [model_named(name) for name in dict.fromkeys(names)]:
        freed[model.name] = delete_model(model)
        if not as_json:
            click.echo(f"{model.name} is deleted, {_size(freed[model.name])} are free again")
    if as_json:
        click.echo(json.dumps(freed))


def _fetch(module: EngineModule, model: ModelStatus) -> None:
    entry = next((entry for entry in MODELS if entry.name == model.name), None)
    if entry is None:
        module.fetch(model.name)
        return
    if not model.installed:
        say(f"{model.name}: {_size(model.size_bytes)} from {entry.page}, {_terms(model)}")
    _download(entry)


def _download(entry: Model) -> None:
    from camfilter.weights.fetch import Progress, fetch_model

    with _bytes_bar(entry.name) as bar:

        def show(progress: Progress) -> None:
            bar.total = progress.total
            bar.set_postfix_str("checking" if progress.checking else "", refresh=False)
            bar.update(progress.done - bar.n)

        try:
            fetch_model(entry, report=show)
        except KeyboardInterrupt:
            say("stopped: the same command continues where it was")
            raise


@contextmanager
def _bytes_bar(name: str) -> Iterator[tqdm[Any]]:
    hidden = not sys.stderr.isatty()
    options: dict[str, Any] = {"unit": "B", "unit_scale": True, "dynamic_ncols": True}
    with tqdm(desc=name, disable=hidden, **options) as bar:
        yield bar


def _expanded(names: tuple[str, ...]) -> list[str]:
    """Names with groups in place of their members, each once."""
    members = (member for name in names for member in GROUPS.get(name, (name,)))
    return list(dict.fromkeys(members))


def _terms(model: ModelStatus) -> str:
    return f"{model.licence}, needs an account" if model.gated else model.licence


def _where(model: ModelStatus) -> str:
    if model.installed:
        return f"here: {model.location}"
    return f"get it: camfilter models fetch {model.name}"


def _size(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"


def _all() -> list[tuple[EngineModule, ModelStatus]]:
    return [(module, model) for module in engine_modules() for model in module.models()]


def _named(name: str) -> tuple[EngineModule, ModelStatus]:
    for module, model in _all():
        if model.name == name:
            return module, model
    known = ", ".join(dict.fromkeys([*(model.name for _, model in _all()), *GROUPS]))
    raise UsageError(f"there are no weights named '{name}'", f"choose from: {known}")
