"""Trains one net on one device on scenes rendered as it goes; see README.md."""

from __future__ import annotations

import logging
import os
import random
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

_BEGAN: Final = time.monotonic()
"""Importing torch takes seconds that count."""

import torch  # noqa: E402

from training.learner import Learner, Rates  # noqa: E402
from training.net import NETS, count_parameters, make_net  # noqa: E402
from training.parallel import Team  # noqa: E402
from training.pretrained import encoder_path  # noqa: E402
from training.progress import Progress, profile, write_sheets  # noqa: E402
from training.rings import Rings  # noqa: E402
from training.settings import Settings, read_arguments  # noqa: E402
from training.state import resume, save  # noqa: E402
from training.views import Pairing, Views, sample_views  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from training.net import GeometryNet
    from training.source import Source

_LOG: Final = logging.getLogger("training")
_FINISH_S: Final = 20.0
"""Kept for the last sheets and for writing the state."""

_STEPS_PER_TURN: Final = 10
_RENDERS_PER_TURN: Final = 3
_SMOKE_TURNS: Final = 2
_PROFILED_TURN: Final = 6
_MOST_FAILURES: Final = 20
_SHEETS: Final = 4
_SAVE_EVERY_S: Final = 60.0
_SETTLED_ON: Final = 4
"""Batches whose statistics a net gets that comes without any."""


class Run:
    """Rendering and learning in turns until the time is over."""

    def __init__(
        self, settings: Settings, source: Source, device: torch.device, team: Team
    ) -> None:
        self._settings = settings
        self._team = team
        self._source = source
        self._device = device
        self._progress = Progress(device)
        self._failures = 0
        self._rings = Rings(settings.diet, device)
        net = _net_of(settings)
        warm_up = 300 if settings.resume is settings.weights is None else 100
        self._learner = Learner(
            net, device, Rates(settings.rate * settings.diet.rate, warm_up), team
        )
        if settings.resume is not None:
            resume(self._learner, settings.resume)
        _LOG.info("%s: %.2f M parameters", settings.net, count_parameters(net) / 1e6)

    def go(self) -> None:
        """Train to the end, whatever happens on the way, and write the results."""
        try:
            self._fill()
            self._prepare()
            self._turns()
        except Exception:
            # A team goes on only whole: its other processes are stopped by this one's end.
            if not self._progress.views or not self._team.leads:
                raise
            _LOG.exception("training broke off")
        if self._team.leads:
            self._finish()
        self._progress.final(self._learner)

    def _left_s(self) -> float:
        return self._settings.seconds - _FINISH_S - (time.monotonic() - _BEGAN)

    def _fill(self) -> None:
        """Enough pictures that the first steps do not see the same few."""
        wanted = 8 * self._settings.diet.batch
        began = time.monotonic()
        while self._progress.kept < wanted:
            self._render()
            if time.monotonic() - began > 0.25 * self._settings.seconds:
                raise TimeoutError("rendering is far too slow")
        self._progress.start()
        _LOG.info("first pictures %s", self._rings.summary())

    def _prepare(self) -> None:
        """Weights that are everyone's."""
        if self._settings.weights is not None:
            from training.restore import settle_norms

            settle_norms(self._learner.net, [self._views().rgb for _ in range(_SETTLED_ON)])
        if self._settings.resume is None:
            self._learner.share()

    def _turns(self) -> None:
        first, last = self._settings.part
        left = begin = self._team.agreed(self._left_s())
        turn, saved = 0, time.monotonic()
        while left > 0 and not (self._settings.smoke and turn >= _SMOKE_TURNS):
            for _ in range(self._team_renders()):
                self._render()
            if turn == _PROFILED_TURN and self._settings.profile:
                profile(lambda: self._step(first), self._device)
            with self._progress.learning():
                done = 1 - left / max(begin, 1e-3)
                for _ in range(_STEPS_PER_TURN if not self._settings.smoke else 3):
                    self._step(first + (last - first) * done)
                self._learner.meet()
            turn += 1
            left = self._team.agreed(self._left_s())
            if self._team.leads and time.monotonic() - saved > _SAVE_EVERY_S:
                save(self._learner, self._settings.out)
                saved = time.monotonic()
            self._progress.report(self._learner, self._rings)

    def _team_renders(self) -> int:
        """How many batches everyone renders now, for who waits for another does nothing."""
        lacking = self._progress.rendering_share() < self._settings.share
        return round(self._team.agreed(float(lacking))) * _RENDERS_PER_TURN

    def _render(self) -> None:
        """One batch of scenes into its ring."""
        settings = self._settings
        shape, frames = self._rings.emptiest(settings.diet.rendered, settings.pair_share)
        ring = self._rings.of(shape, frames)
        try:
            with self._progress.rendering():
                pictures, flow, seen = self._source.draw(shape, frames)
                kept = ring.add(pictures, flow, seen)
        except (RuntimeError, ValueError, IndexError, KeyError):
            # One odd scene in thousands should not end the run.
            self._failures += 1
            if self._failures > _MOST_FAILURES:
                raise
            _LOG.exception("a batch of scenes failed")
            return
        self._progress.rendered(frames * len(pictures[0].focal), frames * kept)

    def _step(self, progress: float) -> None:
        views = self._views()
        terms = self._learner.step(views, progress)
        self._progress.learnt(terms, len(views.rgb))

    def _views(self) -> Views:
        """A batch of a random size; two thirds of the batches are pairs of views."""
        diet = self._settings.diet
        sizes = [(height, width) for height, width, _ in diet.views]
        height, width = random.choices(sizes, [weight for *_, weight in diet.views])[0]
        area = diet.views[0][0] * diet.views[0][1]
        # Smaller views come in larger batches, so that steps take about as long.
        count = min(2 * diet.batch, max(2, 2 * round(diet.batch * area / (height * width) / 2)))
        pairing = random.choices(list(Pairing), (0.4, 0.25, 0.35))[0]
        ring = self._rings.choose(height, width, pairing)
        return sample_views(ring, count, height, width, pairing)

    def _finish(self) -> None:
        save(self._learner, self._settings.out)
        _LOG.info("saved after %d steps", self._learner.steps)
        try:
            batches = [self._views() for _ in range(_SHEETS)]
            write_sheets(self._settings.out, self._learner, batches)
        except (RuntimeError, ValueError, IndexError, OSError):
            _LOG.exception("no sheets")


