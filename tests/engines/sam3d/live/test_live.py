from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from fakes import EndlessSource, FlatEngine, RecordingSink, until
from object_scene import ObjectScene, ShiveringEngine, TrueEngine, still

from camfilter.engines.apart import Children
from camfilter.engines.base import EngineInfo, open_engine
from camfilter.engines.paced import PacedEngine
from camfilter.engines.paced.gate import Gate
from camfilter.engines.paced.patience import Patience
from camfilter.engines.sam3d import weights_paths
from camfilter.engines.sam3d.live import open_live
from camfilter.engines.sam3d.live.apart import ApartOpener, load_inside, works_apart
from camfilter.engines.sam3d.live.merging import ObjectMerger
from camfilter.engines.sam3d.live.worker import WorkerEngine
from camfilter.errors import EngineError
from camfilter.frames import Frame
from camfilter.live import Event, Session
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from camfilter.frames import Geometry

PATIENCE = Patience(pause_s=0.01, longest_pause_s=0.05, close_s=5)
INFO = EngineInfo("sam3d", "SAM 3D Objects", "cpu", metric=False)


def _settings(**values: Any) -> FilterSettings:
    chosen = {"engine": "sam3d", "diffusion_steps": 1, "inference_resolution": 256, "device": "cpu"}
    return FilterSettings().changed(**(chosen | values))


def _frame(index: int) -> Frame:
    rgb = np.random.default_rng(4).integers(0, 256, (72, 128, 3), np.uint8)
    return Frame(rgb, (index + 1) * 33_000_000, index)


def test_live_pictures_get_the_live_path_and_files_the_exact_one(tiny_models: Path) -> None:
    engine, _ = open_engine(_settings(), live=True)
    assert isinstance(engine, PacedEngine)
    engine.close()
    for chosen in ({}, {"refresh": "every_frame"}):
        engine, _ = open_engine(_settings(**chosen), live=bool(chosen))
        assert not isinstance(engine, PacedEngine)
        engine.close()
    engine, _ = open_engine(_settings(refresh="behind"))
    assert isinstance(engine, PacedEngine)
    engine.close()


@pytest.mark.parametrize("values", [{"device": "cuda"}, {"precision": "int8"}])
def test_what_is_not_there_is_refused_before_the_run(
    tiny_models: Path, values: dict[str, str]
) -> None:
    with pytest.raises(EngineError):
        open_engine(_settings(**values), live=True)


def test_objects_come_behind_the_embedded_net(tiny_models: Path) -> None:
    engine, _ = open_engine(_settings(warm_start=0.5, diffusion_steps=2), live=True)
    assert isinstance(engine, PacedEngine)
    count = iter(range(100_000))
    first = engine.infer(_frame(next(count)))
    assert first.thickness is None
    assert first.person is not None

    def refreshed() -> bool:
        engine.infer(_frame(next(count)))
        return engine.refreshes.done >= 2

    until(refreshed, 60)
    merged = engine.infer(_frame(next(count)))
    assert engine.info.reason == ""
    assert merged.person is not None
    assert np.isfinite(merged.depth).all()
    engine.close()


def test_a_run_with_sam3d_ends_with_no_thread_left(tiny_models: Path) -> None:
    sink, events = RecordingSink(live=True), list[Event]()
    session = Session(EndlessSource(0.01), [sink], _settings(), on_event=events.append)
    session.start()
    until(lambda: (session.statistics.report()["refreshes"] or {}).get("done", 0) >= 1, 60)
    shown = len(sink.outputs)
    assert sink.wait_for(lambda outputs: len(outputs) > shown)
    session.stop()
    assert session.join(30)
    assert not session.failures
    assert session.statistics.engine == "sam3d"
    assert any("behind" in event.message for event in events)


