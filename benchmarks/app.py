"""What the desktop app costs: `python -m benchmarks.app [--seconds 30] [--size 1920x1080]`.

A camera from memory, the embedded net and the whole window, offscreen unless QT_QPA_PLATFORM says
otherwise. A timer in the GUI thread says how late it is served; that is how long clicks wait.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import click
import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["CAMFILTER_CONFIG_DIR"] = tempfile.mkdtemp()

STARTED = time.perf_counter()

from PySide6.QtCore import QEvent, QObject, Qt, QTimer  # noqa: E402  the clock runs before imports

from camfilter.bench.loop import MemoryCamera  # noqa: E402
from camfilter_ui.app import App  # noqa: E402
from camfilter_ui.launch import application  # noqa: E402
from camfilter_ui.outlets import OutletKind  # noqa: E402
from camfilter_ui.preview.view import PreviewView  # noqa: E402

IMPORTED = time.perf_counter()
TICK_MS = 5


class Beat(QObject):
    """A timer in the GUI thread, and how late it came each time."""

    def __init__(self) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max(0.0, (now - self._last) * 1e3 - TICK_MS))
        self._last = now


class PaintWatch(QObject):
    """How long each painting of the preview takes."""

    def __init__(self) -> None:
        super().__init__()
        self.took_ms: list[float] = []
        painting = PreviewView.paintEvent

        def timed(view: PreviewView, event: QEvent) -> None:
            start = time.perf_counter()
            painting(view, event)
            self.took_ms.append((time.perf_counter() - start) * 1e3)

        PreviewView.paintEvent = timed  # type: ignore[method-assign,assignment]


def main() -> None:
    """Run the app for a while and print what was measured."""
    options = _options()
    width, height = (int(side) for side in options.size.split("x"))
    qt = application(["camfilter"])
    paints = PaintWatch()
    app = App(qt, source_maker=lambda _: MemoryCamera(height, width, 30.0), lister=lambda **_: [])
    app.state.change(first_steps_seen=True, source="demo")
    first: list[float] = []
    app.window.preview.painted.connect(lambda _: first or first.append(time.perf_counter()))
    app.window.resize(1280, 800)
    app.run()
    if options.ndi:
        app.controller.outputs.switch(OutletKind.NDI, on=True)
    beat, memory = Beat(), list[float]()
    minute = QTimer(interval=60_000)
    minute.timeout.connect(lambda: memory.append(_megabytes()))

    def begin() -> None:
        paints.took_ms.clear()
        memory.append(_megabytes())
        minute.start()
        beat.start()

    def end() -> None:
        memory.append(_megabytes())
        statistics = app.controller.studio.statistics
        assert statistics is not None
        click.echo(f"rate {statistics.recent(options.seconds).fps:.1f} a second")
        app.close()

    QTimer.singleShot(3000, begin)
    QTimer.singleShot(3000 + options.seconds * 1000, end)
    qt.exec()
    app.finish()
    imports, wait = IMPORTED - STARTED, first[0] - IMPORTED
    click.echo(f"imports {imports:.2f} s, first picture {wait:.2f} s after them")
    _print("GUI timer late", beat.late_ms)
    _print("painting", paints.took_ms)
    said = ", ".join(f"{size:.0f}" for size in memory)
    click.echo(f"memory at the start, after each minute and at the end: {said} MB")


def _print(what: str, values: list[float]) -> None:
    shares = {f"p{share}": np.percentile(values, share) for share in (50, 95, 99, 99.9)}
    said = ", ".join(f"{name} {value:.2f}" for name, value in shares.items())
    click.echo(f"{what}: {said}, most {max(values):.1f} ms ({len(values)} times)")


def _megabytes() -> float:
    status = Path("/proc/self/statm")
    if status.exists():
        pages = int(status.read_text().split()[1])
        return pages * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=sys.modules[__name__].__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--ndi", action="store_true", help="send over NDI as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
