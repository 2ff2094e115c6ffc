"""The outputs of the app, each of which is on or off: what is sent, and how that goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camfilter.errors import CamfilterError
from camfilter.live import SinkState
from camfilter.sinks import make_sink

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.live import Session
    from camfilter.sinks.base import Sink


class OutletKind(StrEnum):
    """What can be switched on."""

    VCAM = "vcam"
    NDI = "ndi"
    RECORDING = "recording"


class Phase(StrEnum):
    """How an output does."""

    OFF = "off"
    OPENING = "opening"
    ON = "on"
    RETRYING = "retrying"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OutletStatus:
    """How an output does.

    Attributes:
        viewers: how many look at it; None where that cannot be known.
        problem: what is wrong with it.
        place: what others call it.
    """

    phase: Phase = Phase.OFF
    viewers: int | None = None
    problem: CamfilterError | None = None
    place: str = ""


_PHASES = {
    SinkState.OPENING: Phase.OPENING,
    SinkState.OPEN: Phase.ON,
    SinkState.RETRYING: Phase.RETRYING,
    SinkState.ENDED: Phase.FAILED,
}


class Outlet:
    """One output; used by the GUI thread.

    `spec` is what `--to` takes. `later` runs what may take seconds on another thread.
    """

    def __init__(
        self,
        later: Callable[[Callable[[], None]], None],
        maker: Callable[[str], Sink] = make_sink,
    ) -> None:
        self.spec = ""
        self._later = later
        self._maker = maker
        self._sink: Sink | None = None
        self._name: str | None = None
        self._failure: CamfilterError | None = None

    @property
    def is_on(self) -> bool:
        """Whether it was switched on and has not been given up."""
        return self._name is not None

    def switch_on(self, session: Session, spec: str) -> None:
        """Send to `spec` from now on; whatever it sent to before is ended first."""
        self.switch_off(session)
        self._failure, self.spec = None, spec
        try:
            self._add(session)
        except CamfilterError as error:
            self._failure = error

    def switch_off(self, session: Session) -> None:
        """Send no more; files are completed and devices closed in the background."""
        name, self._name = self._name, None
        self._failure = None
        if name is not None:
            self._later(lambda: session.remove_sink(name))

    def move_to(self, session: Session) -> None:
        """Go on in another run, if it is on."""
        if self._name is not None:
            self._add(session)

    def status(self, session: Session | None) -> OutletStatus:
        """How it does now; an output that gave up is off, and says why."""
        if self._name is not None and session is not None:
            found = session.sink_status(self._name)
            if found is not None and found.state is not SinkState.ENDED:
                return OutletStatus(
                    _PHASES[found.state], found.viewers, found.problem, self._place()
                )
            self._give_up(session, None if found is None else found.problem)
        if self._failure is not None:
            return OutletStatus(Phase.FAILED, None, self._failure)
        return OutletStatus()

    def _add(self, session: Session) -> None:
        self._sink = self._maker(self.spec)
        self._name = session.add_sink(self._sink)

    def _place(self) -> str:
        named = getattr(self._sink, "device_name", None)
        return named or self.spec.partition(":")[2].partition("+")[0] or self.spec

    def _give_up(self, session: Session, problem: CamfilterError | None) -> None:
        self.switch_off(session)
        self._failure = problem