def test_the_object_stays_where_it_is_while_the_slow_engine_is_broken() -> None:
    scene, broken = ObjectScene(still), threading.Event()

    def fail(frame: Frame) -> None:
        if broken.is_set():
            raise RuntimeError("CUDA error: device-side assert")

    engine = PacedEngine(
        ShiveringEngine(scene, (72, 128)),
        lambda: TrueEngine(scene, fail, size=(72, 128)),
        ObjectMerger(),
        INFO,
        FilterSettings(),
        patience=PATIENCE,
    )
    shots = [scene.frame(index) for index in range(8)]
    count = iter(range(100_000))

    def next_one() -> Geometry:
        index = next(count)
        shot = shots[index % 8]
        return engine.infer(Frame(shot.rgb, index * 33_000_000, index))

    def found() -> bool:
        thickness = next_one().thickness
        return thickness is not None and bool(thickness.any())

    until(found)
    broken.set()
    until(lambda: bool(next_one()) and "device-side assert" in engine.info.reason)
    thickness = next_one().thickness
    assert thickness is not None
    assert thickness.any()
    broken.clear()
    until(lambda: bool(next_one()) and engine.info.reason == "")
    engine.close()


def _apart() -> PacedEngine:
    engine = open_live(_settings(), *weights_paths(), apart=True)
    assert isinstance(engine, PacedEngine)
    return engine


def _children_of(number: int) -> list[int]:
    tasks = Path(f"/proc/{number}/task").iterdir()
    return [int(n) for task in tasks for n in (task / "children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_objects_come_from_a_process_of_their_own(tiny_models: Path) -> None:
    engine = _apart()
    count = iter(range(100_000))
    before = engine.refreshes

    def refreshed() -> bool:
        engine.infer(_frame(next(count)))
        return engine.refreshes.done > before.done

    until(refreshed, 60)
    (number,) = _children_of(os.getpid())
    os.kill(number, signal.SIGKILL)
    until(lambda: bool(engine.infer(_frame(next(count)))) and "SIGKILL" in engine.info.reason)
    before = engine.refreshes
    until(refreshed, 60)
    assert np.isfinite(engine.infer(_frame(next(count))).depth).all()
    assert engine.info.reason == ""
    engine.close()
    assert _children_of(os.getpid()) == []


def test_where_no_process_can_be_started_objects_come_from_this_one(
    tiny_models: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "")
    engine = _apart()
    count = iter(range(100_000))
    until(lambda: bool(engine.infer(_frame(next(count)))) and engine.refreshes.done > 0, 60)
    engine.close()
    said = [
        record.message for record in caplog.records if "works in this process" in record.message
    ]
    assert len(said) == 1


def test_an_object_is_the_same_from_another_process(tiny_models: Path) -> None:
    sam3d, moge = weights_paths()
    settings, gate = _settings(), Gate()
    children = Children("SAM 3D Objects", gate, load_inside, 1, settings, dict(sam3d), moge)
    device = torch.device("cpu")
    apart = ApartOpener(children, device, FlatEngine)()
    here = WorkerEngine.load(settings, sam3d, moge, gate.wait)
    far, near = apart.infer(_frame(0)), here.infer(_frame(0))
    apart.infer(_frame(1))
    assert apart.info == here.info
    for name in ("depth", "normals", "valid", "thickness"):
        assert np.allclose(getattr(far, name), getattr(near, name), atol=1e-5)
    assert far.intrinsics == near.intrinsics
    for name in ("xyz", "scale", "rotation", "opacity", "colour"):
        assert torch.allclose(getattr(far.splats.cloud, name), getattr(near.splats.cloud, name))
    assert torch.allclose(far.splats.surface.overlap, near.splats.surface.overlap, rtol=1e-3)
    with pytest.raises(EngineError) as caught:
        apart.infer(replace(_frame(0), alpha=np.zeros((72, 128), np.uint8)))
    with pytest.raises(EngineError, match=caught.value.message):
        here.infer(replace(_frame(0), alpha=np.zeros((72, 128), np.uint8)))
    apart.close()
    here.close()


def test_only_a_gpu_is_worth_a_process() -> None:
    assert works_apart(torch.device("cuda"))
    assert not works_apart(torch.device("cpu"))
    assert not works_apart(torch.device("mps"))
