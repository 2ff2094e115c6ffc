"""`camfilter bench`: the speed and the steadiness of this machine."""

from __future__ import annotations

import json
import os
import platform
from typing import TYPE_CHECKING, Any

import click

from camfilter.cli.options import chosen_settings, filter_options

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("bench")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--quick", is_flag=True, help="A few seconds of it, for a first impression.")
@click.option("--ndi", "over_ndi", is_flag=True, help="Only what NDI in and out does, for 20 s.")
@click.option("--seconds", type=click.FloatRange(min=1), default=20.0, help="Of --ndi.")
@filter_options
def command(
    as_json: bool, quick: bool, over_ndi: bool, seconds: float, preset: str | None, **options: Any
) -> None:
    """Measure the engine, the look, its steadiness and the live loop, each in one run."""
    from camfilter.bench.engine import bench_engine
    from camfilter.bench.look import bench_look
    from camfilter.bench.loop import live_loop
    from camfilter.bench.steadiness import steadiness

    settings = chosen_settings(preset, options)
    if over_ndi:
        from camfilter.bench.ndi import ndi_loop

        click.echo(json.dumps(ndi_loop(settings, 5.0 if quick else seconds), indent=2))
        return
    report = {
        "machine": {"cores": os.cpu_count(), "platform": platform.platform()},
        "engine": bench_engine(settings, turns=3 if quick else 20),
        "look": bench_look(turns=5 if quick else 40),
        "steadiness": steadiness(settings),
        "live": live_loop(settings, seconds=1.0 if quick else 8.0),
    }
    if as_json:
        click.echo(json.dumps(report, indent=2))
        return
    for line in _lines(report):
        click.echo(line)


def _lines(report: dict[str, Any]) -> Iterator[str]:
    engine, look, steady = report["engine"], report["look"], report["steadiness"]
    yield f"engine {engine['engine']} on {engine['device']}, loaded in {engine['load_s']:.2f} s"
    for size, took in engine["ms"].items():
        yield f"  {size}: {took['p50']:.1f} ms (best {took['p5']:.1f})"
    yield f"look, from {look['engine']} geometry"
    for size, entry in look["sizes"].items():
        depth, times = entry["depth"]["total_ms"], entry["times_plain"]
        yield f"  {size}: {depth:.1f} ms, {times:.2f} times a plain min-max picture"
    yield "flicker against plain min-max of the same geometry"
    for scene in ("still", "pan"):
        yield f"  {scene}: {steady[scene]['gain']:.1f} times less"
    yield f"  a moving edge lags {steady['moving_edge']['lag_frames']:.1f} pictures"
    yield "live at 30 pictures a second"
    for size, run in report["live"].items():
        yield (
            f"  {size}: {run['fps_out']:.1f} out, latency {run['latency_ms']['p50']:.0f} ms"
            f" (p95 {run['latency_ms']['p95']:.0f}), geometry"
            f" {run['geometry_age_ms']['p50']:.0f} ms old{', paced' if run['paced'] else ''}"
        )
