from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from camfilter.sources import SourceListing
from camfilter_ui.sources import SourceWatcher
from camfilter_ui.sources import watcher as module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

CAMERA = SourceListing("camera:desk", "Desk", "camera")
DEMO = SourceListing("demo", "Demo", "demo")
SENDER = SourceListing("ndi:STAGE", "STAGE", "ndi")


class Machine:
    """What is plugged in, and what is on the network."""

    def __init__(self) -> None:
        self.here = [DEMO, CAMERA]
        self.network = [SENDER]
        self.looks: list[bool] = []
        self.fails = 0
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, *, network: bool) -> list[SourceListing]:
        self.looks.append(network)
        assert self.gate.wait(20)
        if self.fails:
            self.fails -= 1
            raise OSError("the bus is upset")
        return [*self.here, *(self.network if network else [])]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(module, "_PAUSE_S", 0.02)
    return Machine()


@pytest.fixture
def watcher(machine: Machine) -> Iterator[SourceWatcher]:
    made = SourceWatcher(lister=machine)
    yield made
    machine.gate.set()
    made.close()


def found_by(watcher: SourceWatcher) -> list[list[str]]:
    lists: list[list[str]] = []
    watcher.found.connect(lambda found: lists.append([it.spec for it in found]))
    return lists


def test_cameras_come_at_once_and_senders_after_them(
    qtbot: QtBot, watcher: SourceWatcher, machine: Machine
) -> None:
    lists = found_by(watcher)
    watcher.start()
    qtbot.waitUntil(lambda: len(lists) >= 2)
    assert lists == [["camera:desk", "demo"], ["camera:desk", "ndi:STAGE", "demo"]]
    assert machine.looks[:2] == [False, True]


def test_it_says_only_what_changed_and_keeps_the_senders(
    qtbot: QtBot, watcher: SourceWatcher, machine: Machine
) -> None:
    lists = found_by(watcher)
    watcher.start()
    qtbot.waitUntil(lambda: len(machine.looks) > 5)
    assert len(lists) == 2
    assert machine.looks.count(True) == 1
    machine.here = [DEMO]
    qtbot.waitUntil(lambda: len(lists) == 3)
    assert lists[-1] == ["ndi:STAGE", "demo"]


def test_while_the_list_is_open_the_network_is_looked_at_all_the_time(
    qtbot: QtBot, watcher: SourceWatcher, machine: Machine
) -> None:
    lists = found_by(watcher)
    watcher.start()
    watcher.set_eager(eager=True)
    qtbot.waitUntil(lambda: machine.looks.count(True) > 4)
    machine.network = []
    qtbot.waitUntil(lambda: lists[-1] == ["camera:desk", "demo"])


def test_a_wish_to_look_again_during_a_look_is_not_forgotten(
    qtbot: QtBot, watcher: SourceWatcher, machine: Machine
) -> None:
    watcher.start()
    qtbot.waitUntil(lambda: machine.looks.count(True) == 1)
    machine.gate.clear()
    watcher.refresh()
    qtbot.waitUntil(lambda: machine.looks.count(True) == 2)
    watcher.refresh()
    machine.gate.set()
    qtbot.waitUntil(lambda: machine.looks.count(True) == 3)


def test_a_look_that_fails_is_not_the_last(
    qtbot: QtBot, watcher: SourceWatcher, machine: Machine
) -> None:
    lists = found_by(watcher)
    machine.fails = 3
    watcher.start()
    qtbot.waitUntil(lambda: lists != [])


def test_one_that_never_began_can_be_closed(machine: Machine) -> None:
    SourceWatcher(lister=machine).close()
    assert machine.looks == []
