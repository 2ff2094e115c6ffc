"""The end-to-end fixture of the tests on this device, in every precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from sam3d_networks import end_to_end_networks, end_to_end_noise, end_to_end_view
from sam3d_parity import load_fixture

from benchmarks.sam3d.differences import flat, overlap, relative_error
from camfilter.engines.sam3d.pipeline import Pipeline
from camfilter.engines.sam3d.request import Options
from camfilter.engines.sam3d.residency import Residency

if TYPE_CHECKING:
    from sam3d_parity import Fixture
    from torch import Tensor

    from benchmarks.sam3d.bench import Bench


def compare_with_fixture(bench: Bench) -> None:
    """Rows of how far the structure is from what the official modules made of the same inputs."""
    fixture = load_fixture("end_to_end")
    known = torch.from_numpy(fixture.expected("logits"))
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        logits = _logits(fixture, bench.device, dtype)
        option = str(dtype).removeprefix("torch.")
        bench.report.add_overlap("parity inputs", overlap(logits > 0, known > 0), option)
        bench.report.add_error("parity logits", relative_error(flat(logits), known), option)
        if dtype is torch.float32:
            allowed = fixture.manifest["outputs"]["logits"]["atol"]
            share = round(float((logits - known).abs().max()) / allowed, 3)
            bench.report.facts["parity logits, share of tolerance in fp32"] = share


def _logits(fixture: Fixture, device: torch.device, dtype: torch.dtype) -> Tensor:
    """What the structure decoder gives on the way from the fixture's view to Gaussians."""
    networks = end_to_end_networks(fixture)
    networks.compute_in(dtype)
    residency = Residency(device)
    residency.settle(*networks)
    seen: dict[str, Any] = {}
    pipeline = Pipeline(
        networks, residency, dtype, _options(fixture.hyper), observe=seen.__setitem__
    )
    pipeline.reconstruct(end_to_end_view(fixture), end_to_end_noise(fixture))
    logits: Tensor = seen["structure"].cpu()
    return logits


def _options(hyper: dict[str, Any]) -> Options:
    return Options(hyper["stage1"]["steps"], hyper["stage2"]["steps"], size=hyper["size"])
