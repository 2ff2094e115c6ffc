"""The end of the program where a thread cannot be ended."""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import suppress

from camfilter.priority import BEHIND_NAME


def leave_if_held(status: object) -> None:
    """End the program here and now, with this status, if a driver still holds a thread of ours.

    It would abort the whole program while Python is taken down.
    """
    if not any(thread.name == BEHIND_NAME for thread in threading.enumerate()):
        return
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))
