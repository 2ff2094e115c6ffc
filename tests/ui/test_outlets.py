"""Outputs that are switched on and off, quickly, early, and across runs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from fakes import EndlessSource, FlatEngine, RecordingSink, opener, until

from camfilter.errors import EngineError, SinkError, UsageError
from camfilter.live import Session
from camfilter.settings import FilterSettings
from camfilter_ui.chores import Chores
from camfilter_ui.outlets import Outlet, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Device:
    """Sinks of one device that only one of them can have at a time."""

    def __init__(self) -> None:
        self.specs: list[str] = []
        self.held = threading.Lock()

    def sink(self, spec: str) -> RecordingSink:
        self.specs.append(spec)
        device = self

        class Sink(RecordingSink):
            def open(self, rate: float) -> None:
                if not device.held.acquire(blocking=False):
                    raise SinkError("the device is busy", "close the other program")
                super().open(rate)

            def close(self) -> None:
                if self.opened and not self.closed:
                    device.held.release()
                super().close()

        return Sink(spec, live=True)


def session_of() -> Session:
    return Session(
        EndlessSource(),
        [RecordingSink("preview", live=True)],
        FilterSettings(),
        opener=opener(FlatEngine()),
        keeps_going=True,
    )


@pytest.fixture
def chores() -> Iterator[Chores]:
    made = Chores()
    yield made
    made.close()


@pytest.fixture
def start(chores: Chores) -> Iterator[Callable[[], Session]]:
    made: list[Session] = []

    def begin() -> Session:
        made.append(session_of())
        made[-1].start()
        return made[-1]

    yield begin
    for session in made:
        session.stop()
        session.join()


def test_off_and_on_again_closes_the_device_before_it_opens_it(
    chores: Chores, start: Callable[[], Session]
) -> None:
    device, session = Device(), start()
    outlet = Outlet(chores.do, device.sink)
    for number in range(20):
        outlet.switch_on(session, f"vcam:{number}")
        if number % 3:
            outlet.switch_off()
            outlet.switch_on(session, f"vcam:{number}b")
        if number % 5 == 0:
            until(lambda: outlet.status(session).phase is Phase.ON)
    until(lambda: outlet.status(session).phase is not Phase.OPENING)
    assert outlet.status(session).phase is Phase.ON
    assert device.specs[-1] == "vcam:19b"
    outlet.switch_off()
    until(lambda: not device.held.locked())
    assert outlet.status(session).phase is Phase.OFF


def test_what_was_switched_off_while_it_opens_stays_off(
    chores: Chores, start: Callable[[], Session]
) -> None:
    device, session, gate = Device(), start(), threading.Event()
    chores.do(lambda: gate.wait(20) and None)
    outlet = Outlet(chores.do, device.sink)
    outlet.switch_on(session, "vcam")
    assert outlet.status(session).phase is Phase.OPENING
    outlet.switch_off()
    gate.set()
    done = threading.Event()
    chores.do(done.set)
    assert done.wait(20)
    assert device.specs == []
    assert outlet.status(session).phase is Phase.OFF


def test_switched_on_before_there_is_a_run_it_begins_with_it(
    chores: Chores, start: Callable[[], Session]
) -> None:
    outlet = Outlet(chores.do, Device().sink)
    outlet.switch_on(None, "vcam")
    assert outlet.status(None).phase is Phase.OPENING
    session = start()
    outlet.move_to(session)
    until(lambda: outlet.status(session).phase is Phase.ON)


@pytest.mark.parametrize(("goes_on", "phase"), [(True, Phase.RETRYING), (False, Phase.OFF)])
def test_when_the_run_ends_only_what_may_goes_on_in_the_next(
    chores: Chores, start: Callable[[], Session], goes_on: bool, phase: Phase
) -> None:
    device, first = Device(), start()
    outlet = Outlet(chores.do, device.sink, goes_on=goes_on)
    outlet.switch_on(first, "a.mp4")
    until(lambda: outlet.status(first).phase is Phase.ON)
    first._control.fail(EngineError("nothing works", "restart"))
    assert first.join()
    assert outlet.status(first).phase is phase
    second = start()
    outlet.move_to(second)
    if goes_on:
        until(lambda: outlet.status(second).phase is Phase.ON)
    assert device.specs == ["a.mp4"] * (1 + goes_on)
    assert outlet.is_on is goes_on


def test_a_file_is_not_begun_anew_by_a_run_that_follows_at_once(
    chores: Chores, start: Callable[[], Session]
) -> None:
    device, first = Device(), start()
    outlet = Outlet(chores.do, device.sink, goes_on=False)
    outlet.switch_on(first, "a.mp4")
    until(lambda: outlet.status(first).phase is Phase.ON)
    first.stop()
    first.join()
    outlet.move_to(start())
    assert not outlet.is_on
    assert device.specs == ["a.mp4"]


def test_what_cannot_be_meant_says_so(chores: Chores, start: Callable[[], Session]) -> None:
    def refuse(spec: str) -> RecordingSink:
        raise UsageError("that is no sink", "choose another")

    outlet, session = Outlet(chores.do, refuse), start()
    outlet.switch_on(session, "nonsense")
    until(lambda: outlet.status(session).phase is Phase.FAILED)
    problem = outlet.status(session).problem
    assert problem is not None
    assert problem.message == "that is no sink"
    assert not outlet.is_on
    outlet.switch_off()
    assert outlet.status(session).phase is Phase.OFF


def test_it_says_when_the_file_is_complete(chores: Chores, start: Callable[[], Session]) -> None:
    device, session = Device(), start()
    outlet = Outlet(chores.do, device.sink)
    outlet.switch_on(session, "a.mp4")
    until(lambda: outlet.status(session).phase is Phase.ON)
    held: list[bool] = []
    outlet.switch_off(lambda: held.append(device.held.locked()))
    until(lambda: bool(held))
    assert held == [False]
