from __future__ import annotations

import logging
import threading

import pytest
from fakes import picture
from stage import Clock, Stage, broken, out_of_memory

from camfilter.engines.base import ENGINES
from camfilter.errors import EngineError
from camfilter.frames import Frame
from camfilter.settings import FilterSettings
from camfilter_scope.engines import Engines, best_engine
from camfilter_scope.faults import Fault, is_out_of_memory
from camfilter_scope.reports import Reports


def settings(engine, **values):
    return FilterSettings(engine=engine, **values)


@pytest.fixture
def made(stage, request):
    """Makes engines that end with the test."""

    def make(wanted, clock=None):
        engines = Engines(stage.open, lambda _: stage.best, Reports(), wanted, clock or Clock())
        request.addfinalizer(engines.stop)
        engines.wait_loaded(10)
        return engines

    return make


def frame(index=0):
    return Frame(picture(index), index, index)


def arrive(engines):
    waiting = threading.Event()
    for index in range(2000):
        sight = engines.arrival(frame(index))
        if sight is not None:
            return sight
        waiting.wait(0.005)
    raise AssertionError("no engine came")


def names(stage):
    return [actor.name for actor in stage.running]


@pytest.mark.parametrize("engine", ["moge", "sam3d"])
def test_the_embedded_engine_shows_until_the_better_one_has_seen_a_picture(stage, made, engine):
    go_on, seen = threading.Event(), threading.Event()
    stage.loads[engine] = lambda _: go_on.wait(10)
    stage.infers[engine] = lambda actor, frame: seen.wait(10) and None
    engines = made(settings(engine))
    assert engines.see(frame(), 5).geometry is not None
    assert engines.arrival(frame()) is None
    go_on.set()
    stage.wait(lambda: engine in names(stage))
    assert engines.arrival(frame()) is None
    assert engines.see(frame(), 5).geometry is not None
    assert stage.opened[0].seen
    seen.set()
    assert arrive(engines).geometry is not None
    stage.wait(lambda: names(stage) == [engine])


def test_auto_takes_what_is_best_here(stage, made):
    stage.best = "moge"
    arrive(made(settings("auto")))
    stage.wait(lambda: names(stage) == ["moge"])


def test_auto_stays_with_the_embedded_engine_where_nothing_is_better(stage, made, caplog):
    engines = made(settings("auto"))
    with caplog.at_level(logging.INFO):
        for index in range(50):
            assert engines.arrival(frame(index)) is None
            assert engines.see(frame(index), 5).geometry is not None
    assert len(stage.opened) == 1
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


def test_without_weights_auto_is_the_embedded_engine():
    assert best_engine(FilterSettings()) == "builtin"
    assert set(ENGINES) == {"sam3d", "moge", "builtin"}


def test_an_engine_without_weights_leaves_the_embedded_one_and_says_why(stage, made, caplog):
    def missing(_):
        raise EngineError("the weights are not here", "fetch them")

    stage.loads["sam3d"] = missing
    engines = made(settings("sam3d"))
    with caplog.at_level(logging.WARNING):
        for index in range(50):
            engines.arrival(frame(index))
            assert engines.see(frame(index), 5).geometry is not None
    assert caplog.text.count("the weights are not here; fetch them") == 1


def test_what_could_not_be_loaded_is_tried_again_in_a_later_session(stage, made):
    attempts = []

    def second_time(_):
        attempts.append(1)
        if len(attempts) == 1:
            raise EngineError("the weights are not here", "fetch them")

    stage.loads["moge"] = second_time
    clock = Clock()
    engines = made(settings("moge"), clock)
    for index in range(100):
        engines.arrival(frame(index))
        engines.see(frame(index), 5)
        engines.retry(settings("moge"))
    assert len(attempts) == 1
    clock.now += 60
    engines.retry(settings("moge"))
    arrive(engines)
    assert len(attempts) == 2


def test_a_dragged_slider_loads_once_when_it_rests(stage, made):
    clock = Clock()
    engines = made(settings("builtin"), clock)
    for resolution in range(512, 700):
        clock.now += 0.03
        engines.want(settings("builtin", inference_resolution=resolution))
    assert len(stage.opened) == 1
    clock.now += 1
    engines.want(settings("builtin", inference_resolution=699))
    arrive(engines)
    stage.wait(lambda: [a.settings.inference_resolution for a in stage.running] == [699])
    assert len(stage.opened) == 2


