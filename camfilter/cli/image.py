"""`camfilter image`: stills in, pictures and raw geometry out."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from camfilter.cli.clashes import refuse_overwriting
from camfilter.cli.options import chosen_settings, filter_options
from camfilter.cli.progress import complain, progress
from camfilter.cli.signals import ends_on_signals
from camfilter.errors import CamfilterError, SinkError, UsageError
from camfilter.paths import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from camfilter.engines.base import Engine
    from camfilter.settings import FilterSettings

_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp")


@click.command("image")
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option(
    "--out",
    required=True,
    metavar="PATH",
    help="A picture file for one input, or a folder (PATH/) for any number.",
)
@click.option("--raw", is_flag=True, help="Write NAME.npz with the geometry beside each picture.")
@filter_options
def command(
    inputs: tuple[str, ...], out: str, raw: bool, preset: str | None, **options: Any
) -> int:
    """Filter stills; a picture that fails is reported and the others are done."""
    from camfilter.engines.base import open_engine

    settings = chosen_settings(preset, options)
    sources = list(_pictures([path_of(path) for path in inputs]))
    jobs = list(_jobs(sources, out))
    kinds = [None, ".npz"] if raw else [None]
    written = (t.with_suffix(kind) if kind else t for _, t in jobs for kind in kinds)
    refuse_overwriting(sources, written)
    engine, _ = open_engine(settings)
    try:
        return _work(engine, settings, jobs, raw=raw)
    finally:
        engine.close()


def _work(
    engine: Engine, settings: FilterSettings, jobs: list[tuple[Path, Path]], *, raw: bool
) -> int:
    """Do the jobs in turn; the status, which is 128 and its number after a signal."""
    failed, signals = False, list[int]()
    with ends_on_signals(signals.append), progress(len(jobs)) as bar:
        for number, (source, target) in enumerate(jobs):
            try:
                _filter(engine, settings, source, target, number, raw=raw)
            except CamfilterError as error:
                failed = True
                complain(error)
            bar.update()
            if signals:
                return 128 + signals[0]
    return int(failed)


def _pictures(inputs: list[Path]) -> Iterator[Path]:
    from camfilter.sources.folder import pictures_in

    for path in inputs:
        if path.is_dir():
            yield from pictures_in(path)
        else:
            yield path


def _jobs(sources: list[Path], out: str) -> Iterator[tuple[Path, Path]]:
    """Each input with its output; names that would collide are numbered."""
    target = path_of(out)
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
    from camfilter.engines.base import infer_still
    from camfilter.frames import Frame
    from camfilter.look import Look, orient
    from camfilter.sources.images import read_picture

    rgb, alpha = read_picture(source)
    frame = orient(Frame(rgb, number, number, alpha), settings)
    engine.reset()
    geometry, look = infer_still(engine, frame), Look()
    output = look.render(frame, look.steady(geometry, frame, settings), settings)
    encoded = _encoded(output.picture, target.suffix)
    _write(target, lambda path: path.write_bytes(encoded))
    if raw:
        _write(target.with_suffix(".npz"), geometry.save)


def _encoded(picture: NDArray[np.uint8], suffix: str) -> bytes:
    import cv2

    try:
        done, encoded = cv2.imencode(suffix, picture[..., ::-1])
    except cv2.error:
        done = False
    if not done:
        height, width = picture.shape[:2]
        message = f"a picture of {width}x{height} cannot be written as {suffix}"
        raise SinkError(message, "write .png or .tif, or choose a smaller --output-size")
    return encoded.tobytes()


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
