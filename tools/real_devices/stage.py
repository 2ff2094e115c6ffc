"""Runs inside the guest: a camera through the filter into a virtual camera that somebody reads.

Prints a line for each thing that was seen, and leaves the pictures in the folder it is given.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from camfilter.engines.base import open_engine
from camfilter.live import Session
from camfilter.settings import FilterSettings
from camfilter.sinks import make_sink
from camfilter.sinks.base import SinkInfo
from camfilter.sinks.virtualcam import stay_open, virtual_camera_listings
from camfilter.sources import make_source
from camfilter.sources.camera_devices import camera_listings

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.live import Event
    from camfilter.sinks.base import Output

_CAMERA = "camera?size=320x180&rate=10"
_VIRTUAL = "/dev/video10"
_VIVID = Path("/sys/bus/platform/drivers/vivid")
_SETTINGS = FilterSettings(inference_resolution=256)
_PATIENCE_S = 60.0
_ALIKE = 6.0
"""Mean difference that the way to YUV 4:2:0 and back may make."""


class MissedError(Exception):
    """What was to be seen was not seen."""


class Recorder:
    """A live sink that keeps the last outputs."""

    def __init__(self) -> None:
        self.info = SinkInfo("recorder", live=True)
        self.outputs: list[Output] = []

    def open(self, rate: float) -> None: ...

    def write(self, output: Output) -> None:
        self.outputs = [*self.outputs[-15:], output]

    def viewers(self) -> int:
        return 0

    def close(self) -> None: ...


class Run:
    """A session from the camera to the virtual camera, and what it tells."""

    def __init__(self, engine: Any) -> None:
        self.events: list[Event] = []
        self.recorder = Recorder()
        self.virtual = make_sink(f"vcam:{_VIRTUAL}")
        sinks: Any = [self.virtual, self.recorder]
        self.session = Session(
            make_source(_CAMERA),
            sinks,
            _SETTINGS,
            on_event=self.events.append,
            opener=lambda _: (engine, "the same one again"),
        )
        self.session.start()

    def said(self, words: str) -> bool:
        return any(words in event.message for event in self.events)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.stop()
        if not self.session.join(60):
            raise MissedError("the run does not end")


class Reader:
    """Another program that looks at the virtual camera."""

    def __init__(self) -> None:
        self._capture = until("it opens as a camera", self._opened)

    def picture(self) -> Any:
        """The next picture as RGB."""
        delivered, bgr = self._capture.read()
        return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB) if delivered else None

    def sees(self, what: str, outputs: Callable[[], list[Output]]) -> Any:
        """A picture that is one of the outputs."""

        def seen() -> Any:
            picture = self.picture()
            alike = picture is not None and any(
                _difference(picture, output.picture) < _ALIKE for output in outputs()
            )
            return picture if alike else None

        return until(what, seen)

    def close(self) -> None:
        self._capture.release()

    @staticmethod
    def _opened() -> Any:
        capture = cv2.VideoCapture(_VIRTUAL, cv2.CAP_V4L2)
        return capture if capture.isOpened() else None


def until(what: str, seen: Callable[[], Any]) -> Any:
    """What `seen` comes to; fails if it never does."""
    end = time.monotonic() + _PATIENCE_S
    while (found := seen()) is None or found is False:
        if time.monotonic() > end:
            raise MissedError(f"waited {_PATIENCE_S:g} s in vain: {what}")
        time.sleep(0.1)
    return found


def ok(words: str) -> None:
    sys.stdout.write(f"OK {words} [{time.monotonic():.0f} s]\n")
    sys.stdout.flush()


def lists() -> None:
    cameras = [item.name for item in camera_listings()]
    virtual = [item for item in virtual_camera_listings() if item.spec == f"vcam:{_VIRTUAL}"]
    if len(cameras) != 1 or "vivid" not in cameras[0]:
        raise MissedError(f"cameras: {cameras}")
    if not (virtual and virtual[0].available):
        raise MissedError(f"virtual cameras: {virtual}")
    ok(f"lists: camera {cameras[0]}, virtual camera {virtual[0].name} at {_VIRTUAL}")


def pictures(run: Run, reader: Reader, folder: Path, name: str) -> None:
    picture = reader.sees(f"the filter's pictures ({name})", lambda: _filtered(run))
    frames = [output.frame.rgb for output in _filtered(run)]
    if min(_difference(picture, frame) for frame in frames) < 3 * _ALIKE:
        raise MissedError("the pictures are the camera's, not the filter's")
    _keep(folder / f"{name}.png", picture)
    _keep(folder / f"{name}-camera.png", frames[-1])
    height, width = picture.shape[:2]
    ok(f"{name}: {width}x{height} pictures of the filter arrive, and differ from the camera's")


def replug(run: Run, reader: Reader, folder: Path) -> None:
    # Held open, the old number stays taken: the camera comes back with another one.
    held = os.open("/dev/video0", os.O_RDONLY)
    (_VIVID / "unbind").write_text("vivid.0")
    until("the loss is told", lambda: run.said("stopped delivering"))
    card = reader.sees("the card", lambda: [o for o in run.recorder.outputs if o.geometry is None])
    _keep(folder / "card.png", card)
    ok("unplugged: the loss is told and the card is seen")
    run.recorder.outputs = []
    (_VIVID / "bind").write_text("vivid.0")
    until("the return is told", lambda: run.said("is back"))
    nodes = sorted(path.name for path in Path("/dev").glob("video*"))
    pictures(run, reader, folder, "plugged in again")
    os.close(held)
    ok(f"the camera has another number: {', '.join(nodes)}")


def rests(run: Run, reader: Reader) -> Reader:
    """Where the driver tells of readers, nothing is inferred without one; a new reader wakes it."""
    if run.virtual.viewers() is None:
        ok("this v4l2loopback does not tell of readers")
        return reader
    reader.close()
    idle = run.session.statistics.idle
    until("the engine rests", lambda: run.session.statistics.idle > idle + 5)
    reader = Reader()
    shown = run.session.statistics.frames_out

    def wakes() -> bool:
        reader.picture()  # until it reads, a program that opened a camera does not count
        return run.session.statistics.frames_out > shown + 2

    until("the engine wakes", wakes)
    ok("without a reader the engine rests; a new one wakes it")
    return reader


def loses_its_node(run: Run) -> None:
    status = Path(_VIRTUAL).stat()
    Path(_VIRTUAL).unlink()
    until("the loss is told", lambda: run.said("is gone"))
    shown = len(run.session.statistics.sinks)
    before = run.session.statistics.frames_out
    until("the other sink goes on", lambda: run.session.statistics.frames_out > before)
    os.mknod(_VIRTUAL, status.st_mode, status.st_rdev)
    ok(f"device node gone: it is told, and {shown} sinks are still counted")


def starts_again(engine: Any, folder: Path) -> None:
    """After everything was closed: it works, or it says why not and what helps."""
    with Run(engine) as run:
        until("a camera or a refusal", lambda: run.session.failures or shows_pictures())
        if not run.session.failures:
            reader = Reader()
            pictures(run, reader, folder, "second start")
            reader.close()
            return
        error = run.session.failures[0]
        if "only once" not in error.message or "modprobe" not in error.remedy:
            raise MissedError(f"the second start failed otherwise: {error.message}")
        ok(f"second start: {error.message}; {error.remedy}")


def shows_pictures() -> bool:
    capture = cv2.VideoCapture(_VIRTUAL, cv2.CAP_V4L2)
    opened = capture.isOpened()
    capture.release()
    return opened


def main(folder: Path) -> int:
    lists()
    engine, _ = open_engine(_SETTINGS)
    engine.close = lambda: None  # type: ignore[method-assign]
    with stay_open():
        with Run(engine) as run:
            reader = Reader()
            pictures(run, reader, folder, "first start")
            replug(run, reader, folder)
            reader = rests(run, reader)
        dark = reader.sees("a dark picture", lambda: [_Dark()])  # type: ignore[list-item]
        ok(f"stopped: the picture is dark (mean {dark.mean():.0f})")
        with Run(engine) as run:
            pictures(run, reader, folder, "started again without closing the device")
            loses_its_node(run)
        reader.close()
    starts_again(engine, folder)
    return 0


class _Dark:
    picture = np.zeros((180, 320, 3), np.uint8)


def _filtered(run: Run) -> list[Output]:
    return [output for output in run.recorder.outputs if output.geometry is not None]


def _difference(one: Any, other: Any) -> float:
    if one.shape != other.shape:
        return 255.0
    return float(np.abs(one.astype(np.int16) - other).mean())


def _keep(path: Path, rgb: Any) -> None:
    cv2.imwrite(str(path).replace(" ", "-"), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    try:
        status = main(Path(sys.argv[1]))
    except MissedError as failure:
        sys.stdout.write(f"FAILED {failure}\n")
        status = 1
    sys.exit(status)
