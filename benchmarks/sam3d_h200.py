#!/usr/bin/env python3
"""Measures SAM 3D Objects on one GPU with random weights of full size, and prints a table.

    python benchmarks/sam3d_h200.py [--upstream DIR --dinov2 DIR] [--only SECTION...]
    python benchmarks/sam3d_h200.py --tiny --cpu        tries the script itself

Times are medians of CUDA events in milliseconds. With `--upstream` (a folder that holds
`sam3d_objects`) and `--dinov2` (one that holds `hubconf.py`) the official modules are timed in the
same run, with the same weights and inputs. Everything goes to $OUT/sam3d_h200.json too.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import gc
import json
import os
import statistics
import sys
import time
import traceback
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

from make_seeded_checkpoints import FULL, TINY, Sizes  # noqa: E402
from sam3d_random import picture, random_networks, randomised, shell  # noqa: E402

from camfilter.engines import dinov2  # noqa: E402
from camfilter.engines.moge.network1 import MoGe1, MoGe1Settings  # noqa: E402
from camfilter.engines.sam3d import fused, modulated_block, two_stream_block  # noqa: E402
from camfilter.engines.sam3d.condition import ConditionFeatures  # noqa: E402
from camfilter.engines.sam3d.engine import seen_geometry  # noqa: E402
from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoder  # noqa: E402
from camfilter.engines.sam3d.graphs import GraphedStructureFlow  # noqa: E402
from camfilter.engines.sam3d.kernels import attention_kernels, tuned_convolutions  # noqa: E402
from camfilter.engines.sam3d.pipeline import Pipeline  # noqa: E402
from camfilter.engines.sam3d.point_map import PointMapper  # noqa: E402
from camfilter.engines.sam3d.request import Options, View  # noqa: E402
from camfilter.engines.sam3d.residency import Residency  # noqa: E402
from camfilter.engines.sam3d.sampler import (  # noqa: E402
    STAGE1_GUIDANCE,
    STAGE2_GUIDANCE,
    make_schedule,
)
from camfilter.engines.sam3d.sparse import Voxels  # noqa: E402
from camfilter.engines.sam3d.structure_flow import StructureFlow, draw_noise  # noqa: E402
from camfilter.frames import Frame, Intrinsics  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from camfilter.engines.sam3d.networks import Networks

TARGETS = {
    "stage 1 conditional": 21,
    "stage 1 unconditional": 11,
    "stage 2 conditional": 38,
    "condition 1": 14,
    "gaussian decoder 32": 18,
    "pipeline 4+4 with point map": 300,
    "pipeline 2+2 with point map": 200,
}
BACKENDS = {
    "cudnn": SDPBackend.CUDNN_ATTENTION,
    "flash": SDPBackend.FLASH_ATTENTION,
    "efficient": SDPBackend.EFFICIENT_ATTENTION,
}


class Bench:
    """Networks, inputs and results of one run."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.device = torch.device("cpu" if arguments.cpu else "cuda")
        self.sizes: Sizes = TINY if arguments.tiny else FULL
        self.repeat = 2 if arguments.tiny else arguments.repeat
        self.arguments = arguments
        self.rows: list[dict[str, Any]] = []
        self.facts: dict[str, Any] = {
            "torch": torch.__version__,
            "device": torch.cuda.get_device_name() if not arguments.cpu else "cpu",
        }
        self.networks = random_networks(self.sizes, self.device)
        self.networks.compute_in(torch.float16)
        self.prepare()

    def prepare(self) -> None:
        """Inputs of every module, alike for ours and for the official ones."""
        device, sizes = self.device, self.sizes
        torch.manual_seed(1)
        dino = sizes.stage1_condition.dino
        side = dino.grid * dino.patch
        with torch.device(device):
            self.pictures = torch.rand(2, 3, side, side)
            self.masks = torch.ones(2, 1, side, side)
            self.points = torch.randn(2, 3, side, side)
        self.latents = draw_noise(sizes.stage1_flow, torch.Generator(device), device)
        count = 1500 if self.arguments.tiny else self.arguments.voxels
        self.coords = shell(count, 64, device)
        self.voxels = Voxels(self.coords, 64)
        self.sparse = torch.randn(len(self.coords), sizes.stage2_flow.channels, device=device)
        self.facts |= {"voxels": len(self.coords), "coarse voxels": len(self.voxels.coarse)}
        with torch.inference_mode(), attention_kernels(device):
            networks = self.networks
            self.tokens1 = networks.stage1_condition(self.pictures, self.masks, self.points)
            self.tokens2 = networks.stage2_condition(self.pictures, self.masks)

    def add(self, name: str, ms: float, option: str = "fp16", **more: Any) -> None:
        """One line of the table."""
        self.rows.append({"name": name, "option": option, "ms": round(ms, 3), **more})
        say(f"  {name:34s} {option:18s} {ms:10.3f} ms  {more or ''}")

    def time(self, name: str, run: Callable[[], Any], option: str = "fp16", **more: Any) -> float:
        """Median time of `run`, as a line of the table."""
        with torch.inference_mode():
            for _ in range(1 if self.arguments.tiny else 3):
                run()
            ms = statistics.median(self._once(run) for _ in range(self.repeat))
        self.add(name, ms, option, **more)
        return ms

    def _once(self, run: Callable[[], Any]) -> float:
        if self.device.type == "cpu":
            start = time.perf_counter()
            run()
            return (time.perf_counter() - start) * 1e3
        first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        first.record()
        run()
        last.record()
        torch.cuda.synchronize()
        return float(first.elapsed_time(last))

    # What the sections time, each ready to be called.

    @torch.inference_mode()
    def stage1(self, flow: Any = None) -> dict[str, Callable[[], Any]]:
        flow = flow or self.networks.stage1_flow
        condition, constants = flow.condition(self.tokens1), flow.constants()
        turn = flow.modulations(torch.tensor([400.0]), 0.0)[0]
        both = {name: torch.cat([value, value]) for name, value in self.latents.items()}
        return {
            "stage 1 conditional": lambda: flow(self.latents, turn, condition, constants),
            "stage 1 unconditional": lambda: flow(self.latents, turn, None, constants),
            "stage 1 both in a batch": lambda: flow(both, turn, condition, constants),
        }

    @torch.inference_mode()
    def stage2(self, flow: Any = None) -> dict[str, Callable[[], Any]]:
        flow = flow or self.networks.stage2_flow
        context = flow.context(self.tokens2, self.voxels)
        (step,) = flow.steps(torch.tensor([400.0], device=self.device))
        return {
            "stage 2 conditional": lambda: flow(self.sparse, step, context),
            "stage 2 unconditional": lambda: flow(
                self.sparse, step, context, conditional=False, unconditional=True
            ),
            "stage 2 both in a batch": lambda: flow(self.sparse, step, context, unconditional=True),
        }

    def condition(self) -> dict[str, Callable[[], Any]]:
        one, two = self.networks.stage1_condition, self.networks.stage2_condition
        with torch.inference_mode():
            masks = one.encode_masks(self.masks)

        def with_known_masks() -> Tensor:
            pictures, points = one.encode_pictures(self.pictures), one.encode_points(self.points)
            return one.join(ConditionFeatures(pictures, masks, points))

        return {
            "condition 1": lambda: one(self.pictures, self.masks, self.points),
            "condition 1, masks known": with_known_masks,
            "condition 2": lambda: two(self.pictures, self.masks),
        }

    # Sections.

    def modules(self) -> None:
        """Every module as the pipeline runs it."""
        networks = self.networks
        with attention_kernels(self.device):
            for name, run in {**self.condition(), **self.stage1(), **self.stage2()}.items():
                self.time(name, run)
            flow1, flow2 = networks.stage1_flow, networks.stage2_flow
            self.time("stage 1 keys and values", lambda: flow1.condition(self.tokens1))
            self.time("stage 2 keys and values", lambda: flow2.context(self.tokens2, self.voxels))
            times = torch.arange(25.0, device=self.device) * 40
            self.time("stage 2 modulation, 25 steps", lambda: flow2.steps(times))
            shape = self.latents["shape"]
            self.time("structure decoder", lambda: networks.structure_decoder(shape))
            self.time("neighbour tables", lambda: Voxels(self.coords, 64).tap_rows)
            for decoder in gaussian_decoders(self):
                name = f"gaussian decoder {decoder.settings.gaussians}"
                self.time(name, lambda d=decoder: d(self.sparse, self.voxels))

    def streams(self) -> None:
        """Stage 1 with its residual stream in half precision."""
        flow = self.networks.stage1_flow
        half = StructureFlow(self.sizes.stage1_flow, stream_dtype=torch.float16)
        half.load_state_dict(flow.state_dict(), assign=True)
        with attention_kernels(self.device):
            for name, run in self.stage1(half).items():
                self.time(name, run, "fp16 stream")

    def backends(self) -> None:
        """One attention kernel at a time, and what a new number of voxels costs."""
        for option, backend in BACKENDS.items():
            for parts in (self.condition, self.stage1, self.stage2):
                with self.caught(f"backend {option}"), sdpa_kernel(backend):
                    runs = parts()
                    for name in list(runs)[:1]:
                        self.time(name, runs[name], option)
        for option, backend in BACKENDS.items():
            with self.caught(f"new shape {option}"), sdpa_kernel(backend):
                self._new_shape(option)

    @torch.inference_mode()
    def _new_shape(self, option: str) -> None:
        flow = self.networks.stage2_flow
        (step,) = flow.steps(torch.tensor([400.0], device=self.device))
        taken = []
        for less in (11, 23, 37):
            coords = self.coords[: -less * (1 + list(BACKENDS).index(option)) * 20]
            context = flow.context(self.tokens2, Voxels(coords, 64))
            synchronise(self.device)
            start = time.perf_counter()
            flow(self.sparse[: len(coords)], step, context)
            synchronise(self.device)
            taken.append((time.perf_counter() - start) * 1e3)
        self.add("stage 2 first call of a new N", statistics.median(taken), option)

    def graphs(self) -> None:
        """CUDA graphs."""
        if self.device.type != "cuda":
            return
        with attention_kernels(self.device):
            with torch.inference_mode():
                graphed = GraphedStructureFlow(self.networks.stage1_flow)
            for name, run in self.stage1(graphed).items():
                self.time(name, run, "graph")
            del graphed
            for name, run in self.stage2().items():
                self.time(name, recorded(run), "graph")
            for decoder in gaussian_decoders(self):
                with self.caught("gaussian decoder graph"):
                    run = recorded(lambda d=decoder: d(self.sparse, self.voxels))
                    self.time(f"gaussian decoder {decoder.settings.gaussians}", run, "graph")

    def compiled(self) -> None:
        """torch.compile on the blocks."""
        regions: list[tuple[Any, str, Callable[[], dict[str, Callable[[], Any]]]]] = [
            (two_stream_block.TwoStreamBlock, "shape_forward", self.stage1),
            (modulated_block.ModulatedBlock, "forward", self.stage2),
            (dinov2.Block, "forward", self.condition),
        ]
        fused.enabled = False
        for owner, method, parts in regions:
            plain = getattr(owner, method)
            with self.caught(f"compile {owner.__name__}"), attention_kernels(self.device):
                torch._dynamo.reset()
                setattr(owner, method, torch.compile(plain, dynamic=False))
                start = time.perf_counter()
                runs = parts()
                with torch.inference_mode():
                    for run in runs.values():
                        run()
                took = round(time.perf_counter() - start, 1)
                for name, run in runs.items():
                    self.time(name, run, "compile", compile_s=took)
                    if self.device.type == "cuda" and "condition" not in name.split()[0]:
                        with self.caught(f"compile and graph, {name}"):
                            self.time(name, recorded(run), "compile + graph")
            setattr(owner, method, plain)
        fused.enabled = True

    def plain(self) -> None:
        """Without the fused kernels."""
        fused.enabled = False
        with attention_kernels(self.device):
            for name, run in {**self.stage1(), **self.stage2()}.items():
                self.time(name, run, "plain")
        fused.enabled = True

    def final(self) -> None:
        """What users get, as short as can be: default options beside the official modules."""
        cuda = self.device.type == "cuda"
        self.facts["fused kernels"] = fused.usable(self.device)
        with attention_kernels(self.device):
            self._final_modules(cuda)
            self._agreement(cuda)
        free_memory(self.device)
        rgb, mapper, residency, hook = self._stage()
        with self.caught("point map"):
            self.time("point map", lambda: mapper.estimate(rgb), "default")
            eager = PointMapper(mapper._network, residency, half=cuda, graphs=False)
            self.time("point map", lambda: eager.estimate(rgb), "eager")
            self.facts["kernels of a point map"] = kernels_of(lambda: eager.estimate(rgb), cuda)
        cases = {
            "25+25": Options(25, 25),
            "12+12": Options(12, 12),
            "4+4": Options(4, 4, shortcut=True),
            "2+2": Options(2, 2, shortcut=True),
        }
        if self.arguments.tiny:
            cases = {"1+1": Options(1, 1), "2+2": Options(2, 2, shortcut=True)}
        for name, options in cases.items():
            with self.caught(f"pipeline {name}"):
                self._pipeline(name, options, rgb, mapper, residency, "default")
        hook.remove()
        with self.caught("new number of voxels"):
            self._changing_voxels(rgb, mapper, residency)
        free_memory(self.device)
        self.official()

    def _final_modules(self, cuda: bool) -> None:
        networks = self.networks
        for name, run in {**self.condition(), **self.stage1(), **self.stage2()}.items():
            self.time(name, run, "default" if "stage 1" not in name else "eager")
            if name.startswith("stage"):
                self.facts[f"kernels of {name}"] = kernels_of(run, cuda)
        if cuda:
            with self.caught("graphs"), torch.inference_mode():
                for name, run in self.stage1(GraphedStructureFlow(networks.stage1_flow)).items():
                    self.time(name, run, "default")
        with tuned_convolutions():
            shape = self.latents["shape"]
            self.time("structure decoder", lambda: networks.structure_decoder(shape), "default")
        for decoder in gaussian_decoders(self):
            name = f"gaussian decoder {decoder.settings.gaussians}"
            self.time(name, lambda d=decoder: d(self.sparse, self.voxels), "default")
        self.time("stage 1 keys and values", lambda: networks.stage1_flow.condition(self.tokens1))

    @torch.inference_mode()
    def _agreement(self, cuda: bool) -> None:
        """Fused against plain, and recorded against eager, in half precision."""
        fused.enabled = False
        plain = {name: flat(run()) for name, run in {**self.stage1(), **self.stage2()}.items()}
        fused.enabled = True
        found = {name: flat(run()) for name, run in {**self.stage1(), **self.stage2()}.items()}
        for name, known in plain.items():
            self.facts[f"fused to plain, {name}"] = relative_error(found[name], known)
        if not cuda:
            return
        for name, run in self.stage1(GraphedStructureFlow(self.networks.stage1_flow)).items():
            errors = [relative_error(flat(run()), found[name]) for _ in range(20)]
            self.facts[f"recorded to eager, {name}, worst of 20"] = max(errors)

    def _changing_voxels(self, rgb: Any, mapper: PointMapper, residency: Residency) -> None:
        """Four steps on objects of which no two have the same number of voxels."""
        frame = [0]

        def decoded(*_: Any) -> Tensor:
            frame[0] += 1
            return self._occupied(self.coords[37 * frame[0] :])

        hook = self.networks.structure_decoder.register_forward_hook(decoded)
        options = Options(4, 4, shortcut=True)
        self._pipeline("4+4, new voxels", options, rgb, mapper, residency, "default")
        hook.remove()

    def _occupied(self, coords: Tensor) -> Tensor:
        logits = torch.full((1, 1, 64, 64, 64), -1.0, device=self.device)
        x, y, z = coords.unbind(1)
        logits[0, 0, x, y, z] = 1.0
        return logits

    def _stage(self) -> tuple[Any, PointMapper, Residency, Any]:
        """A picture, MoGe, and a structure decoder that always sees the same object."""
        settings = MoGe1Settings.from_official(self.sizes.moge)
        with torch.device(self.device):
            moge = randomised(MoGe1(settings))
        if self.device.type == "cuda":
            for name, value in moge.named_parameters():
                if value.ndim >= 2 and "embed" not in name and "token" not in name:
                    value.data = value.data.half()  # as the loader leaves them
        residency = Residency(self.device)
        mapper = PointMapper(moge, residency, half=self.device.type == "cuda")
        logits = self._occupied(self.coords)
        hook = self.networks.structure_decoder.register_forward_hook(lambda *_: logits)
        return picture(720, 1280), mapper, residency, hook

    def precision(self) -> None:
        """Half precision against fp32: relative error of each module, occupancy on parity data."""
        exact = copy.deepcopy(self.networks)
        exact.compute_in(torch.float32)
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False
        wanted = self._outputs(exact)
        for dtype in (torch.float16, torch.bfloat16):
            option = str(dtype).removeprefix("torch.")
            self.networks.compute_in(dtype)
            for name, found in self._outputs(self.networks).items():
                error = relative_error(found, wanted[name])
                self.rows.append({"name": f"error: {name}", "option": option, "error": error})
                say(f"  error: {name:27s} {option:18s} {error:10.2e}")
            occupied, known = flat(self._outputs_cache["structure"]) > 0, wanted["structure"] > 0
            self._iou("random weights", option, occupied, known)
        del exact, wanted
        # fp16 -> bf16 has lost bits: new weights for the sections that follow.
        self.networks = random_networks(self.sizes, self.device)
        self.networks.compute_in(torch.float16)
        self._parity()

    def _iou(self, name: str, option: str, found: Tensor, known: Tensor) -> None:
        iou = float((found & known).sum() / (found | known).sum().clamp(min=1))
        self.rows.append({"name": f"occupancy IoU, {name}", "option": option, "iou": iou})
        say(f"  occupancy IoU, {name:19s} {option:18s} {iou:10.5f}")

    @torch.inference_mode()
    def _outputs(self, networks: Networks) -> dict[str, Tensor]:
        kept, self.networks = self.networks, networks
        with attention_kernels(self.device):
            runs = {**self.condition(), **self.stage1(), **self.stage2()}
            out: dict[str, Any] = {name: run() for name, run in runs.items()}
            out["structure"] = networks.structure_decoder(self.latents["shape"])
            cloud = networks.gaussian_decoder(self.sparse, self.voxels)
            centres = (self.coords + 0.5) / 64 - 0.5
            centres = centres.repeat_interleave(len(cloud) // len(centres), 0)
            out |= {"gaussian offset": cloud.xyz - centres, "gaussian scale": cloud.scale}
            out |= {"gaussian rotation": cloud.rotation, "gaussian opacity": cloud.opacity}
        self.networks, self._outputs_cache = kept, out
        return {name: flat(value) for name, value in out.items()}

    def _parity(self) -> None:
        """The end-to-end fixture on this device."""
        from sam3d_networks import end_to_end_networks, end_to_end_noise, end_to_end_view
        from sam3d_parity import load_fixture

        fixture = load_fixture("end_to_end")
        hyper = fixture.hyper
        known = torch.from_numpy(fixture.expected("logits")) > 0
        for dtype in (torch.float32, torch.float16, torch.bfloat16):
            networks = end_to_end_networks(fixture)
            networks.compute_in(dtype)
            residency = Residency(self.device)
            residency.settle(*networks)
            seen: dict[str, Any] = {}
            options = Options(
                hyper["stage1"]["steps"], hyper["stage2"]["steps"], size=hyper["size"]
            )
            pipeline = Pipeline(networks, residency, dtype, options, observe=seen.__setitem__)
            pipeline.reconstruct(end_to_end_view(fixture), end_to_end_noise(fixture))
            option = str(dtype).removeprefix("torch.")
            logits = seen["structure"].cpu()
            self._iou("parity inputs", option, logits > 0, known)
            error = relative_error(flat(logits), torch.from_numpy(fixture.expected("logits")))
            self.rows.append({"name": "error: parity logits", "option": option, "error": error})
            if dtype is torch.float32:
                allowed = fixture.manifest["outputs"]["logits"]["atol"]
                off = float((logits.numpy() - fixture.expected("logits")).__abs__().max())
                self.facts["parity logits, share of tolerance in fp32"] = round(off / allowed, 3)

    def pipeline(self) -> None:
        """The whole way from a picture to geometry, and its peak memory."""
        rgb, mapper, residency, hook = self._stage()
        cases = {
            "25+25": Options(25, 25),
            "25+25 one by one": Options(25, 25, batched=False),
            "12+12": Options(12, 12),
            "4+4": Options(4, 4, shortcut=True),
            "2+2": Options(2, 2, shortcut=True),
        }
        if self.arguments.tiny:
            cases = {"1+1": Options(1, 1), "2+2": Options(2, 2, shortcut=True)}
        self.time("point map", lambda: mapper.estimate(rgb))
        for graphs in (False, True) if self.device.type == "cuda" else (False,):
            for name, options in cases.items():
                with self.caught(f"pipeline {name}"):
                    option = "graphs" if graphs else "fp16"
                    given = replace(options, graphs=graphs)
                    self._pipeline(name, given, rgb, mapper, residency, option)
        with self.caught("low memory"):
            self._low_memory(rgb, mapper._network)
        residency.settle(*self.networks)
        hook.remove()

    def _low_memory(self, rgb: Any, moge: Any) -> None:
        """Four steps with only the networks at work on the GPU."""
        if self.device.type != "cuda":
            return
        residency = Residency(self.device, low_memory=True)
        residency.settle(*self.networks, moge)
        mapper = PointMapper(moge, residency, half=True)
        options = Options(4, 4, shortcut=True, batched=False)
        self._pipeline("4+4 low memory", options, rgb, mapper, residency, "fp16")

    def _pipeline(
        self,
        name: str,
        options: Options,
        rgb: Any,
        mapper: PointMapper,
        residency: Residency,
        option: str,
    ) -> None:
        dino = self.sizes.stage1_condition.dino
        options = replace(options, size=dino.grid * dino.patch)
        marks: list[tuple[str, float]] = []

        def observe(stage: str, _value: Any) -> None:
            synchronise(self.device)
            marks.append((stage, time.perf_counter()))

        pipeline = Pipeline(self.networks, residency, torch.float16, options)
        watched = Pipeline(self.networks, residency, torch.float16, options, observe=observe)
        mask = np.ones(rgb.shape[:2], np.bool_)
        camera = Intrinsics(1.0, 16 / 9)

        def reconstruct(by: Pipeline) -> Any:
            points, _ = mapper.estimate(rgb)
            if by is watched:
                observe("point map", None)
            return by.reconstruct(View(rgb, mask, points))

        free_memory(self.device)
        self.time(f"pipeline {name} with point map", lambda: reconstruct(pipeline), option)
        if self.device.type == "cuda":
            used = torch.cuda.max_memory_allocated() / 1e9
            reserved = torch.cuda.max_memory_reserved() / 1e9
            self.rows[-1] |= {"peak_gb": round(used, 2), "reserved_gb": round(reserved, 2)}
        self.facts[f"notes of {name}"] = pipeline.notes
        if option == "graphs":
            return
        pipeline._graphs = None
        pipeline.forget()
        with torch.inference_mode():
            reconstruct(watched)
            marks.clear()
            made = reconstruct(watched)
        steps = pairwise(marks)
        self.facts[f"stages of {name}"] = {
            after[0]: round((after[1] - before[1]) * 1e3, 2) for before, after in steps
        }
        cloud = made.cloud.finite().in_opencv()
        frame = Frame(rgb, 0, 0)
        self.time(
            "splat and normals, 512", lambda: seen_geometry(cloud, camera, frame, 512), option
        )

    def official(self) -> None:
        """The official modules with the same weights, one evaluation and whole samplings."""
        given = self.arguments
        if given.upstream is None:
            return
        from sam3d_official import build_official

        half = self.device.type == "cuda"
        made = build_official(given.upstream, given.dinov2, self.networks, self.device, half=half)
        tokens1, tokens2 = self.tokens1.float(), self.tokens2.float()

        def first(unconditional: bool = False) -> Any:
            return made.stage1(self.latents, 400.0, tokens1, unconditional)

        def second(unconditional: bool = False) -> Any:
            return made.stage2(self.sparse, self.coords, 400.0, tokens2, unconditional)

        runs: dict[str, Callable[[], Any]] = {
            "stage 1 conditional": first,
            "stage 1 unconditional": lambda: first(True),
            "stage 2 conditional": second,
            "stage 2 unconditional": lambda: second(True),
            "structure decoder": lambda: made.structure(self.latents["shape"]),
            "gaussian decoder 32": lambda: made.gaussians(self.sparse, self.coords),
            "condition 1": lambda: made.condition1(self.pictures, self.masks, self.points),
            "condition 2": lambda: made.condition2(self.pictures, self.masks),
        }
        ms = {}
        for name, run in runs.items():
            with self.caught(f"official {name}"):
                ms[name] = self.time(name, run, "official")
        self._compare(made, tokens1, tokens2)
        if len(ms) < len(runs):
            return
        steps = 25
        one = make_schedule(steps, rescale=3.0, guidance=STAGE1_GUIDANCE).evaluations - steps
        two = make_schedule(steps, rescale=1.0, guidance=STAGE2_GUIDANCE).evaluations - steps
        total = sum(ms[name] for name in list(runs)[4:])
        total += steps * (ms["stage 1 conditional"] + ms["stage 2 conditional"])
        total += one * ms["stage 1 unconditional"] + two * ms["stage 2 unconditional"]
        self.add("sampling 25+25, sum of parts", total, "official")

    @torch.inference_mode()
    def _compare(self, made: Any, tokens1: Tensor, tokens2: Tensor) -> None:
        """How far our results are from the official ones, both in half precision."""
        with attention_kernels(self.device):
            ours1, ours2 = self.stage1()["stage 1 conditional"](), self.stage2()
            pairs = {
                "stage 1": (flat(ours1), flat(made.stage1(self.latents, 400.0, tokens1, False))),
                "stage 2": (
                    flat(ours2["stage 2 conditional"]()),
                    flat(made.stage2(self.sparse, self.coords, 400.0, tokens2, False)),
                ),
            }
        for name, (ours, theirs) in pairs.items():
            self.facts[f"{name}, relative difference to official"] = relative_error(ours, theirs)

    @contextlib.contextmanager
    def caught(self, what: str) -> Any:
        """Write down what fails and go on with the rest."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - a benchmark tells all it can
            self.facts.setdefault("failed", {})[what] = repr(error)[:300]
            say(f"  failed: {what}: {error!r}"[:300])
            if self.arguments.tiny:
                traceback.print_exc()
            free_memory(self.device)

    def table(self) -> str:
        """The short table: every option of a name in one row."""
        options = list(dict.fromkeys(row["option"] for row in self.rows if "ms" in row))
        names = list(dict.fromkeys(row["name"] for row in self.rows if "ms" in row))
        cells = {(row["name"], row["option"]): row["ms"] for row in self.rows if "ms" in row}
        lines = [f"{'ms':32s} {'target':>7s} " + " ".join(f"{one:>15s}" for one in options)]
        for name in names:
            values = (cells.get((name, option)) for option in options)
            shown = " ".join(f"{value:15.2f}" if value else " " * 15 for value in values)
            lines.append(f"{name:32s} {TARGETS.get(name, ''):>7} {shown}")
        for row in self.rows:
            kind = "error" if "error" in row else "iou" if "iou" in row else ""
            if kind:
                lines.append(f"{row['name']:44s} {row['option']:10s} {row[kind]:.6g}")
        peaks = [row for row in self.rows if "peak_gb" in row]
        lines += [f"peak {r['name']:36s} {r['option']:8s} {r['peak_gb']} GB" for r in peaks]
        return "\n".join(lines)


def kernels_of(run: Callable[[], Any], cuda: bool) -> int:
    """How many kernels `run` launches."""
    kinds = [torch.profiler.ProfilerActivity.CPU]
    kinds += [torch.profiler.ProfilerActivity.CUDA] if cuda else []
    with torch.inference_mode(), torch.profiler.profile(activities=kinds) as profile:
        run()
        if cuda:
            torch.cuda.synchronize()
    wanted = torch.autograd.DeviceType.CUDA if cuda else torch.autograd.DeviceType.CPU
    return sum(event.device_type == wanted for event in profile.events())


def gaussian_decoders(bench: Bench) -> list[GaussianDecoder]:
    """Those of 32 and of 4 Gaussians per voxel."""
    settings = replace(bench.sizes.gaussian_decoder, gaussians=4)
    with torch.device(bench.device):
        small = randomised(GaussianDecoder(settings)).compute_in(torch.float16)
    return [bench.networks.gaussian_decoder, small]


def say(text: str) -> None:
    """A line for whoever watches."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def recorded(run: Callable[[], Any]) -> Callable[[], Any]:
    """`run` as a CUDA graph."""
    with torch.inference_mode():
        stream = torch.cuda.Stream()
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


def flat(value: Any) -> Tensor:
    """All numbers of a result in one row."""
    parts = [value[name] for name in sorted(value)] if isinstance(value, dict) else [value]
    return torch.cat([part.float().flatten() for part in parts])


def relative_error(found: Tensor, known: Tensor) -> float:
    """|found - known| / |known|."""
    known = known.flatten().float()
    return float((found.flatten() - known).norm() / known.norm())


def synchronise(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


def free_memory(device: torch.device) -> None:
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


SECTIONS = (
    "modules",
    "streams",
    "backends",
    "graphs",
    "pipeline",
    "official",
    "precision",
    "compiled",
    "plain",
    "final",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tiny", action="store_true", help="small networks, to try the script")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS[:-1]))
    parser.add_argument("--voxels", type=int, default=24_500)
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--upstream", type=Path, help="folder that holds sam3d_objects")
    parser.add_argument("--dinov2", type=Path, help="folder that holds DINOv2's hubconf.py")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    for section in arguments.only:
        say(f"{section}: {getattr(bench, section).__doc__}")
        start = time.perf_counter()
        with bench.caught(section):
            getattr(bench, section)()
        bench.facts[f"seconds in {section}"] = round(time.perf_counter() - start, 1)
        free_memory(bench.device)
    out = Path(os.environ.get("OUT", ".")) / "sam3d_h200.json"
    out.write_text(json.dumps({"facts": bench.facts, "rows": bench.rows}, indent=1))
    say(json.dumps(bench.facts, indent=1))
    say(bench.table())


if __name__ == "__main__":
    main()
