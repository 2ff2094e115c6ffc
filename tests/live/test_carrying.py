from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fakes import FlatEngine, ListSource, RecordingSink, frames, opener

from camfilter.live import Limit, Session
from camfilter.live.carry_worker import CarryWorker
from camfilter.live.carrying import Carrying, Due
from camfilter.live.control import Control
from camfilter.live.mailbox import ClosedError, Mailbox
from camfilter.live.worker import Lost, Seen, Shot
from camfilter.look import Look, bands
from camfilter.settings import FilterSettings, PaceMode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from camfilter.frames import Frame

SETTINGS = FilterSettings(pace=PaceMode.PACED)
SHOTS = [Shot(frame, 0, frame.index + 1, SETTINGS) for frame in frames(9)]


class Ahead:
    """The thread that finds geometry; the test is the engine, the camera and the renderer."""

    def __init__(self, *, waits: bool = False) -> None:
        changed = threading.Condition()
        self.control = Control(SETTINGS)
        self.control.statistics.paced = True
        self.seen: Mailbox[Shot | Seen | Lost] = Mailbox(waits=waits, changed=changed)
        self.shots: Mailbox[Shot | Seen | Lost] = Mailbox(waits=waits, changed=changed)
        self.dues: Mailbox[Due | Lost] = Mailbox(waits=waits)
        carrying = Carrying(self.control, Limit(), Look(), self.seen, self.shots)
        self.worker = CarryWorker(self.control, carrying, self.dues)

    def infer(self, shot: Shot) -> None:
        self.seen.put(Seen(shot, FlatEngine().infer(shot.frame)))

    def due(self) -> Due:
        due = self.dues.get(20)
        assert isinstance(due, Due)
        return due

    def run_dry(self) -> None:
        self.seen.close()
        self.shots.close()
        self.worker.join(20)

    def end(self) -> None:
        self.dues.close()
        self.run_dry()


@pytest.fixture
def ahead() -> Iterator[Ahead]:
    made = Ahead()
    made.worker.start()
    yield made
    made.end()


@pytest.fixture
def waiting() -> Iterator[Ahead]:
    made = Ahead(waits=True)
    made.worker.start()
    yield made
    made.end()


def test_the_next_picture_is_made_ready_while_one_is_drawn(ahead: Ahead) -> None:
    ahead.infer(SHOTS[0])
    assert ahead.due().shot is SHOTS[0]
    ahead.shots.put(SHOTS[1])
    assert ahead.due().shot is SHOTS[1]


def test_after_a_picture_that_took_long_the_newest_is_drawn(ahead: Ahead) -> None:
    ahead.infer(SHOTS[0])
    assert ahead.due().shot is SHOTS[0]
    for shot in SHOTS[1:5]:
        ahead.shots.put(shot)
    ahead.run_dry()
    assert ahead.due().shot is SHOTS[4]
    with pytest.raises(ClosedError):
        ahead.dues.get(20)


def test_where_nothing_may_be_lost_each_picture_waits_for_its_turn(waiting: Ahead) -> None:
    waiting.control.statistics.paced = False

    def infer() -> None:
        for shot in SHOTS:
            waiting.infer(shot)
        waiting.seen.close()
        waiting.shots.close()

    engine = threading.Thread(target=infer)
    engine.start()
    assert [waiting.due().shot for _ in SHOTS] == SHOTS
    engine.join(20)


def test_the_others_end_when_nobody_draws_any_more(ahead: Ahead) -> None:
    ahead.dues.close()
    ahead.infer(SHOTS[0])
    ahead.worker.join(20)
    assert not ahead.worker.is_alive()
    assert not ahead.shots.put(SHOTS[1])


def test_what_is_wrong_is_said_in_its_turn_and_ends_what_was_known(ahead: Ahead) -> None:
    ahead.infer(SHOTS[0])
    assert ahead.due().shot is SHOTS[0]
    lost = Lost("the camera is gone", 0)
    ahead.seen.put(lost)
    assert ahead.dues.get(20) is lost
    ahead.shots.put(SHOTS[1])
    ahead.run_dry()
    with pytest.raises(ClosedError):
        ahead.dues.get(20)


def _paced_pictures(count: int) -> list[Any]:
    """What is shown when each picture comes after the one before, with geometry of the first."""
    sink, more = RecordingSink(live=True), threading.Event()

    def after(frame: Frame) -> Callable[[], Frame]:
        def give() -> Frame:
            assert sink.wait_for(lambda outputs: len(outputs) >= frame.index)
            return frame

        return give

    def end() -> None:
        assert sink.wait_for(lambda outputs: len(outputs) == count)
        more.set()

    engine = FlatEngine(before=lambda frame: frame.index and more.wait(20) and None)
    source = ListSource([*map(after, frames(count)), end], live=True)
    session = Session(source, [sink], SETTINGS, opener=opener(engine))
    session.start()
    assert session.join(30)
    assert all(output.geometry.index == 0 for output in sink.outputs if output.geometry)
    return [output.picture for output in sink.outputs]


def test_pictures_are_the_same_whoever_makes_them_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for processors in (1, 4):
        monkeypatch.setattr(bands, "_threads", lambda count=processors: count)
        made.append(_paced_pictures(12))
    np.testing.assert_array_equal(*made)
