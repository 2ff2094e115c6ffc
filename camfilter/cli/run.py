"""`camfilter run`: a source, an engine, any number of sinks."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import click

from camfilter.cli.clashes import refuse_clashes
from camfilter.cli.options import chosen_settings, filter_options
from camfilter.cli.progress import complain, counted, progress, say, silence
from camfilter.cli.reportfile import check_report, write_report
from camfilter.cli.signals import ends_on_signals
from camfilter.errors import SinkError
from camfilter.paths import path_of

if TYPE_CHECKING:
    from pathlib import Path

    from tqdm import tqdm

    from camfilter.errors import CamfilterError
    from camfilter.live import Event, Session

_POLL_S = 0.2


def _finite(_context: click.Context, _option: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a number of seconds.")
    return value


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
    callback=_finite,
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
    type=str,
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
    stats_json: str | None,
    preset: str | None,
    **options: Any,
) -> int:
    """Filter a source into any number of sinks until it ends or Ctrl-C."""
    from camfilter.live import Limit, Session
    from camfilter.sinks import make_sink
    from camfilter.sources import make_source

    report_file = path_of(stats_json) if stats_json else None
    refuse_clashes(source, targets, report_file)
    settings = chosen_settings(preset, options)
    sinks = [make_sink(target) for target in targets or ("null",)]
    if realtime is None:
        realtime = any(sink.info.live for sink in sinks)
    feed = make_source(source, realtime=realtime, loop=loop)
    if report_file is not None:
        check_report(report_file)
    told = _Told()
    limit = Limit(frames or 0, seconds or 0.0)
    session = told.session = Session(feed, sinks, settings, limit=limit, on_event=told)
    if not targets:
        say("note: no --to given, so the pictures go nowhere")
    _run(session, frames or feed.info.count)
    return _report(session, told, report_file)


def _run(session: Session, total: int | None) -> None:
    with ends_on_signals(lambda _: session.stop()), progress(total) as bar:
        try:
            session.start()
            while not session.join(_POLL_S):
                _show(bar, session)
            _show(bar, session)
        finally:
            session.stop()
            session.join()


class _Told:
    """Prints the events of a run, failures as such, and knows which failures it printed."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self.failures: list[CamfilterError] = []

    def __call__(self, event: Event) -> None:
        known = self.session.failures if self.session else ()
        failure = next((error for error in known if error.message == event.message), None)
        if failure is None:
            line = f"{event.origin}: {event.message}"
            say(f"{line}; {event.remedy}" if event.remedy else line)
            return
        self.failures.append(failure)
        complain(failure)


def _report(session: Session, told: _Told, file: Path | None) -> int:
    """Write the statistics, print the summary and every failure; returns the status."""
    report = session.statistics.report()
    failures = list(session.failures)
    if file is not None:
        try:
            write_report(file, report)
        except SinkError as error:
            failures.append(error)
    for failure in failures:
        if failure.message not in {error.message for error in told.failures}:
            told.failures.append(failure)
            complain(failure)
    if report["frames_out"] or not session.failures:
        _print(_summary(report))
    return failures[0].exit_status if failures else 0


def _print(line: str) -> None:
    try:
        click.echo(line)
    except BrokenPipeError:
        # The run is complete, whether or not anybody reads of it.
        silence(sys.stdout)


def _show(bar: tqdm[Any], session: Session) -> None:
    bar.update(session.statistics.frames_out - bar.n)
    bar.set_postfix_str(f"{session.statistics.dropped} dropped", refresh=False)


def _summary(report: dict[str, Any]) -> str:
    if not report["frames_out"] and report["idle"]:
        return f"nobody looked: {counted(report['idle'])} came and none was filtered"
    done = (
        f"{counted(report['frames_out'])} at {report['fps_out']:.1f} a second,"
        f" {report['dropped']} dropped; {report['engine']} on {report['device']}"
    )
    if not report["live"]:
        return done
    latency, age = report["latency_ms"], report["geometry_age_ms"]
    return (
        f"{done}; latency {latency['p50']:.0f} ms (p95 {latency['p95']:.0f});"
        f" geometry {age['p50']:.0f} ms old"
    )
