"""The command line: which sections run, and where their results go."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.sam3d.bench import Bench, Choices
from benchmarks.sam3d.official.comparison import official
from benchmarks.sam3d.report import say
from benchmarks.sam3d.sections.backends import backends
from benchmarks.sam3d.sections.final import final
from benchmarks.sam3d.sections.graphs import graphs
from benchmarks.sam3d.sections.modules import modules, streams
from benchmarks.sam3d.sections.pipeline import pipeline
from benchmarks.sam3d.sections.precision import precision
from benchmarks.sam3d.sections.unfused import compiled, plain
from benchmarks.sam3d.table import table
from benchmarks.sam3d.timing import free_memory

if TYPE_CHECKING:
    from collections.abc import Callable

SECTIONS: dict[str, Callable[[Bench], None]] = {
    "modules": modules,
    "streams": streams,
    "backends": backends,
    "graphs": graphs,
    "pipeline": pipeline,
    "official": official,
    "precision": precision,
    "compiled": compiled,
    "plain": plain,
    "final": final,
}
USUAL = [name for name in SECTIONS if name != "final"]
"""What runs unless sections are named; `final` repeats parts of them."""


def main() -> None:
    """Run the chosen sections, then write and print what they found."""
    choices = Choices(**vars(_parser().parse_args()))
    bench = Bench(choices)
    for name in choices.only:
        _run(bench, name)
    bench.report.write(Path(os.environ.get("OUT", ".")) / "sam3d_h200.json")
    say(bench.report.facts_as_text())
    say(table(bench.report.rows))


def _run(bench: Bench, name: str) -> None:
    section = SECTIONS[name]
    say(f"{name}: {section.__doc__}")
    start = time.perf_counter()
    with bench.caught(name):
        section(bench)
    bench.report.facts[f"seconds in {name}"] = round(time.perf_counter() - start, 1)
    free_memory(bench.device)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Measures SAM 3D Objects on one GPU with random weights of full size,"
        " and prints a table."
    )
    parser.add_argument("--tiny", action="store_true", help="small networks, to try the script")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--only", nargs="+", choices=tuple(SECTIONS), default=USUAL)
    parser.add_argument("--voxels", type=int, default=24_500)
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--upstream", type=Path, help="folder that holds sam3d_objects")
    parser.add_argument("--dinov2", type=Path, help="folder that holds DINOv2's hubconf.py")
    return parser
