"""`camfilter image`: stills in, pictures and raw geometry out."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from camfilter.cli.options import chosen_settings, filter_options
from camfilter.cli.progress import progress, say
from camfilter.errors import CamfilterError, SinkError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camfilter.engines.base import Engine
    from camfilter.settings import FilterSettings

_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp")


@click.command("image")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="IN...")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=str),
    metavar="PATH",
    help="A picture file for one input, or a folder (PATH/) for any number.",
)
@click.option("--raw", is_flag=True, help="Write NAME.npz with the geometry beside each picture.")
@filter_options
def command(
    inputs: tuple[Path, ...], out: str, raw: bool, preset: str | None, **options: Any
) -> int:
    """Filter stills; a picture that fails is reported and the others are done."""
    from camfilter.engines.base import open_engine

    settings = chosen_settings(preset, options)
    jobs = list(_jobs(list(_pictures(inputs)), out))
    engine, _ = open_engine(settings)
    failed = 0
    try:
        with progress(len(jobs)) as bar:
            for number, (source, target) in enumerate(jobs):
                try:
                    _filter(engine, settings, source, target, number, raw=raw)
                except CamfilterError as error:
                    failed += 1
                    say(f"error: {error.message}\ntry: {error.remedy}")
                bar.update()
    finally:
        engine.close()
    return int(failed > 0)


def _pictures(inputs: tuple[Path, ...]) -> Iterator[Path]:
    from camfilter.sources.folder import pictures_in

    for path in inputs:
        if path.is_dir():
            yield from pictures_in(path)
        else:
            yield path


def _jobs(sources: list[Path], out: str) -> Iterator[tuple[Path, Path]]:
    """Each input with its output; names that would collide are numbered."""
    target = Path(out)
    is_folder = out.endswith(("/", os.sep)) or target.is_dir() or not target.suffix
    if not is_folder and len(sources) > 1:
        raise UsageError(
            f"{len(sources)} pictures do not fit into one file", f"use --out {target.stem}/"
        )
    if not is_folder and target.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"'{target.suffix}' is no picture format", f"use one of {' '.join(_SUFFIXES)}"
        )
    taken: set[str] = set()
    for source in sources:
        stem, number = source.stem, 2
        while stem in taken:
            stem, number = f"{source.stem}-{number}", number + 1
        taken.add(stem)
        yield source, target / f"{stem}.png" if is_folder else target


def _filter(
    engine: Engine, settings: FilterSettings, source: Path, target: Path, number: int, *, raw: bool
) -> None:
    import cv2

    from camfilter.frames import Frame
    from camfilter.look import Look, orient
    from camfilter.sources.images import read_picture

    rgb, alpha = read_picture(source)
    frame = orient(Frame(rgb, number, number, alpha), settings)
    engine.reset()
    geometry, look = engine.infer(frame), Look()
    output = look.render(frame, look.steady(geometry, frame, settings), settings)
    _, encoded = cv2.imencode(target.suffix, output.picture[..., ::-1])
    _write(target, lambda path: path.write_bytes(encoded.tobytes()))
    if raw:
        _write(target.with_suffix(".npz"), geometry.save)


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Write a whole file or none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".camfilter-") as folder:
            part = Path(folder) / path.name
            write(part)
            part.replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise SinkError(message, "check the folder, its permissions and the free space") from error
