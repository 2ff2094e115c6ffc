"""Engines in processes of their own, where they do not keep Python from the pictures.

Importing this package does not import torch, nor anything else that is slow to load.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from camfilter.engines.apart.process import Child
from camfilter.engines.apart.starting import StartError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from camfilter.engines.apart.child import Served
    from camfilter.engines.paced.gate import Gate

__all__ = ["Child", "Children", "StartError"]


class Children:
    """Starts processes for one engine, one after the other, and knows those that still live."""

    def __init__(
        self,
        title: str,
        gate: Gate,
        build: Callable[..., Served],
        *more: Any,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`build(stopped, *more)`, all of it to be pickled, gives the engine in the child.

        Variables of `environment` are set there unless they are set here.
        """
        self._environment = environment or {}
        self._title = title
        self._gate = gate
        self._build = build
        self._more = more
        self._living: WeakSet[Child] = WeakSet()
        self._lock = threading.Lock()

    def open(self) -> Child:
        """A process with the engine in it.

        Raises:
            StartError: if there cannot be another process here.
            CamfilterError: if the engine cannot be opened.
            RuntimeError: in the words of any other error.
        """
        child = Child(self._title, self._gate, self._environment)
        with self._lock:
            self._living.add(child)
        if self._gate.stopping.is_set():
            # Abandoned before anybody knew of it.
            child.kill()
        try:
            child.open(self._build, *self._more)
        except BaseException:
            child.close()
            raise
        return child

    def abandon(self) -> None:
        """End all of them at once, from any thread; for when they do not answer."""
        with self._lock:
            for child in list(self._living):
                child.kill()
