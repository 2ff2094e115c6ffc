"""The blocks without our fused kernels: compiled by PyTorch, or just as they are."""

from __future__ import annotations

import contextlib
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import torch

from benchmarks.sam3d.runs import (
    condition_runs,
    flow_runs,
    stage1_runs,
    stage2_runs,
    unfused,
)
from benchmarks.sam3d.timing import recorded
from camfilter.engines import dinov2
from camfilter.engines.sam3d.kernels import attention_kernels
from camfilter.engines.sam3d.modulated_block import ModulatedBlock
from camfilter.engines.sam3d.two_stream_block import TwoStreamBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.sam3d.bench import Bench
    from benchmarks.sam3d.timing import Runs


def plain(bench: Bench) -> None:
    """Without the fused kernels."""
    with unfused(), attention_kernels(bench.device):
        bench.time_all(flow_runs(bench.networks, bench.inputs), "plain")


def compiled(bench: Bench) -> None:
    """torch.compile on the blocks."""
    networks, inputs = bench.networks, bench.inputs
    regions: list[tuple[Any, str, Callable[[], Runs]]] = [
        (TwoStreamBlock, "shape_forward", partial(stage1_runs, networks.stage1_flow, inputs)),
        (ModulatedBlock, "forward", partial(stage2_runs, networks.stage2_flow, inputs)),
        (dinov2.Block, "forward", partial(condition_runs, networks, inputs)),
    ]
    for owner, method, make in regions:
        with (
            bench.caught(f"compile {owner.__name__}"),
            unfused(),
            attention_kernels(bench.device),
            _compiled(owner, method),
        ):
            _time_compiled(bench, make)


@contextlib.contextmanager
def _compiled(owner: Any, method: str) -> Iterator[None]:
    """A method of a class is compiled for as long as this lasts."""
    uncompiled = getattr(owner, method)
    torch._dynamo.reset()
    setattr(owner, method, torch.compile(uncompiled, dynamic=False))
    try:
        yield
    finally:
        setattr(owner, method, uncompiled)


def _time_compiled(bench: Bench, make: Callable[[], Runs]) -> None:
    start = time.perf_counter()
    runs = make()
    with torch.inference_mode():
        for run in runs.values():
            run()
    took = round(time.perf_counter() - start, 1)
    for name, run in runs.items():
        bench.time(name, run, "compile", compile_s=took)
        if bench.cuda and not name.startswith("condition"):
            with bench.caught(f"compile and graph, {name}"):
                bench.time(name, recorded(run), "compile + graph")
