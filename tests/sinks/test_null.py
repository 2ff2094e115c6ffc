from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from camfilter.sinks.null import NullSink

if TYPE_CHECKING:
    from collections.abc import Callable


def test_it_counts_and_asks_for_nothing(make_output: Callable[..., Any]) -> None:
    sink, output = NullSink(), make_output(np.zeros((2, 2, 3), np.uint8))
    sink.open(30)
    for _ in range(3):
        sink.write(output)
    sink.close()
    sink.close()
    assert sink.written == 3
    assert output.asked == []
