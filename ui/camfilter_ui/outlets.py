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

    `spec` is what `--to` takes. `later` runs what may take seconds, one after the other, on
    another thread: so a device is closed before it is opened again.
    """

    def __init__(
        self,
        later: Callable[[Callable[[], None]], None],
        maker: Callable[[str], Sink] = make_sink,
        *,
        goes_on: bool = True,
    ) -> None:
        """`goes_on` is whether it may be carried into another run; a file would be begun anew."""
        self.spec = ""
        self._later = later
        self._maker = maker
        self._goes_on = goes_on
        self._wanted = False
        # Counts the wishes: what is done for an older one is done for nothing.
        self._turn = 0
        self._failure: tuple[int, CamfilterError | None] = (0, None)
        # Set by `later` only.
        self._added: _Added | None = None

    @property
    def is_on(self) -> bool:
        """Whether it was switched on and has not been given up."""
        return self._wanted and self._problem() is None

    def switch_on(self, session: Session | None, spec: str) -> None:
        """Send to `spec` from now on; whatever it sent to before is ended first.

        Without a session it begins with the next `move_to`.
        """
        self.switch_off()
        self._wanted, self.spec = True, spec
        if session is not None:
            self._begin(session)

    def switch_off(self, then: Callable[[], None] | None = None) -> None:
        """Send no more; files are completed and devices closed in the background.

        `then` is called when that is done, on the thread of `later`.
        """
        self._turn += 1
        self._wanted = False
        self._later(lambda: self._end(then))

    def move_to(self, session: Session) -> None:
        """Go on in another run, if it is on and may."""
        if self._added is not None and not self._goes_on:
            self.switch_off()
        if self.is_on:
            self._turn += 1
            self._begin(session)

    def status(self, session: Session | None) -> OutletStatus:
        """How it does now; an output that gave up is off, and says why."""
        failure = self._problem()
        if failure is not None:
            return OutletStatus(Phase.FAILED, None, failure)
        if not self._wanted:
            return OutletStatus()
        added = self._added
        if added is None or added.turn != self._turn:
            return OutletStatus(Phase.OPENING, place=self._place())
        found = added.session.sink_status(added.name)
        if found is not None and found.state is not SinkState.ENDED:
            return OutletStatus(_PHASES[found.state], found.viewers, found.problem, self._place())
        return self._after_its_end(session, None if found is None else found.problem)

    def _after_its_end(
        self, session: Session | None, problem: CamfilterError | None
    ) -> OutletStatus:
        if problem is None and self._goes_on and not (session and session.running):
            # Not its own fault: it is on again as soon as there is another run.
            return OutletStatus(Phase.RETRYING, place=self._place())
        self.switch_off()
        self._failure = (self._turn, problem)
        return self.status(session)

    def _problem(self) -> CamfilterError | None:
        """What the present wish failed of."""
        turn, problem = self._failure
        return problem if turn == self._turn else None

    def _begin(self, session: Session) -> None:
        turn = self._turn

        def begin() -> None:
            if turn != self._turn:
                return
            try:
                sink = self._maker(self.spec)
                self._added = _Added(session, sink, session.add_sink(sink), turn)
            except CamfilterError as error:
                self._failure = (turn, error)

        self._later(begin)

    def _end(self, then: Callable[[], None] | None) -> None:
        added, self._added = self._added, None
        if added is not None:
            added.session.remove_sink(added.name)
        if then is not None:
            then()

    def _place(self) -> str:
        added = self._added
        named = getattr(added.sink, "device_name", None) if added is not None else None
        return named or self.spec.partition(":")[2].partition("+")[0] or self.spec


@dataclass(frozen=True, slots=True)
class _Added:
    """The sink of an output in a run, and the wish that it was made for."""

    session: Session
    sink: Sink
    name: str
    turn: int
