from __future__ import annotations

import pytest

from camfilter.engines import base
from camfilter.engines.base import engine_statuses, open_engine
from camfilter.errors import EngineError
from camfilter.settings import EngineChoice, FilterSettings


def test_auto_opens_an_engine_and_says_why() -> None:
    engine, why = open_engine(FilterSettings())
    assert engine.info.name == "builtin"
    assert "no download" in why
    engine.close()


def test_every_choice_has_a_status_and_a_remedy_if_it_does_not_work() -> None:
    statuses = {status.name: status for status in engine_statuses()}
    assert set(statuses) == {str(choice) for choice in EngineChoice} - {"auto"}
    for status in statuses.values():
        assert status.reason
        assert status.available or status.remedy


@pytest.mark.parametrize("name", ["moge", "sam3d"])
def test_an_engine_that_is_not_there_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(EngineError, match=name) as refusal:
        open_engine(FilterSettings().changed(engine=name))
    assert refusal.value.remedy


def test_auto_passes_over_an_engine_that_fails_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ENGINES", {"broken": "broken_engine", **base.ENGINES})
    engine, why = open_engine(FilterSettings())
    assert engine.info.name == "builtin"
    assert "broken: the weights are damaged" in why
    engine.close()
