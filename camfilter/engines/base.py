"""What an engine is, which ones there are, and how the best one is opened."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from camfilter.errors import EngineError
from camfilter.settings import EngineChoice, RefreshMode
from camfilter.weights.catalogue import model_named, models_of
from camfilter.weights.check import check_model
from camfilter.weights.local import locate

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry
    from camfilter.settings import DeviceChoice, FilterSettings
    from camfilter.weights.catalogue import Model


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
class Refreshes:
    """What a slow engine did so far behind a fast one.

    `took_s` is of the newest result, `confidence` 0..1 how much it counts now.
    """

    done: int
    failed: int
    took_s: float
    confidence: float


@runtime_checkable
class Refreshing(Protocol):
    """An engine with a slow one behind it."""

    @property
    def refreshes(self) -> Refreshes:
        """How that is getting on."""


@runtime_checkable
class Careful(Protocol):
    """An engine that does better by a single picture, for which there is time."""

    def infer_still(self, frame: Frame) -> Geometry:
        """As `infer`, at the cost of a few ordinary frames.

        Raises:
            EngineError: as `infer`.
        """


def infer_still(engine: Engine, frame: Frame) -> Geometry:
    """The best that `engine` can do for a single picture.

    Raises:
        EngineError: if it fails.
    """
    return engine.infer_still(frame) if isinstance(engine, Careful) else engine.infer(frame)


@runtime_checkable
class Adjustable(Protocol):
    """An engine that minds settings which do not need it loaded again."""

    def adjust(self, settings: FilterSettings) -> None:
        """Use `settings` for the frames that follow."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine works on this machine and, if it does not, what to do.

    `live_devices` are those here on which it keeps up with a camera; None where any will do.
    """

    name: str
    title: str
    available: bool
    reason: str
    remedy: str = ""
    live_devices: tuple[str, ...] | None = None

    def too_slow_for(self, device: DeviceChoice) -> bool:
        """Whether it would fall behind a camera on that device."""
        if self.live_devices is None:
            return False
        return str(device) not in ("auto", *self.live_devices) or not self.live_devices


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """Weights that an engine needs: whose terms they are under, and whether they are here.

    `gated` weights need an account and their owner's consent; `page` tells more.
    """

    name: str
    engine: str
    title: str
    licence: str
    size_bytes: int
    installed: bool
    location: str
    gated: bool = False
    page: str = ""


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

    def open_behind(self, settings: FilterSettings) -> Engine:
        """The embedded engine on every frame, with this one refreshing behind it.

        Raises:
            EngineError: if the embedded engine cannot be loaded, or the settings cannot be met.
        """


ENGINES: Final = {
    "sam3d": "camfilter.engines.sam3d",
    "moge": "camfilter.engines.moge",
    "builtin": "camfilter.engines.builtin",
}
"""Package of each engine by its name, the best first."""

ONLY_WHEN_ASKED_FOR: Final = frozenset({"sam3d"})
"""Engines that `auto` never takes, because no machine runs them on every frame."""


def engine_statuses() -> list[EngineStatus]:
    """Every engine and whether it works here, the best first."""
    return [module.status() for module in engine_modules()]


def engine_modules() -> list[EngineModule]:
    """The package of each engine, the best first."""
    return [_module(name) for name in ENGINES]


def open_engine(settings: FilterSettings, *, live: bool = False) -> tuple[Engine, str]:
    """The engine that `settings` ask for, and in one sentence why it is this one.

    For `live` pictures one that is too slow works behind the embedded one, unless
    `settings.refresh` says otherwise.

    Raises:
        EngineError: if it, or with `auto` every engine, cannot be loaded.
    """
    if settings.engine is not EngineChoice.AUTO:
        return _open_named(settings, str(settings.engine), live=live), "as asked for"
    return _open_best(settings)


def downloadable(engine: str) -> list[ModelStatus]:
    """The weights in the catalogue that `engine` can use, and whether they are here."""
    return [_model_status(model) for model in models_of(engine)]


def fetch_named(name: str) -> None:
    """Get the weights `name` of the catalogue onto this machine.

    Raises:
        EngineError: if they cannot be had.
    """
    from camfilter.weights.fetch import fetch_model

    fetch_model(model_named(name))


def verify_named(name: str) -> None:
    """Compare the weights `name` of the catalogue with what was published.

    Raises:
        EngineError: if they are missing or damaged.
    """
    check_model(model_named(name))


def _model_status(model: Model) -> ModelStatus:
    here = locate(model)
    return ModelStatus(
        model.name,
        model.engine,
        model.title,
        model.licence,
        model.size,
        here.complete,
        str(here.folder),
        model.gated,
        model.page,
    )


def _open_best(settings: FilterSettings) -> tuple[Engine, str]:
    refusals: list[str] = []
    for name in ENGINES:
        if name in ONLY_WHEN_ASKED_FOR:
            continue
        status = _module(name).status()
        if not status.available or status.too_slow_for(settings.device):
            refusals.append(f"{name}: {status.reason}")
            continue
        try:
            engine = _module(name).open_engine(settings)
        except EngineError as error:
            refusals.append(f"{name}: {error.message}")
            continue
        return engine, "; ".join([f"best that works here: {status.reason}", *refusals])
    raise EngineError("no engine works here: " + "; ".join(refusals), "run 'camfilter devices'")


def _open_named(settings: FilterSettings, name: str, *, live: bool) -> Engine:
    module = _module(name)
    status = module.status()
    if not status.available:
        raise EngineError(f"the engine {name} cannot run: {status.reason}", status.remedy)
    if _goes_behind(settings, status, live=live):
        return module.open_behind(settings)
    return module.open_engine(settings)


def _goes_behind(settings: FilterSettings, status: EngineStatus, *, live: bool) -> bool:
    """Whether the engine is to work behind the embedded one, which is no use behind itself."""
    if status.live_devices is None or settings.refresh is RefreshMode.EVERY_FRAME:
        return False
    if settings.refresh is RefreshMode.BEHIND:
        return True
    return live and status.too_slow_for(settings.device)


def _module(name: str) -> EngineModule:
    module: EngineModule = importlib.import_module(ENGINES[name])
    return module
