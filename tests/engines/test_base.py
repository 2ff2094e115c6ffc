from __future__ import annotations

import sys
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import pytest

from camfilter.engines import base
from camfilter.engines.base import EngineStatus, engine_statuses, open_engine
from camfilter.errors import EngineError
from camfilter.settings import DeviceChoice, EngineChoice, FilterSettings


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
def test_an_engine_without_weights_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(EngineError, match=name) as refusal:
        open_engine(FilterSettings().changed(engine=name))
    wanted = "camfilter models fetch" if find_spec("torch") else "pip install"
    assert wanted in refusal.value.remedy


def test_auto_passes_over_an_engine_that_fails_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ENGINES", {"broken": "broken_engine", **base.ENGINES})
    engine, why = open_engine(FilterSettings())
    assert engine.info.name == "builtin"
    assert "broken: the weights are damaged" in why
    engine.close()


@pytest.mark.parametrize(
    ("live_devices", "device", "taken"),
    [
        (None, "auto", True),
        (None, "cpu", True),
        (("cuda",), "auto", True),
        (("cuda",), "cuda", True),
        (("cuda",), "cpu", False),
        ((), "auto", False),
        ((), "cpu", False),
    ],
)
def test_auto_takes_an_engine_only_where_it_keeps_up(
    monkeypatch: pytest.MonkeyPatch, live_devices: Any, device: str, taken: bool
) -> None:
    status = EngineStatus("heavy", "Heavy", True, "heavy on a GPU", live_devices=live_devices)
    assert status.too_slow_for(DeviceChoice(device)) is not taken
    opened = object()
    module = SimpleNamespace(status=lambda: status, open_engine=lambda _: opened)
    monkeypatch.setitem(sys.modules, "heavy_engine", module)  # type: ignore[arg-type]
    builtin = {"builtin": base.ENGINES["builtin"]}
    monkeypatch.setattr(base, "ENGINES", {"heavy": "heavy_engine", **builtin})
    engine, why = open_engine(FilterSettings().changed(device=device))
    assert (engine is opened) is taken
    if not taken:
        assert "heavy: heavy on a GPU" in why
        engine.close()


def test_auto_never_takes_what_is_only_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ENGINES", base.ENGINES | {"sam3d": "no_such_package"})
    engine, _ = open_engine(FilterSettings())
    assert engine.info.name == "builtin"
    engine.close()
