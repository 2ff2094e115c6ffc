"""A fast engine on every frame, corrected by a slow one that works behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from camfilter.engines.base import Refreshes
from camfilter.engines.paced.background import Background
from camfilter.engines.paced.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from camfilter.engines.base import Engine, EngineInfo
    from camfilter.engines.paced.patience import Patience
    from camfilter.frames import Frame, Geometry
    from camfilter.settings import FilterSettings


@dataclass(frozen=True, slots=True)
class Sight:
    """A frame for the slow engine.

    Attributes:
        fast: what the fast engine saw in it.
        hint: (h, w) bool, where the object of before is in it; None if that is not known.
        settings: in force when it was taken.
    """

    frame: Frame
    fast: Geometry
    hint: NDArray[np.bool_] | None
    settings: FilterSettings


def as_it_is(sight: Sight) -> Frame:
    """The frame as it was seen."""
    return sight.frame


class Merger(Protocol):
    """Brings together what the two engines saw; used on the thread of the fast one."""

    def refresh(self, sight: Sight, slow: Geometry) -> None:
        """Go by `slow`, which was made of `sight`, from the next frame on."""

    def merge(self, frame: Frame, fast: Geometry) -> Geometry:
        """Geometry of `frame`, which comes after all frames before."""

    def hint(self, settings: FilterSettings) -> NDArray[np.bool_] | None:
        """Where in the frame merged last the object is that `settings` mean, if that is known."""

    def reset(self) -> None:
        """The next frame belongs to another scene."""

    @property
    def confidence(self) -> float:
        """0..1, how much the slow engine's geometry counts now."""


@runtime_checkable
class _Remembering(Protocol):
    """A slow engine that starts from the object before."""

    def forget_object(self) -> None:
        """The next frame shows another object."""


class SlowWork:
    """The slow engine as the background runs it; `prepare` gives the frame that it gets."""

    def __init__(self, engine: Engine, prepare: Callable[[Sight], Frame | None]) -> None:
        self._engine = engine
        self._prepare = prepare

    def make(self, sight: Sight) -> Geometry | None:
        """Geometry of the sight; None if `prepare` finds nothing in it to work on."""
        frame = self._prepare(sight)
        if sight.hint is None and isinstance(self._engine, _Remembering):
            self._engine.forget_object()
        return None if frame is None else self._engine.infer(frame)

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()


class PacedEngine:
    """Every frame by the fast engine; the slow one refreshes what is made of it, late.

    It goes on with the fast engine alone while the slow one loads, fails, or hangs, and says so
    in its info.
    """

    def __init__(
        self,
        fast: Engine,
        open_slow: Callable[[], Engine],
        merger: Merger,
        info: EngineInfo,
        settings: FilterSettings,
        *,
        prepare: Callable[[Sight], Frame | None] = as_it_is,
        gate: Gate | None = None,
        patience: Patience | None = None,
        abandon: Callable[[], None] | None = None,
    ) -> None:
        """`info` is of the slow engine as far as it is known before it is loaded."""
        self._fast = fast
        self._merger = merger
        title = f"{info.title} behind {fast.info.title.lower()}"
        self._info = replace(info, title=title)
        self._slow_title = info.title
        self._settings = settings
        self._gate = gate or Gate()
        self._behind: Background[Sight, Geometry] = Background(
            info.title, lambda: SlowWork(open_slow(), prepare), patience, abandon=abandon
        )
        self._closed = False

    @property
    def info(self) -> EngineInfo:
        """What is running, and what is wrong with the slow engine if anything is."""
        reason = self._behind.trouble
        if not reason and self._behind.loading:
            reason = f"{self._slow_title} is being loaded: {self._fast.info.title} until then"
        if reason != self._info.reason:
            self._info = replace(self._info, reason=reason)
        return self._info

    @property
    def refreshes(self) -> Refreshes:
        """How the slow engine is getting on."""
        behind = self._behind
        return Refreshes(behind.done, behind.failed, behind.took_s, self._merger.confidence)

    def adjust(self, settings: FilterSettings) -> None:
        """Use `settings` for the frames that follow."""
        self._settings = settings

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame` by both engines.

        Raises:
            EngineError: if the fast engine fails.
        """
        with self._gate.picture():
            fast = self._fast.infer(frame)
            if (made := self._behind.take()) is not None:
                self._merger.refresh(*made)
            merged = self._merger.merge(frame, fast)
            self._behind.offer(
                Sight(frame, fast, self._merger.hint(self._settings), self._settings)
            )
        return merged

    def reset(self) -> None:
        """Forget the scene, and what is being made of it."""
        self._fast.reset()
        self._merger.reset()
        self._behind.forget()

    def close(self) -> None:
        """End the slow engine's thread, or leave it behind if it hangs, and close the fast one."""
        if self._closed:
            return
        self._closed = True
        self._gate.stop()
        self._behind.close()
        self._merger.reset()
        self._fast.close()