def test_a_value_must_rest_before_it_counts(stage, made):
    clock = Clock()
    engines = made(settings("builtin"), clock)
    for _ in range(4):
        engines.want(settings("builtin", inference_resolution=600))
        clock.now += 0.1
    assert len(stage.opened) == 1
    clock.now += 1
    engines.want(settings("builtin", inference_resolution=600))
    arrive(engines)
    assert len(stage.opened) == 2


def test_a_modulated_value_that_comes_back_loads_nothing(stage, made):
    clock = Clock()
    engines = made(settings("builtin"), clock)
    for turn in range(40):
        clock.now += 0.1
        engines.want(settings("builtin", inference_resolution=512 + 100 * (turn % 2)))
    assert len(stage.opened) == 1


def test_steps_of_an_engine_that_has_none_load_nothing(stage, made):
    clock = Clock()
    engines = made(settings("builtin"), clock)
    for steps in (12, 25, 25):
        clock.now += 1
        engines.want(settings("builtin", diffusion_steps=steps))
    assert len(stage.opened) == 1


def test_two_large_engines_are_never_loaded_at_once(stage, made):
    clock = Clock()
    engines = made(settings("moge"), clock)
    arrive(engines)
    stage.loads["sam3d"] = lambda _: stage.wait(lambda: "moge" not in names(stage))
    for _ in range(3):
        clock.now += 1
        engines.want(settings("sam3d"))
    assert engines.see(frame(), 5).geometry is not None
    arrive(engines)
    stage.wait(lambda: names(stage) == ["sam3d"])


def test_an_engine_that_fails_on_every_picture_is_given_up(stage, made, caplog):
    engines = made(settings("moge"))
    arrive(engines)
    stage.infers["moge"] = broken
    with caplog.at_level(logging.ERROR):
        for index in range(29):
            assert engines.see(frame(index), 5).fault is not None
        assert names(stage) == ["moge"]
        engines.see(frame(), 5)
    stage.wait(lambda: names(stage) == ["builtin"])
    assert engines.see(frame(), 5).geometry is not None
    assert caplog.text.count("something nobody foresaw") <= 4


def test_single_faults_are_let_pass(stage, made):
    engines = made(settings("moge"))
    arrive(engines)
    for index in range(100):
        stage.infers["moge"] = broken if index % 2 else lambda actor, frame: None
        engines.see(frame(index), 5)
    assert names(stage) == ["moge"]


def test_an_engine_that_takes_too_long_gives_what_it_saw_before(stage, made):
    go_on = threading.Event()
    engines = made(settings("builtin"))
    stage.infers["builtin"] = lambda actor, frame: go_on.wait(10) and None
    first = frame(1)
    assert engines.see(first, 0.01) is None
    go_on.set()
    stage.wait(lambda: True)
    sight = None
    while sight is None:
        sight = engines.offer(frame(2))
    assert sight.frame is first


def test_what_was_in_work_when_the_scene_ended_is_not_shown(stage, made):
    go_on = threading.Event()
    stage.infers["builtin"] = lambda actor, frame: go_on.wait(10) and None
    engines = made(settings("builtin"))
    engines.see(frame(1), 0.01)
    engines.forget()
    go_on.set()
    sight = None
    while sight is None:
        sight = engines.offer(frame(2))
    assert sight.frame.index == 2


def test_a_fault_holds_on_to_nothing_that_was_in_memory():
    def fail():
        big = Stage()
        raise RuntimeError(f"not enough {id(big)}")

    try:
        fail()
    except RuntimeError as error:
        fault = Fault.of(error)
    assert "not enough" in fault.text
    assert "in fail" in fault.trace


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (RuntimeError("CUDA out of memory. Tried to allocate"), True),
        (RuntimeError("shape mismatch"), False),
        (EngineError("does not fit", "close others"), False),
    ],
)
def test_out_of_memory_is_recognised(error, expected):
    assert is_out_of_memory(error) is expected


def test_out_of_memory_is_recognised_behind_what_an_engine_makes_of_it():
    def refuse():
        try:
            out_of_memory()
        except RuntimeError as error:
            raise EngineError("MoGe does not fit", "use a smaller one") from error

    with pytest.raises(EngineError) as raised:
        refuse()
    assert Fault.of(raised.value).out_of_memory
