"""NDI from end to end: another program sends, camfilter filters, a third program receives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from camfilter.bench.loop import FIGURES, ended, resident_bytes
from camfilter.live import Limit, Session
from camfilter.sinks import make_sink
from camfilter.sources import make_source

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings

_SETTLE_S: Final = 3.0
_END_S: Final = 20.0


def ndi_loop(settings: FilterSettings, seconds: float = 20.0, rate: float = 30.0) -> dict[str, Any]:
    """720p from NDI to a picture and a 16-bit depth source, each received by another program.

    `late` counts from a picture's arrival here to that of what was made of it in the receiving
    program.
    """
    unique = os.getpid()
    name, out = f"bench {unique}", f"bench out {unique}"
    sender = _peer("send", name, str(rate))
    receiver = _peer("receive", out, f"{out} depth")
    try:
        if sender.stdout is not None:
            sender.stdout.readline()
        return _measured(settings, name, out, seconds, receiver)
    finally:
        for peer in (sender, receiver):
            _ended(peer)


def _measured(
    settings: FilterSettings, name: str, out: str, seconds: float, receiver: subprocess.Popen[str]
) -> dict[str, Any]:
    threads = threading.active_count()
    source = make_source(f"ndi:{name}@127.0.0.1")
    session = Session(
        source,
        [make_sink(f"ndi:{out}+depth")],
        settings,
        limit=Limit(seconds=seconds + _SETTLE_S),
    )
    session.start()
    session.join(_SETTLE_S + seconds / 4)
    grown_from = resident_bytes()
    report = ended(session)
    grown = resident_bytes() - grown_from
    arrivals = json.loads(_ended(receiver) or "{}")
    return {
        **{figure: report[figure] for figure in FIGURES},
        "received": {
            "picture": _spread(arrivals.get(out, []), seconds),
            "depth": _spread(arrivals.get(f"{out} depth", []), seconds),
        },
        "grown_mb": round(grown / 1e6, 1),
        "threads_left": threading.active_count() - threads,
    }


def _spread(arrivals: list[tuple[float, float]], seconds: float) -> dict[str, float]:
    """Rate and delays of the last `seconds`: before, connections were being made."""
    if not arrivals:
        return {"fps": 0.0}
    last = arrivals[-1][0]
    delays_ms = [delay_ms for came_s, delay_ms in arrivals if came_s > last - seconds]
    p50, p95 = (float(value) for value in np.percentile(delays_ms, [50, 95]))
    fps = round(len(delays_ms) / seconds, 2)
    return {"fps": fps, "late_p50_ms": round(p50, 1), "late_p95_ms": round(p95, 1)}


def _peer(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "camfilter.bench.ndi_peer", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)


def _ended(peer: subprocess.Popen[str]) -> str:
    """End a program by ending its input; what it printed, or nothing the second time."""
    if peer.stdin is None or peer.stdin.closed:
        return ""
    try:
        printed, _ = peer.communicate("", timeout=_END_S)
    except subprocess.TimeoutExpired:
        peer.kill()
        printed, _ = peer.communicate()
    return printed
