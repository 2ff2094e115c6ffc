"""Milliseconds per inference, all nets taking turns so that a busy spell hits them alike."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.evaluate.models import Net


def speed(
    models: Sequence[Net], height: int, width: int, runs: int = 40
) -> dict[str, dict[str, float]]:
    """Best, median and 95th percentile by name, on a picture of `height` x `width`."""
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    inputs = [model.prepare(picture) for model in models]
    taken: list[list[float]] = [[] for _ in models]
    for run in range(runs + 3):
        for index, (model, prepared) in enumerate(zip(models, inputs, strict=True)):
            began = time.perf_counter()
            model.infer(prepared)
            if run >= 3:
                taken[index].append((time.perf_counter() - began) * 1e3)
    return {
        model.name: {
            "best_ms": min(times),
            "median_ms": float(np.median(times)),
            "p95_ms": float(np.percentile(times, 95)),
        }
        for model, times in zip(models, taken, strict=True)
    }
