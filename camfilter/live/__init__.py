"""The live loop: threads, mailboxes, clock and statistics."""

from camfilter.live.control import Event
from camfilter.live.session import Session
from camfilter.live.sink_worker import SinkState, SinkStatus
from camfilter.live.source_worker import Limit
from camfilter.live.statistics import Pulse, Statistics

__all__ = ["Event", "Limit", "Pulse", "Session", "SinkState", "SinkStatus", "Statistics"]
