"""`camfilter run`: a source, an engine, any number of sinks."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from camfilter.cli.options import chosen_settings, filter_options
from camfilter.cli.progress import progress, say
from camfilter.errors import SinkError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tqdm import tqdm

    from camfilter.live import Event, Session

_POLL_S = 0.2


@click.command("run")
@click.option(
    "--source",
    default="camera",
    show_default=True,
    metavar="S",
    help="camera[:NAME|INDEX|/dev/videoN], ndi:NAME[@ADDRESS], screen[:N], FILE, FOLDER, demo",
)
@click.option(
    "--to",
    "targets",
    multiple=True,
    metavar="T",
    help="Repeatable: vcam[:DEVICE], ndi[:NAME][+depth][+normals][+colour], FILE.mp4, FOLDER/,"
    " null.",
)
@click.option("--frames", type=click.IntRange(min=1), help="Stop after so many pictures.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    help="Stop after that time of the source.",
)
@click.option("--loop", is_flag=True, help="Start a file again when it ends.")
@click.option(
    "--realtime/--fast",
    "realtime",
    default=None,
    help="Play files at their own speed, or as fast as the work goes.  [default: as fast as"
    " the work goes unless a sink is live]",
)
@click.option(
    "--stats-json",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the statistics of the run there.",
)
@filter_options
def command(
    source: str,
    targets: tuple[str, ...],
    frames: int | None,
    seconds: float | None,
    loop: bool,
    realtime: bool | None,
    stats_json: Path | None,
    preset: str | None,
    **options: Any,
) -> None:
    """Filter a source into any number of sinks until it ends or Ctrl-C."""
    from camfilter.live import Limit, Session
    from camfilter.sinks import make_sink
    from camfilter.sources import make_source

    _refuse_clashes(source, targets)
    settings = chosen_settings(preset, options)
    sinks = [make_sink(target) for target in targets or ("null",)]
    if realtime is None:
        realtime = any(sink.info.live for sink in sinks)
    feed = make_source(source, realtime=realtime, loop=loop)
    session = Session(
        feed, sinks, settings, limit=Limit(frames or 0, seconds or 0.0), on_event=_say
    )
    if not targets:
        click.echo("note: no --to given, so the pictures go nowhere", err=True)
    _run(session, frames or feed.info.count)
    report = session.statistics.report()
    if stats_json is not None:
        _write_json(stats_json, report)
    if report["frames_out"] or not session.failures:
        click.echo(_summary(report))
    if session.failures:
        raise session.failures[0]


def _refuse_clashes(source: str, targets: tuple[str, ...]) -> None:
    """One file cannot be read and written, or written twice, at the same time."""
    taken = {Path(source).resolve()} if Path(source).exists() else set()
    for target in targets:
        path = Path(target).resolve()
        if path in taken and target != "null":
            raise UsageError(f"'{target}' is named twice", "give every --to a name of its own")
        taken.add(path)


def _run(session: Session, total: int | None) -> None:
    with _ends_on_signals(session), progress(total) as bar:
        session.start()
        while not session.join(_POLL_S):
            _show(bar, session)
        _show(bar, session)


@contextmanager
def _ends_on_signals(session: Session) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM ends the run in order, a second one at once."""

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        session.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show(bar: tqdm[Any], session: Session) -> None:
    bar.update(session.statistics.frames_out - bar.n)
    bar.set_postfix_str(f"{session.statistics.dropped} dropped", refresh=False)


def _say(event: Event) -> None:
    line = f"{event.origin}: {event.message}"
    say(f"{line}; {event.remedy}" if event.remedy else line)


def _write_json(path: Path, report: dict[str, Any]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        message = f"the statistics cannot be written to {path}: {error.strerror}"
        raise SinkError(message, "name a file in a folder you may write to") from error


def _summary(report: dict[str, Any]) -> str:
    done = (
        f"{report['frames_out']} pictures at {report['fps_out']:.1f} a second,"
        f" {report['dropped']} dropped; {report['engine']} on {report['device']}"
    )
    if not report["live"]:
        return done
    latency, age = report["latency_ms"], report["geometry_age_ms"]
    return (
        f"{done}; latency {latency['p50']:.0f} ms (p95 {latency['p95']:.0f});"
        f" geometry {age['p50']:.0f} ms old"
    )
