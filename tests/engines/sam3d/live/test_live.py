from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from fakes import EndlessSource, RecordingSink, until
from object_scene import ObjectScene, ShiveringEngine, TrueEngine, still

from camfilter.engines.base import EngineInfo, open_engine
from camfilter.engines.paced import PacedEngine
from camfilter.engines.paced.background import Patience
from camfilter.engines.sam3d.live.merging import ObjectMerger
from camfilter.errors import EngineError
from camfilter.frames import Frame
from camfilter.live import Event, Session
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from pathlib import Path

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
