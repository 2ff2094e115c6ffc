"""Where the time goes and how the losses fall, without waiting for the device at every step."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np
import torch

from training.pictures import colour_depth, colour_normals, grey, sheet, write_png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    from training.learner import Learner
    from training.net import Prediction
    from training.rings import Rings
    from training.views import Views

_LOG: Final = logging.getLogger("training")
_EVERY_S: Final = 15.0
_OF_EACH: Final = 6
_SHEET_WIDTH: Final = 200


class Progress:
    """Counts and clocks of one run."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._rendering_s = self._learning_s = 0.0
        self._drawn = self.kept = self.views = 0
        self._sums: dict[str, Tensor] = {}
        self._counts: dict[str, int] = {}
        self._reported = time.monotonic()

    def start(self) -> None:
        """Forget what came before the first step, which warmed the device up."""
        self._wait()
        self._rendering_s = self._learning_s = 0.0

    def rendering_share(self) -> float:
        """Share of the time since `start` that went into rendering."""
        return self._rendering_s / max(self._rendering_s + self._learning_s, 1e-6)

    @contextmanager
    def rendering(self) -> Iterator[None]:
        """Count the time inside as rendering."""
        began = time.monotonic()
        yield
        self._wait()
        self._rendering_s += time.monotonic() - began

    @contextmanager
    def learning(self) -> Iterator[None]:
        """Count the time inside as learning."""
        began = time.monotonic()
        yield
        self._wait()
        self._learning_s += time.monotonic() - began

    def rendered(self, drawn: int, kept: int) -> None:
        """Note pictures drawn and kept."""
        self._drawn += drawn
        self.kept += kept

    def learnt(self, terms: dict[str, Tensor], views: int) -> None:
        """Note one step; the sums stay on the device."""
        self.views += views
        for name, term in terms.items():
            self._sums[name] = self._sums.get(name, torch.zeros_like(term)) + term
            self._counts[name] = self._counts.get(name, 0) + 1

    def report(self, learner: Learner, rings: Rings) -> None:
        """Log the means since the last report, now and then."""
        if time.monotonic() - self._reported < _EVERY_S:
            return
        self._reported = time.monotonic()
        _LOG.info(
            "step %d, %s; %s; %s",
            learner.steps,
            rings.summary(),
            self._means(),
            self._speed(),
        )

    def final(self, learner: Learner) -> None:
        """Log the totals."""
        _LOG.info("bad steps %d; %s; %s", int(learner.bad_steps), self._means(), self._speed())

    def _means(self) -> str:
        found = {name: float(value) / self._counts[name] for name, value in self._sums.items()}
        self._sums.clear()
        self._counts.clear()
        return " ".join(f"{name} {value:.4f}" for name, value in found.items())

    def _speed(self) -> str:
        rendering, learning = max(self._rendering_s, 1e-3), max(self._learning_s, 1e-3)
        memory = 0.0
        if self._device.type == "cuda":
            memory = torch.cuda.max_memory_allocated(self._device) / 2**30
        return (
            f"drew {self._drawn} ({self.kept} kept) in {rendering:.0f} s, "
            f"learnt {self.views} views at {self.views / learning:.0f}/s in {learning:.0f} s, "
            f"{memory:.1f} GiB"
        )

    def _wait(self) -> None:
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)


def profile(step: Callable[[], None], device: torch.device, steps: int = 5) -> None:
    """Log the kernels that take most of the time of a few steps."""
    kinds = [torch.profiler.ProfilerActivity.CPU]
    if device.type == "cuda":
        kinds.append(torch.profiler.ProfilerActivity.CUDA)
    with torch.profiler.profile(activities=kinds) as found:
        for _ in range(steps):
            step()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
    by = "self_cuda_time_total" if device.type == "cuda" else "self_cpu_time_total"
    _LOG.info("%d steps\n%s", steps, found.key_averages().table(sort_by=by, row_limit=25))


@torch.no_grad()
def write_sheets(folder: Path, learner: Learner, batches: list[Views]) -> None:
    """A sheet of training views beside their truth and what the averaged net says of them."""
    rows: list[list[NDArray[np.uint8]]] = []
    for views in batches:
        shown = views.rgb[:_OF_EACH].contiguous(memory_format=torch.channels_last)
        said = learner.average(shown)
        rows += [_row(views, said, index) for index in range(len(shown))]
    write_png(folder / "sheet.png", sheet(rows))


def _row(views: Views, said: Prediction, index: int) -> list[NDArray[np.uint8]]:
    """Picture, inverse depth, normals and person (truth, then said), and valid, made smaller."""
    step = max(1, views.rgb.shape[-1] // _SHEET_WIDTH)

    def array(x: Tensor) -> NDArray[np.float32]:
        return x.float().cpu().numpy()[::step, ::step]

    truth = views.truth
    return [
        (array(views.rgb[index].permute(1, 2, 0)) * 255).astype(np.uint8),
        colour_depth(array(truth.inverse[index])),
        colour_depth(array(said.inverse[index])),
        colour_normals(array(truth.normals[index].permute(1, 2, 0))),
        colour_normals(array(said.normals[index].permute(1, 2, 0))),
        grey(array(truth.person[index])),
        grey(array(torch.sigmoid(said.person[index]))),
        grey(array(torch.sigmoid(said.valid[index]))),
    ]