def _net_of(settings: Settings) -> GeometryNet:
    """The net with the weights that it begins with."""
    net = make_net(settings.net, recurrent=settings.recurrent)
    encoder = encoder_path(settings.packs, NETS[settings.net].encoder)
    if settings.resume is None and (encoder.is_file() or not settings.smoke):
        net.encoder.load_published(torch.load(encoder, map_location="cpu", weights_only=True))
    if settings.weights is not None:
        # Reading ONNX takes a package that the rest of training does without.
        from training.restore import restore

        restore(net, settings.weights)
    return net


def _choose_device(settings: Settings) -> torch.device:
    if settings.smoke or not torch.cuda.is_available():
        torch.set_num_threads(1)
        return torch.device("cpu")
    gpu = settings.gpu + int(os.environ.get("LOCAL_RANK", "0"))
    torch.cuda.set_device(gpu)
    torch.backends.cudnn.benchmark = settings.benchmark
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True
    return torch.device("cuda", gpu)


def open_source(settings: Settings, device: torch.device, rank: int) -> Source:
    """The renderer, which is imported late: it compiles its kernels."""
    from training.source import RenderedSource

    return RenderedSource(settings, device, rank)


def main(given: list[str] | None = None) -> None:
    """Train as the command line says."""
    settings = read_arguments(given)
    settings.out.mkdir(parents=True, exist_ok=True)
    team = Team()
    seed = settings.seed + 1000 * (settings.net == "quality") + 10_000 * team.rank
    random.seed(seed)
    torch.manual_seed(seed)
    device = _choose_device(settings)
    with _logging_to(settings.out / ("log.txt" if team.leads else f"log{team.rank}.txt")):
        team.meet()
        Run(settings, open_source(settings, device, team.rank), device, team).go()
        team.part()


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    """Log to `path` and to standard output, each line with the seconds since the start."""
    handlers = [logging.StreamHandler(sys.stdout), logging.FileHandler(path, mode="w")]
    for handler in handlers:
        handler.setFormatter(_SinceStart("%(seconds)6.1f s  %(message)s"))
        _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    try:
        yield
    finally:
        for handler in handlers:
            _LOG.removeHandler(handler)
        handlers[1].close()


class _SinceStart(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record.seconds = time.monotonic() - _BEGAN
        return super().format(record)


if __name__ == "__main__":
    main()
