from __future__ import annotations

import mmap
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from camfilter.engines.apart.channel import GATE_BYTES, Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOM = 4096


@pytest.fixture
def channel() -> Iterator[Channel]:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as reader, os.fdopen(write, "wb") as writer:
        yield Channel(reader, writer, mmap.mmap(-1, GATE_BYTES + ROOM))


ARRAYS: dict[str, Any] = {
    "one": [np.arange(12, dtype=np.float32).reshape(3, 4)],
    "fills all": [np.full(ROOM, 7, np.uint8)],
    "too large": [np.full(ROOM + 1, 7, np.uint8)],
    "second too large": [np.full(ROOM - 8, 1, np.uint8), np.full(64, 2, np.uint8)],
    "empty": [np.zeros((0, 3), np.float32)],
    "every other": [np.arange(20)[::2]],
    "columns first": [np.asfortranarray(np.arange(12.0).reshape(3, 4))],
    "booleans": [np.eye(3, dtype=np.bool_)],
    "none": [],
}


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("borrowed", [True, False])
def test_what_is_sent_arrives(channel: Channel, name: str, borrowed: bool) -> None:
    channel.send({"text": name, "arrays": ARRAYS[name]})
    got = channel.receive(borrowed=borrowed)
    assert got["text"] == name
    for found, sent in zip(got["arrays"], ARRAYS[name], strict=True):
        assert found.dtype == sent.dtype
        assert np.array_equal(found, sent)


def test_what_is_not_borrowed_outlasts_the_next_message(channel: Channel) -> None:
    channel.send(np.zeros(100, np.uint8))
    kept = channel.receive()
    channel.send(np.ones(100, np.uint8))
    assert channel.receive().all()
    assert not kept.any()


def test_a_message_that_cannot_be_sent_leaves_the_next_one_whole(channel: Channel) -> None:
    with pytest.raises(Exception, match="pickle"):
        channel.send([np.ones(8), lambda: 0])
    channel.send("next")
    assert channel.receive() == "next"


@pytest.mark.parametrize("said", [b"", b"\x08\0\0", b"\x08\0\0\0\0\0\0\0half"])
def test_the_end_is_noticed_wherever_it_comes(said: bytes) -> None:
    read, write = os.pipe()
    os.write(write, said)
    os.close(write)
    with os.fdopen(read, "rb") as reader, open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        channel = Channel(reader, nowhere, mmap.mmap(-1, GATE_BYTES + ROOM))
        with pytest.raises(EOFError):
            channel.receive()
