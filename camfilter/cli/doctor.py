"""`camfilter doctor`: tries what a run needs, and says what to do where it fails."""

from __future__ import annotations

import json
import platform
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import numpy as np

from camfilter import __version__
from camfilter.config import load_settings
from camfilter.engines.base import open_engine
from camfilter.errors import CamfilterError
from camfilter.frames import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

_FREE_BYTES: Final = 500_000_000
_RUNS: Final = 5


@dataclass(frozen=True, slots=True)
class Check:
    """What was tried and how it went; `needed` for a run without special hardware."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(as_json: bool) -> int:
    """Check this machine end to end and say what to do."""
    checks = [_guarded(name, check) for name, check in _CHECKS.items()]
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        for check in checks:
            click.echo(f"{'OK    ' if check.ok else 'NOT OK'} {check.name}: {check.detail}")
            if check.remedy and not check.ok:
                click.echo(f"       try: {check.remedy}")
    return int(any(check.needed and not check.ok for check in checks))


def _guarded(name: str, check: Callable[[str], Check]) -> Check:
    try:
        return check(name)
    except CamfilterError as error:
        return Check(name, ok=False, detail=error.message, remedy=error.remedy)
    except Exception as error:  # noqa: BLE001  one broken part must not hide the other checks
        return Check(name, ok=False, detail=repr(error), remedy="report this with its text")


def _system(name: str) -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(name, True, f"camfilter {__version__}, Python {version}, {platform.platform()}")


def _configuration(name: str) -> Check:
    settings = load_settings()
    return Check(name, True, f"readable; engine {settings.engine}, output {settings.output}")


def _engine(name: str) -> Check:
    engine, why = open_engine(load_settings())
    frame = Frame(np.zeros((720, 1280, 3), np.uint8), 0, 0)
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        engine.infer(frame)
        times.append((time.perf_counter() - start) * 1e3)
    detail = f"{engine.info.title} on {engine.info.device}, {min(times):.0f} ms a picture ({why})"
    engine.close()
    return Check(name, True, detail)


def _video(name: str) -> Check:
    from camfilter.live import Limit, Session
    from camfilter.sinks import make_sink
    from camfilter.sources import make_source

    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "check.mp4")
        source = make_source("demo", realtime=False, loop=False)
        session = Session(source, [make_sink(target)], load_settings(), limit=Limit(frames=5))
        session.start()
        ended = session.join(60)
        session.stop()
        session.join()
    if session.failures:
        raise session.failures[0]
    return Check(name, ended, f"demo to MP4, {session.statistics.frames_out} pictures")


def _cameras(name: str) -> Check:
    from camfilter.sources import list_sources

    names = [item.name for item in list_sources() if item.kind == "camera" and item.available]
    if names:
        return Check(name, True, ", ".join(names))
    remedy = "connect one and close other programs that use it; --source demo needs none"
    return Check(name, False, "none found", remedy, needed=False)


def _disk(name: str) -> Check:
    free = shutil.disk_usage(Path.cwd()).free
    detail = f"{free / 1e9:.1f} GB free in the current folder"
    return Check(name, free > _FREE_BYTES, detail, "free some space before recording", needed=False)


_CHECKS: Final[dict[str, Callable[[str], Check]]] = {
    "system": _system,
    "configuration": _configuration,
    "engine": _engine,
    "demo to video": _video,
    "cameras": _cameras,
    "disk": _disk,
}
