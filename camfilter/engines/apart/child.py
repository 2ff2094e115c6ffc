"""What runs in the child: the engine, and threads that hear and speak for it."""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import threading
from contextlib import suppress
from logging.handlers import QueueHandler
from typing import TYPE_CHECKING, Any, Protocol

from camfilter.engines.apart.channel import GATE_BYTES, MEMORY_BYTES, Channel
from camfilter.engines.apart.memory import attached
from camfilter.engines.paced.gate import DistantGate
from camfilter.errors import CamfilterError
from camfilter.priority import BEHIND, step_back

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from camfilter.engines.base import EngineInfo


class Served(Protocol):
    """An engine as far as it is known here; it is asked by the names of its methods."""

    @property
    def info(self) -> EngineInfo:
        """What is running and where."""


def main(handle: str) -> None:
    """Serve one engine until the parent wants no more of it, or is gone."""
    # Ctrl-C is for the parent, whose end is also ours.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    step_back(BEHIND)
    reader, writer = _own_pipes()
    memory = attached(handle, MEMORY_BYTES)
    gate = memoryview(memory)[:GATE_BYTES]
    channel = Channel(reader, writer, memory)
    channel.send(("ready", None, None))
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_hear, args=(channel, requests), daemon=True).start()
    levels, engine = requests.get()
    _log_to(channel, levels)
    with suppress(OSError):
        _serve(lambda: _built(engine, DistantGate(gate).wait), channel, requests)
    # Nobody listens any more: `_hear` notices that too and ends this process.
    threading.Event().wait()


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """What is spoken to the parent through; libraries that print do so elsewhere."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:
        os.dup2(nothing, 1)
    return reader, writer


def _hear(channel: Channel, requests: queue.SimpleQueue[Any]) -> None:
    """Take in requests; on a thread of its own, so that the parent's end is noticed at once."""
    try:
        while True:
            requests.put(channel.receive())
    except (EOFError, OSError):
        # Whatever the engine is doing, nobody waits for it, and a driver may not let go of it.
        os._exit(0)
    except Exception:
        logging.getLogger(__name__).exception("a request cannot be understood")
        os._exit(1)


def _log_to(channel: Channel, levels: Mapping[str, int]) -> None:
    logging.captureWarnings(True)
    logging.getLogger().addHandler(_Speaker(channel))
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class _Speaker(QueueHandler):
    """Gives records to the parent."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(queue.Queue())
        self._channel = channel

    def enqueue(self, record: logging.LogRecord) -> None:
        self._channel.send(("log", record, None))


def _built(engine: bytes, stopped: Callable[[], bool]) -> Served:
    build, more = pickle.loads(engine)
    served: Served = build(stopped, *more)
    return served


def _serve(build: Callable[[], Served], channel: Channel, requests: queue.SimpleQueue[Any]) -> None:
    """Answer that the engine was built, and then every request; with an error where one fails."""
    try:
        engine = build()
        channel.send(("done", None, engine.info))
    except Exception as error:  # noqa: BLE001  the parent has to hear of everything
        channel.send(_failure(error))
        return
    while True:
        name, arguments = requests.get()
        try:
            channel.send(("done", getattr(engine, name)(*arguments), engine.info))
        except Exception as error:  # noqa: BLE001  as above
            channel.send(_failure(error))


def _failure(error: Exception) -> tuple[str, object, None]:
    """An error of ours as it is, and the words of any other."""
    logging.getLogger(__name__).debug("the engine failed", exc_info=error)
    try:
        if isinstance(error, CamfilterError):
            pickle.loads(pickle.dumps(error))
            return "refused", error, None
    except Exception:  # noqa: BLE001  of a kind that is not known elsewhere
        return "failed", str(error), None
    return "failed", str(error) or type(error).__name__, None
