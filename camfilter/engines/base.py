"""What an engine is, which ones there are, and how the best one is opened."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from camfilter.errors import EngineError
from camfilter.settings import EngineChoice

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry
    from camfilter.settings import FilterSettings


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What is running: `name` as on the command line, where, and why this one."""

    name: str
    title: str
    device: str
    metric: bool
    reason: str = ""


class Engine(Protocol):
    """Frame in, geometry out; made, used and closed on one thread."""

    @property
    def info(self) -> EngineInfo:
        """What is running and where."""

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame`, at the engine's own size.

        Raises:
            EngineError: if this frame could not be done; the next one may be.
        """

    def reset(self) -> None:
        """Forget what came before: the next frame belongs to another scene."""

    def close(self) -> None:
        """Give back memory and device; safe to call twice."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine works on this machine and, if it does not, what to do."""

    name: str
    title: str
    available: bool
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """Weights that an engine needs: whose terms they are under, and whether they are here."""

    name: str
    engine: str
    title: str
    licence: str
    size_bytes: int
    installed: bool
    location: str


class EngineModule(Protocol):
    """What each engine's package offers at its top level; importing it must be cheap."""

    def status(self) -> EngineStatus:
        """Whether the engine works here; never raises."""

    def models(self) -> list[ModelStatus]:
        """The weights it can use; never raises."""

    def fetch(self, name: str) -> None:
        """Get the weights `name` onto this machine.

        Raises:
            EngineError: if they cannot be had.
        """

    def verify(self, name: str) -> None:
        """Read the weights `name` through and compare them with what was published.

        Raises:
            EngineError: if they are missing or damaged.
        """

    def open_engine(self, settings: FilterSettings) -> Engine:
        """The engine, loaded and warm.

        Raises:
            EngineError: if it cannot be loaded.
        """


ENGINES: Final = {"builtin": "camfilter.engines.builtin"}
"""Package of each engine by its name, the best first."""

_PLANNED: Final = {
    "moge": "MoGe depth and normals",
    "sam3d": "SAM 3D Objects",
}


def engine_statuses() -> list[EngineStatus]:
    """Every engine of this version and whether it works here, the best first."""
    planned = [
        EngineStatus(name, title, False, "not part of this version", "use --engine builtin")
        for name, title in _PLANNED.items()
    ]
    return [module.status() for module in engine_modules()] + planned


def engine_modules() -> list[EngineModule]:
    """The package of each engine of this version, the best first."""
    return [_module(name) for name in ENGINES]


def open_engine(settings: FilterSettings) -> tuple[Engine, str]:
    """The engine that `settings` ask for, and in one sentence why it is this one.

    Raises:
        EngineError: if it, or with `auto` every engine, cannot be loaded.
    """
    if settings.engine is not EngineChoice.AUTO:
        return _open_named(settings, str(settings.engine)), "as asked for"
    refusals: list[str] = []
    for status in engine_statuses():
        if not status.available:
            refusals.append(f"{status.name}: {status.reason}")
            continue
        try:
            engine = _open_named(settings, status.name)
        except EngineError as error:
            refusals.append(f"{status.name}: {error.message}")
            continue
        return engine, "; ".join([f"best that works here: {status.reason}", *refusals])
    raise EngineError("no engine works here: " + "; ".join(refusals), "run 'camfilter devices'")


def _open_named(settings: FilterSettings, name: str) -> Engine:
    status = next(status for status in engine_statuses() if status.name == name)
    if not status.available:
        raise EngineError(f"the engine {name} cannot run: {status.reason}", status.remedy)
    return _module(name).open_engine(settings)


def _module(name: str) -> EngineModule:
    module: EngineModule = importlib.import_module(ENGINES[name])
    return module
