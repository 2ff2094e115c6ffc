"""The NDI library: loaded and started once, its objects impossible to use after their end.

The binding crashes the process when an object is used after it was destroyed, destroyed twice, or
still in use when the interpreter ends. Nothing outside this module ever holds a native object.
"""

from __future__ import annotations

import atexit
import importlib
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from camfilter.errors import CamfilterError
from camfilter.ndi.support import (
    avahi_running,
    discovery_problem,
    import_problem,
    start_problem,
    version_problem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

__all__ = [
    "Handle",
    "NdiClosedError",
    "NdiError",
    "NdiMissingError",
    "avahi_running",
    "discovery_problem",
    "ndi_module",
]

_PATIENCE_S: Final = 5.0
"""How long closing waits for a call that another thread has under way."""


class NdiError(CamfilterError):
    """NDI failed; sources and sinks raise it on as an error of their own."""


class NdiMissingError(NdiError):
    """NDI cannot be had on this machine as it is."""


class NdiClosedError(NdiError):
    """Something was asked of an NDI object that is closed."""


class _Library:
    """Whether the library runs, and every object of it that is open."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.handles: WeakSet[Handle] = WeakSet()
        self._module: ModuleType | None = None
        self._over = False

    def module(self) -> ModuleType:
        with self.lock:
            if self._over:
                raise NdiClosedError(
                    "NDI has ended in this process", "use NDI in a process that was not forked"
                )
            if self._module is None:
                self._module = _started()
                atexit.register(self.end)
            return self._module

    def end(self) -> None:
        """Destroy whatever is open, then stop the library, unless a call is stuck in it."""
        with self.lock:
            module, self._module, self._over = self._module, None, True
            handles = list(self.handles)
        settled = [handle.end() for handle in handles]
        if module is not None and all(settled):
            module.destroy()

    def forget(self) -> None:
        """Let go of everything in a forked process: the library's own threads are not in it."""
        self.lock = threading.RLock()
        if self._module is not None:
            self._module, self._over = None, True
            for handle in list(self.handles):
                handle.forget()


def _started() -> ModuleType:
    problem = version_problem()
    if problem is not None:
        raise NdiMissingError(*problem)
    try:
        module = importlib.import_module("NDIlib")
    except ImportError as error:
        raise NdiMissingError(*import_problem(error)) from error
    if not module.initialize():
        raise NdiMissingError(*start_problem(cpu_supported=module.is_supported_CPU()))
    return module


_library = _Library()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_library.forget)


def ndi_module() -> ModuleType:
    """The `NDIlib` module, loaded and started once for the whole process; any thread may ask.

    Its plain values and functions may be used; objects are made and used through `Handle`.

    Raises:
        NdiMissingError: if it cannot be had, with the remedy for this machine.
        NdiClosedError: if the process is ending, or was forked from one that uses NDI.
    """
    return _library.module()


class Handle:
    """One native object of `module`; any thread may use it, and it is destroyed exactly once.

    Args:
        what: what a user would call it, as in "sender 'Camera'".
        create: makes it from the `NDIlib` module; None means that the library refused.
        destroy: name of the function that destroys it, as in "send_destroy".
        refusal: message and remedy of the error that is raised when the library refused.

    Raises:
        NdiError: if the library refused.
        NdiMissingError: if there is no library.
    """

    def __init__(
        self,
        what: str,
        create: Callable[[Any], object | None],
        destroy: str,
        refusal: tuple[str, str],
    ) -> None:
        self.what = what
        self._destroy = destroy
        self._changed = threading.Condition()
        self._inside: list[int] = []
        self._closed = False
        self._native: object | None = None
        with _library.lock:
            self.module: Any = ndi_module()
            _library.handles.add(self)
            self._native = create(self.module)
        if self._native is None:
            self._closed = True
            raise NdiError(*refusal)

    @property
    def closed(self) -> bool:
        """Whether it was closed; it never opens again."""
        return self._closed

    def call(self, function: str, *arguments: object) -> Any:
        """What the module's `function` returns for this object and the arguments.

        Raises:
            NdiClosedError: if it is closed.
        """
        with self.use() as native:
            return getattr(self.module, function)(native, *arguments)

    @contextmanager
    def use(self) -> Iterator[Any]:
        """The native object, alive while the block runs; for several calls that belong together.

        What the library lends (received frames) must be copied and freed inside the block. Keep
        the block short: closing waits for it.

        Raises:
            NdiClosedError: if it is closed.
        """
        me = threading.get_ident()
        with self._changed:
            if self._closed:
                raise NdiClosedError(f"{self.what} is closed", "open it again")
            self._inside.append(me)
        try:
            yield self._native
        finally:
            with self._changed:
                if me in self._inside:
                    self._inside.remove(me)
                self._destroy_if_idle()
                self._changed.notify_all()

    def close(self) -> None:
        """Destroy it once no call is under way; safe to call twice and from a signal handler.

        A call that does not come back within seconds destroys it when it does.
        """
        me = threading.get_ident()
        with self._changed:
            self._closed = True
            # A signal handler may interrupt a call of its own thread, which cannot end meanwhile.
            self._changed.wait_for(lambda: all(user == me for user in self._inside), _PATIENCE_S)
            self._destroy_if_idle()

    def end(self) -> bool:
        """Close it as the interpreter ends; False if a thread is stuck in a call on it."""
        me = threading.get_ident()
        # Ctrl-C may have cut short a call of this thread before it could sign off, or while it
        # held the lock.
        if not self._changed.acquire(timeout=_PATIENCE_S):
            return False
        try:
            self._inside = [user for user in self._inside if user != me]
            self.close()
            return self._native is None
        finally:
            self._changed.release()

    def forget(self) -> None:
        """Count as closed without touching the library."""
        self._changed = threading.Condition()
        self._closed, self._native, self._inside = True, None, []

    def _destroy_if_idle(self) -> None:
        if self._closed and not self._inside:
            native, self._native = self._native, None
            if native is not None:
                getattr(self.module, self._destroy)(native)

    def __del__(self) -> None:
        # An object that was never completed has no lock.
        if getattr(self, "_native", None) is not None:
            self.close()
