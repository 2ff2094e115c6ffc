"""A slow engine behind a fast one, in a process of its own."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import apart_engine
import numpy as np
import pytest
from apart_engine import BLUE, RED, gone
from fakes import FlatEngine, picture, until

from camfilter.engines.apart import Child, Children
from camfilter.engines.base import EngineInfo
from camfilter.engines.paced import MapMerger, PacedEngine
from camfilter.engines.paced.gate import Gate
from camfilter.engines.paced.patience import Patience
from camfilter.frames import Frame
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from camfilter.frames import Geometry

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

INFO = EngineInfo("odd", "Odd Engine", "cpu", metric=True)
PATIENCE = Patience(
    first_s=2, least_s=0.5, times=1, pause_s=0.01, longest_pause_s=0.02, close_s=0.5, abandon_s=10
)


class Slow:
    """The engine in its process."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self.info = child.info

    def infer(self, frame: Frame) -> Geometry:
        made: Geometry = self._child.ask("infer", replace(frame))
        maps: Any = {name: getattr(made, name).copy() for name in ("depth", "normals", "valid")}
        return replace(made, **maps)

    def reset(self) -> None:
        self._child.ask("reset")

    def close(self) -> None:
        self._child.close()


class Run:
    """Pictures, one after the other, through a fast engine and one in a process of its own."""

    def __init__(self, build: Callable[..., Any] = apart_engine.build, *more: Any) -> None:
        gate = Gate()
        self.children = Children("Odd Engine", gate, build, *more)
        self.numbers: list[int] = []
        self.engine = PacedEngine(
            FlatEngine(),
            self._open,
            MapMerger(),
            INFO,
            FilterSettings(),
            gate=gate,
            patience=PATIENCE,
            abandon=self.children.abandon,
        )
        self._count = itertools.count()

    def show(self, colour: tuple[int, int, int] = (9, 9, 9)) -> Geometry:
        index = next(self._count)
        rgb = picture(0)
        rgb[0, 0] = colour
        return self.engine.infer(Frame(np.ascontiguousarray(rgb), index * 33_000_000, index))

    def shows(self, what: str, colour: tuple[int, int, int] = (9, 9, 9)) -> Callable[[], bool]:
        return lambda: bool(self.show(colour)) and what in self.engine.info.reason

    def refreshed(self) -> Callable[[], bool]:
        before = self.engine.refreshes.done
        return lambda: self.show().metric and self.engine.refreshes.done > before

    def _open(self) -> Slow:
        child = self.children.open()
        self.numbers.append(child.number)
        return Slow(child)


def test_it_refreshes_pictures_and_leaves_nothing_behind() -> None:
    run = Run()
    until(run.refreshed())
    assert run.engine.info.reason == ""
    run.engine.close()
    assert gone(run.numbers[0])
    assert run.engine.info.reason == ""


def test_one_that_dies_is_told_of_and_back_after_one_failure() -> None:
    run = Run()
    until(run.refreshed())
    until(run.shows("SIGKILL", BLUE))
    until(run.refreshed())
    assert run.engine.info.reason == ""
    assert run.numbers[0] != run.numbers[-1]
    assert run.engine.refreshes.failed == len(run.numbers) - 1
    run.engine.close()
    assert all(map(gone, run.numbers))


def test_one_that_hangs_is_ended_while_pictures_go_on() -> None:
    run = Run()
    until(run.refreshed())
    until(run.shows("does not answer", RED))
    assert run.show().metric
    until(lambda: gone(run.numbers[0]))
    until(run.refreshed())
    run.engine.close()
    assert all(map(gone, run.numbers))


def test_closing_ends_one_that_hangs(tmp_path: Path) -> None:
    run = Run(apart_engine.build, "", tmp_path / "begun")
    until(lambda: bool(run.show(RED)) and (tmp_path / "begun").exists())
    run.engine.close()
    assert gone(run.numbers[0])


def test_closing_does_not_wait_for_one_that_is_being_loaded(tmp_path: Path) -> None:
    run = Run(apart_engine.build_slowly, tmp_path / "begun")
    until((tmp_path / "begun").exists)
    run.show()
    assert "is being loaded" in run.engine.info.reason
    (child,) = run.children._living
    run.engine.close()
    assert gone(child.number)
