from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest

from camfilter_ui.log_records import LogRecords

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def terminal() -> Iterator[io.StringIO]:
    """What a handler prints that was there before the app."""
    printed = io.StringIO()
    handler = logging.StreamHandler(printed)
    logging.getLogger().addHandler(handler)
    yield printed
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("level", [logging.WARNING, logging.INFO, logging.DEBUG])
def test_listening_changes_nothing_for_the_terminal(
    terminal: io.StringIO, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(level)
    logger = logging.getLogger("camfilter.live.control")
    records = LogRecords()
    records.listen()
    for said in (logging.DEBUG, logging.INFO, logging.WARNING):
        logger.log(said, "level %d", said)
    records.rest()
    said = (logging.DEBUG, logging.INFO, logging.WARNING)
    assert terminal.getvalue().split() == [w for n in said if n >= level for w in ("level", f"{n}")]
    kept = [record.level for record in records.since(0)]
    assert kept == [n for n in said if n >= min(level, logging.INFO)]


def test_after_it_rests_everything_is_as_before() -> None:
    root, ours = logging.getLogger(), logging.getLogger("camfilter")
    before = [handler.level for handler in root.handlers], ours.level
    records = LogRecords()
    records.listen()
    records.rest()
    assert ([handler.level for handler in root.handlers], ours.level) == before
    assert records not in root.handlers
