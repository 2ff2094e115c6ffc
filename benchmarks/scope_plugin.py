#!/usr/bin/env python3
"""Measures the Daydream Scope plugin in the real host's worker, and prints a table for each part.

    SCOPE_CHECKOUT=DIR python benchmarks/scope_plugin.py [--only age|overhead|pumping] [--clip FILE]

`age` feeds the host's own PipelineProcessor 30 pictures a second through its 30-picture queue, with
an engine that takes a set time. `overhead` compares a call of the plugin with the same look alone.
`pumping` shows the embedded engine's depth of a clip with the plugin and, from the same maps, with
the formula of the host's video-depth-anything (min-max over chunks of four pictures).
Needs the host's Python packages; the figures in docs/scope.md were made with this.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import queue
import statistics
import sys
import threading
import time
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CALLS_MS = (10, 20, 30, 40, 60, 100, 200, 300, 500, 700)
RATE = 30.0
ROOM = 30


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stage_pipeline(infer: Any, **given: Any) -> Any:
    """The plugin's pipeline with an engine whose `infer` is given."""
    from camfilter.engines.base import EngineInfo
    from camfilter_scope.pipeline import DepthPipeline

    class Engine:
        info = EngineInfo("builtin", "stage", "cpu", metric=False)

        def __init__(self) -> None:
            self.infer = infer

        def reset(self) -> None:
            pass

        def close(self) -> None:
            pass

    class OnStage(DepthPipeline):
        @staticmethod
        def open_engine(settings: Any) -> Any:
            return Engine(), "measured"

    return OnStage(camfilter_engine="builtin", **given)


def flat(frame: Any) -> Any:
    import numpy as np

    from camfilter.frames import Geometry

    depth = np.tile(np.linspace(1, 4, 512, dtype=np.float32), (288, 1))
    normals = np.zeros((288, 512, 3), np.float32)
    normals[..., 2] = -1
    return Geometry.checked(depth, normals, frame, metric=False)


# -------------------------------------------------------------------------------------------- age


def age(seconds: float) -> None:
    say("age of the newest input in ms: when the call begins / when its picture is out")
    say("call ms | sync: median, 95 %, out, calls/s | auto: the same | one by one: median")
    for call_ms in CALLS_MS:
        rows = [
            in_host(call_ms, seconds, camfilter_pace="sync"),
            in_host(call_ms, seconds, camfilter_pace="auto"),
            in_host(call_ms, seconds, camfilter_live=False),
        ]
        shown = [
            f"{row['median']:5.0f} {row['p95']:5.0f} {row['out']:5.0f} {row['rate']:5.1f}"
            for row in rows[:2]
        ]
        say(f"{call_ms:7} | {shown[0]} | {shown[1]} | {rows[2]['median']:6.0f}")


def in_host(call_ms: float, seconds: float, **params: Any) -> dict[str, float]:
    """Ages and rate with an engine that takes `call_ms`, in the second half of the time."""
    from scope.server.media_packets import VideoPacket
    from scope.server.pipeline_processor import PipelineProcessor

    def infer(frame: Any) -> Any:
        time.sleep(call_ms / 1000)
        return flat(frame)

    sent: dict[int, float] = {}
    spy = Spy(stage_pipeline(infer), sent)
    processor = PipelineProcessor(spy, "camfilter", {"input_mode": "video", **params})
    fed: queue.Queue[Any] = queue.Queue(maxsize=ROOM)
    processor.input_queues["video"] = fed
    processor.output_queues["video"] = [queue.Queue(maxsize=ROOM)]
    processor.start()
    begin = time.monotonic()
    number = 0
    try:
        while time.monotonic() - begin < seconds:
            due = begin + number / RATE
            time.sleep(max(0.0, due - time.monotonic()))
            sent[number] = time.monotonic()
            with contextlib.suppress(queue.Full):
                fed.put_nowait(VideoPacket(tensor=numbered(number)))
            drain(processor.output_queues["video"][0])
            number += 1
    finally:
        processor.stop()
    rows = [row for row in spy.rows if row[0] > begin + seconds / 2]
    ages = sorted(1000 * row[1] for row in rows)
    return {
        "median": statistics.median(ages),
        "p95": ages[int(0.95 * len(ages))],
        "out": 1000 * statistics.median(row[2] for row in rows),
        "rate": len(rows) / (seconds / 2),
    }


