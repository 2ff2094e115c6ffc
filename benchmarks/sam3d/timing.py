"""Times, kernels and memory of what runs on a device."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch

Run = Callable[[], Any]
Runs = dict[str, Run]


class Stopwatch:
    """Medians over `repeat` calls, after `warm_ups` that do not count."""

    def __init__(self, device: torch.device, *, warm_ups: int, repeat: int) -> None:
        self._device = device
        self._warm_ups = warm_ups
        self._repeat = repeat

    def median_ms(self, run: Run) -> float:
        """Milliseconds of one call, on a GPU as its own events have them."""
        once = _once_on_gpu if self._device.type == "cuda" else _once_on_cpu
        with torch.inference_mode():
            for _ in range(self._warm_ups):
                run()
            return statistics.median(once(run) for _ in range(self._repeat))


def _once_on_gpu(run: Run) -> float:
    first = torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]
    last = torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]
    first.record()
    run()
    last.record()
    torch.cuda.synchronize()
    return float(first.elapsed_time(last))


def _once_on_cpu(run: Run) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def kernels_of(run: Run, device: torch.device) -> int:
    """How many kernels `run` launches."""
    cuda = device.type == "cuda"
    kinds = [torch.profiler.ProfilerActivity.CPU]
    kinds += [torch.profiler.ProfilerActivity.CUDA] if cuda else []
    with torch.inference_mode(), torch.profiler.profile(activities=kinds) as profile:
        run()
        synchronise(device)
    wanted = "CUDA" if cuda else "CPU"
    return sum(event.device_type.name == wanted for event in profile.events())


@torch.inference_mode()
def recorded(run: Run) -> Run:
    """`run` as a CUDA graph with memory of its own."""
    stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(2):
            run()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        out = run()

    def replay() -> Any:
        graph.replay()
        return out

    return replay


def peak_memory() -> dict[str, float]:
    """Gigabytes used and reserved on the GPU since memory was last freed."""
    used, reserved = torch.cuda.max_memory_allocated(), torch.cuda.max_memory_reserved()
    return {"peak_gb": round(used / 1e9, 2), "reserved_gb": round(reserved / 1e9, 2)}


def synchronise(device: torch.device) -> None:
    """Wait until the device has done all it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize()


def free_memory(device: torch.device) -> None:
    """Give back what nobody holds, and start the peak of memory anew."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
