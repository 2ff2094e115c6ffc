"""How long the engine takes on its own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from camfilter.bench.scenes import SIZES
from camfilter.engines.base import open_engine
from camfilter.frames import Frame
from camfilter.timing import percentile

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings

_WARM_UP: Final = 2


def bench_engine(settings: FilterSettings, turns: int = 20) -> dict[str, Any]:
    """Milliseconds of one inference for each picture size, sizes taking turns, and of loading."""
    start = time.perf_counter()
    engine, why = open_engine(settings)
    loaded_s = time.perf_counter() - start
    noise = np.random.default_rng(0)
    frames = [Frame(noise.integers(0, 256, (*size, 3), np.uint8), 0, 0) for size in SIZES]
    took: list[list[float]] = [[] for _ in SIZES]
    try:
        for turn in range(turns + _WARM_UP):
            for frame, times in zip(frames, took, strict=True):
                begin = time.perf_counter_ns()
                engine.infer(frame)
                if turn >= _WARM_UP:
                    times.append((time.perf_counter_ns() - begin) / 1e6)
    finally:
        engine.close()
    return {
        "engine": engine.info.name,
        "device": engine.info.device,
        "reason": why,
        "load_s": round(loaded_s, 3),
        "ms": {f"{w}x{h}": _spread(times) for (h, w), times in zip(SIZES, took, strict=True)},
    }


def _spread(times: list[float]) -> dict[str, float]:
    shares = {"p5": 5, "p50": 50, "p95": 95}
    return {name: round(percentile(times, share), 2) for name, share in shares.items()}
