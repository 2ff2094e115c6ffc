from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from camfilter.errors import SourceError
from camfilter.ndi.receiver import Received
from camfilter.sources import SourceListing
from camfilter_ui.sources import Thumbnails
from camfilter_ui.sources import thumbnails as module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

STAGE = SourceListing("ndi:STAGE", "STAGE", "ndi")
DESK = SourceListing("ndi:DESK", "DESK", "ndi")
CAMERA = SourceListing("camera:desk", "Desk", "camera")


class Network:
    """Senders of one colour each; counts who is connected."""

    def __init__(self) -> None:
        self.connected: list[str] = []
        self.closed: list[str] = []
        self.broken: set[str] = set()

    def connect(self, listing: SourceListing) -> Receiver:
        if listing.name in self.broken:
            raise SourceError("it does not answer", "try again")
        self.connected.append(listing.name)
        return Receiver(self, listing.name)


class Receiver:
    def __init__(self, network: Network, name: str) -> None:
        self._network, self._name = network, name
        self._tick = threading.Event()

    def capture(self, timeout_s: float) -> Received | None:
        self._tick.wait(0.005)
        bgra = np.empty((90, 160, 4), np.uint8)
        bgra[:] = (10, 20, 250, 255)
        return Received(bgra, False, 0, 0, 30.0, 0)

    def close(self) -> None:
        self._network.closed.append(self._name)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setattr(module, "_PAUSE_S", 0.01)
    return Network()


@pytest.fixture
def thumbnails(network: Network) -> Iterator[Thumbnails]:
    made = Thumbnails(connect=network.connect)
    yield made
    made.close()


def made_by(thumbnails: Thumbnails) -> list[tuple[str, QImage]]:
    images: list[tuple[str, QImage]] = []
    thumbnails.made.connect(lambda spec, image: images.append((spec, image)))
    return images


def test_every_sender_gets_a_small_picture(
    qtbot: QtBot, thumbnails: Thumbnails, network: Network
) -> None:
    images = made_by(thumbnails)
    thumbnails.show([CAMERA, STAGE, DESK])
    qtbot.waitUntil(lambda: {spec for spec, _ in images} == {"ndi:STAGE", "ndi:DESK"})
    image = images[0][1]
    assert (image.width(), image.height()) == (96, 54)
    assert image.pixelColor(40, 20).getRgb()[:3] == (250, 20, 10)
    assert network.connected == ["STAGE", "DESK"]


def test_connections_end_with_the_list(
    qtbot: QtBot, thumbnails: Thumbnails, network: Network
) -> None:
    images = made_by(thumbnails)
    thumbnails.show([STAGE])
    qtbot.waitUntil(lambda: len(images) > 2)
    thumbnails.rest()
    qtbot.waitUntil(lambda: network.closed == ["STAGE"])
    thumbnails.show([STAGE])
    qtbot.waitUntil(lambda: network.connected == ["STAGE", "STAGE"])


def test_a_sender_that_does_not_answer_costs_the_others_nothing(
    qtbot: QtBot, thumbnails: Thumbnails, network: Network
) -> None:
    network.broken = {"STAGE"}
    images = made_by(thumbnails)
    thumbnails.show([STAGE, DESK])
    qtbot.waitUntil(lambda: len(images) > 2)
    assert {spec for spec, _ in images} == {"ndi:DESK"}


def test_senders_that_come_while_the_list_is_open_are_shown(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    images = made_by(thumbnails)
    thumbnails.update([DESK])
    thumbnails.show([STAGE])
    thumbnails.update([STAGE, DESK])
    qtbot.waitUntil(lambda: "ndi:DESK" in {spec for spec, _ in images})


def test_where_there_are_no_senders_nothing_runs(thumbnails: Thumbnails, network: Network) -> None:
    thumbnails.show([CAMERA])
    thumbnails.close()
    assert network.connected == []
