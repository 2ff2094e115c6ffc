"""The live loop: threads, mailboxes, clock and statistics."""

from camfilter.live.control import Event
from camfilter.live.session import Session
from camfilter.live.source_worker import Limit
from camfilter.live.statistics import Statistics

__all__ = ["Event", "Limit", "Session", "Statistics"]
