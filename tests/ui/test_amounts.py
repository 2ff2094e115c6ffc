from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale

from camfilter_ui.amounts import size_text, speed_text, time_left_text
from camfilter_ui.downloads import Speed

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("size", "shown"), [(12_085_000_000, "12.1 GB"), (140_550_416, "141 MB"), (0, "0 bytes")]
)
def test_sizes(size: int, shown: str) -> None:
    assert size_text(size) == shown
    assert speed_text(size) == f"{shown}/s"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.2, "1 s left"),
        (59, "59 s left"),
        (61, "1 min left"),
        (3599, "1 h 0 min left"),
        (5400, "1 h 30 min left"),
    ],
)
def test_times(seconds: float, shown: str) -> None:
    assert time_left_text(seconds) == shown


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_speed_is_that_of_the_last_seconds() -> None:
    clock = Clock()
    speed = Speed(clock)
    assert speed.after(1_000) == 0.0
    for clock.now in range(1, 20):
        fast = speed.after(1_000 + 500 * int(clock.now))
    assert fast == pytest.approx(500)
    for clock.now in range(20, 40):
        stalled = speed.after(10_500)
    assert stalled == 0.0
    clock.now = 41
    assert speed.after(0) == 0.0
