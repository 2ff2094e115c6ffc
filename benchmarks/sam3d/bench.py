"""Networks, inputs and results of one run, as every section gets them."""

from __future__ import annotations

import contextlib
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from make_seeded_checkpoints import FULL, TINY

from benchmarks.sam3d.inputs import draw_inputs
from benchmarks.sam3d.random_networks import random_networks
from benchmarks.sam3d.report import Report
from benchmarks.sam3d.timing import Stopwatch, free_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from make_seeded_checkpoints import Sizes

    from benchmarks.sam3d.timing import Run, Runs

_TINY_VOXELS = 1500


@dataclass(frozen=True, slots=True)
class Choices:
    """What was asked for on the command line."""

    tiny: bool
    cpu: bool
    only: list[str]
    voxels: int
    repeat: int
    upstream: Path | None
    dinov2: Path | None


class Bench:
    """Networks and inputs on a device, a stopwatch for them, and what was found out so far."""

    def __init__(self, choices: Choices) -> None:
        tiny = choices.tiny
        self.choices = choices
        self.device = torch.device("cpu" if choices.cpu else "cuda")
        self.sizes: Sizes = TINY if tiny else FULL
        self.report = Report(self.device)
        self.networks = random_networks(self.sizes, self.device)
        count = _TINY_VOXELS if tiny else choices.voxels
        self.inputs = draw_inputs(self.networks, self.sizes, count, self.device)
        self.report.facts |= {
            "voxels": len(self.inputs.coords),
            "coarse voxels": len(self.inputs.voxels.coarse),
        }
        self._stopwatch = Stopwatch(
            self.device, warm_ups=1 if tiny else 3, repeat=2 if tiny else choices.repeat
        )

    @property
    def cuda(self) -> bool:
        """Whether there is a GPU to record graphs on and to count memory of."""
        return self.device.type == "cuda"

    def time(self, name: str, run: Run, option: str = "fp16", **more: Any) -> float:
        """Median milliseconds of `run`, also a row of the table."""
        ms = self._stopwatch.median_ms(run)
        self.report.add_time(name, ms, option, **more)
        return ms

    def time_all(self, runs: Runs, option: str = "fp16") -> None:
        """A row of the table for each of `runs`."""
        for name, run in runs.items():
            self.time(name, run, option)

    @contextlib.contextmanager
    def caught(self, what: str) -> Iterator[None]:
        """Write down what fails and go on with the rest."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - a benchmark tells all it can
            self.report.add_failure(what, error)
            if self.choices.tiny:
                traceback.print_exc()
            free_memory(self.device)