class Spy:
    """Notes for each call how old its newest picture is, read from the picture's first pixel."""

    def __init__(self, inner: Any, sent: dict[int, float]) -> None:
        self.inner, self.sent = inner, sent
        self.rows: list[tuple[float, float, float]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def __call__(self, **call: Any) -> Any:
        start = time.monotonic()
        low, high = (int(x) for x in call["video"][-1][0, 0, 0, :2])
        came = self.sent[low + 256 * high]
        made = self.inner(**call)
        self.rows.append((start, start - came, time.monotonic() - came))
        return made


def numbered(number: int) -> Any:
    import torch

    picture = torch.full((1, 192, 320, 3), 60, dtype=torch.uint8)
    picture[0, 60:120, (4 * number) % 280 : (4 * number) % 280 + 40] = 200
    picture[0, 0, 0, 0], picture[0, 0, 0, 1] = number % 256, number // 256
    return picture


def drain(full: Any) -> None:
    while True:
        try:
            full.get_nowait()
        except queue.Empty:
            return


# --------------------------------------------------------------------------------------- overhead


def overhead(turns: int) -> None:
    """The plugin's call beside the look alone, by turns, on one moving scene."""
    import numpy as np
    import torch

    from camfilter.bench.scenes import pan
    from camfilter.frames import Frame
    from camfilter.look import Look
    from camfilter.settings import FilterSettings

    scene = list(pan(8, (720, 1280), (288, 512), 4))
    by_address = {frame.rgb.ctypes.data: geometry for frame, geometry in scene}

    def infer(frame: Frame) -> Any:
        known = by_address[frame.rgb.ctypes.data]
        return type(known).checked(known.depth, known.normals, frame, metric=False)

    say("1280x720, engine of no duration, ms: plugin / look alone / difference; best, then median")
    for output in ("depth", "normals", "both"):
        pipeline = stage_pipeline(infer, camfilter_pace="sync")
        look, settings = Look(), FilterSettings(output=output)
        ours, alone = [], []
        for turn in range(turns):
            rgb = scene[turn % 8][0].rgb
            tensor = torch.from_numpy(rgb)[None]
            start = time.perf_counter()
            pipeline(video=[tensor], output=output, init_cache=turn == 0)
            middle = time.perf_counter()
            frame = Frame(rgb, time.monotonic_ns(), turn)
            look.render(frame, look.steady(infer(frame), frame, settings), settings)
            end = time.perf_counter()
            ours.append(1000 * (middle - start))
            alone.append(1000 * (end - middle))
        differences = np.asarray(ours[10:]) - np.asarray(alone[10:])
        say(
            f"{output:8} {min(ours[10:]):6.2f} / {min(alone[10:]):6.2f} /"
            f" {min(ours[10:]) - min(alone[10:]):6.2f}   {np.median(ours[10:]):6.2f} /"
            f" {np.median(alone[10:]):6.2f} / {np.median(differences):6.2f}",
        )


# ---------------------------------------------------------------------------------------- pumping


def pumping(clips: list[str], frames: int) -> None:
    say(
        "range pumping: mean change of the range's ends from picture to picture, share of the range"
    )
    for clip in clips:
        maps, tensors = seen(clip, frames)
        ours, ours_pictures = shown_by_plugin(maps, tensors)
        host, host_pictures = shown_by_host(maps)
        known = cuts(tensors)
        say(
            f"{Path(clip).name}: {len(maps)} pictures, {len(known)} cuts; host {pumps(host):.4f},"
            f" ours {pumps(ours):.4f}, {pumps(host) / pumps(ours):.1f} times less; within the shots"
            f" {pumps(host, known):.4f}, {pumps(ours, known):.4f},"
            f" {pumps(host, known) / pumps(ours, known):.1f} times less; mean change of a pixel"
            f" {flickers(host_pictures):.1f}, {flickers(ours_pictures):.1f} of 255",
        )


def cuts(tensors: list[Any]) -> list[int]:
    """Numbers of the pictures that begin another scene."""
    import cv2

    from camfilter.look.motion import is_cut

    small = [
        cv2.resize(cv2.cvtColor(one[0].numpy(), cv2.COLOR_RGB2GRAY), (320, 180)) for one in tensors
    ]
    return [number + 1 for number, (a, b) in enumerate(pairwise(small)) if is_cut(b, a)]


def seen(clip: str, count: int) -> tuple[list[Any], list[Any]]:
    """The embedded engine's geometry of the first pictures of a clip, and the pictures."""
    import torch

    from camfilter.engines.builtin import open_engine
    from camfilter.settings import FilterSettings
    from camfilter.sources import make_source

    engine, source = open_engine(FilterSettings()), make_source(clip, realtime=False)
    source.open()
    try:
        frames = list(islice(read_all(source), count))
    finally:
        source.close()
    maps = [engine.infer(frame) for frame in frames]
    engine.close()
    return maps, [torch.from_numpy(frame.rgb)[None] for frame in frames]


def read_all(source: Any) -> Any:
    while True:
        try:
            frame = source.read(1.0)
        except EOFError:
            return
        if frame is not None:
            yield frame


def shown_by_plugin(maps: list[Any], tensors: list[Any]) -> tuple[list[Any], list[Any]]:
    from dataclasses import replace

    from camfilter_scope.outlets import output_of, read_outputs

    coming = iter(maps)

    def infer(frame: Any) -> Any:
        return replace(next(coming), time_ns=frame.time_ns, index=frame.index)

    class Reader:
        pass

    reader = Reader()
    read_outputs(reader)
    pipeline = stage_pipeline(infer, camfilter_live=False, depth_colormap="grayscale")
    ranges, pictures = [], []
    for number, tensor in enumerate(tensors):
        due = time.monotonic() + 1 / RATE
        made = pipeline(video=[tensor], init_cache=number == 0)["video"][0].numpy()
        output = output_of(made)
        assert output is not None
        near, far = output.depth_range()
        ranges.append((1 / far, 1 / near))
        pictures.append(made[..., 0].astype(float))
        time.sleep(max(0.0, due - time.monotonic()))
    return ranges, pictures


def shown_by_host(maps: list[Any]) -> tuple[list[Any], list[Any]]:
    """Min-max over each chunk of four maps of inverse depth."""
    import cv2
    import numpy as np

    ranges, pictures = [], []
    for start in range(0, len(maps) - 3, 4):
        chunk = np.stack([1 / one.depth for one in maps[start : start + 4]])
        low, high = float(chunk.min()), float(chunk.max())
        for one in (chunk - low) / (high - low):
            ranges.append((low, high))
            picture = (255 * one).astype(np.uint8)
            pictures.append(cv2.resize(picture, (640, 360)).astype(float))
    return ranges, pictures


def pumps(ranges: list[Any], cuts: list[int] | None = None) -> float:
    """Without the chunk before and after each of `cuts`, where a range has to change."""
    import numpy as np

    ends = np.asarray(ranges)
    span = float((ends[:, 1] - ends[:, 0]).mean())
    changes = np.abs(np.diff(ends, axis=0)).mean(axis=1)
    near = [any(abs(number + 1 - cut) <= 4 for cut in cuts or []) for number in range(len(changes))]
    return float(changes[4:][~np.asarray(near[4:])].mean()) / span


def flickers(pictures: list[Any]) -> float:
    import cv2
    import numpy as np

    small = [cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA) for picture in pictures]
    return float(np.mean([np.abs(b - a).mean() for a, b in pairwise(small[4:])]))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=("age", "overhead", "pumping"))
    parser.add_argument("--clip", action="append", help="for pumping; the demo clip if left out")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each row of age")
    parser.add_argument("--turns", type=int, default=120, help="of overhead")
    parser.add_argument("--frames", type=int, default=160, help="of pumping")
    chosen = parser.parse_args()
    checkout = os.environ.get("SCOPE_CHECKOUT")
    if not checkout:
        parser.error("SCOPE_CHECKOUT must name a checkout of the host")
    sys.path[:0] = [str(Path(checkout) / "src"), str(ROOT / "scope_plugin"), str(ROOT)]
    if chosen.only in (None, "overhead"):
        overhead(chosen.turns)
    if chosen.only in (None, "pumping"):
        pumping(chosen.clip or ["demo"], chosen.frames)
    if chosen.only in (None, "age"):
        age(chosen.seconds)
    gc.collect()
    alive = [thread.name for thread in threading.enumerate() if thread.name.startswith("camfilter")]
    assert not alive, alive


if __name__ == "__main__":
    main()
