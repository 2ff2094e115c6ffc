from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from fakes import until

from camfilter.engines.base import open_engine
from camfilter.engines.moge.engine import MogeEngine
from camfilter.engines.paced import PacedEngine
from camfilter.errors import EngineError
from camfilter.frames import Frame
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = FilterSettings().changed(engine="moge", device="cpu", inference_resolution=256)


def _frame(index: int) -> Frame:
    picture = np.random.default_rng(3).integers(0, 255, (90, 160, 3), np.uint8)
    return Frame(picture, (index + 1) * 33_000_000, index)


def test_on_a_processor_it_works_behind_the_embedded_net_for_live_pictures(installed: Path) -> None:
    engine, _ = open_engine(SETTINGS, live=True)
    assert isinstance(engine, PacedEngine)
    assert "behind" in engine.info.title
    count = iter(range(100_000))
    first = engine.infer(_frame(next(count)))
    assert first.person is not None
    until(lambda: engine.infer(_frame(next(count))).metric, 60)
    merged = engine.infer(_frame(next(count)))
    assert merged.person is not None
    assert np.isfinite(merged.depth).all()
    assert engine.info.reason == ""
    engine.close()


@pytest.mark.parametrize("values", [{}, {"refresh": "every_frame"}])
def test_it_sees_every_frame_itself_where_that_is_asked_for(
    installed: Path, values: dict[str, str]
) -> None:
    engine, _ = open_engine(SETTINGS.changed(**values), live=bool(values))
    assert isinstance(engine, MogeEngine)
    engine.close()


def test_a_device_that_is_not_there_is_refused_at_once(installed: Path) -> None:
    with pytest.raises(EngineError):
        open_engine(SETTINGS.changed(device="cuda"), live=True)
