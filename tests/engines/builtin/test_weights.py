from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from camfilter.engines import builtin
from camfilter.engines.builtin import weights
from camfilter.errors import EngineError
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 20_000_000


def test_the_weights_are_what_was_published() -> None:
    (model,) = builtin.models()
    builtin.verify(model.name)
    builtin.fetch(model.name)
    assert model.installed
    assert model.size_bytes == sum(len(weights.read_weights(one)) for one in weights.EVERY)
    assert model.size_bytes <= _MOST_BYTES


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, weights.FAST),
        ({"inference_resolution": 256}, weights.FAST),
        ({"precision": "fp32"}, weights.FAST),
        ({"inference_resolution": 513}, weights.QUALITY),
        ({"inference_resolution": 1024, "precision": "fp32"}, weights.QUALITY),
        ({"precision": "int8"}, weights.FAST_INT8),
        ({"inference_resolution": 1024, "precision": "int8"}, weights.FAST_INT8),
    ],
)
def test_resolution_and_precision_choose_the_net(
    values: dict[str, Any], expected: weights.Weights
) -> None:
    assert weights.weights_for(FilterSettings().changed(**values)) == expected


@pytest.mark.parametrize("content", [b"not a net", None], ids=["damaged", "missing"])
@pytest.mark.parametrize("damaged", weights.EVERY, ids=lambda one: one.name)
def test_damaged_or_missing_weights_are_named_with_a_remedy(
    damaged: weights.Weights,
    content: bytes | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for one in weights.EVERY:
        if one != damaged:
            shutil.copy(weights.weights_folder() / one.name, tmp_path)
    if content is not None:
        (tmp_path / damaged.name).write_bytes(content)
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path)
    assert weights.weights_size() == 0 or content is not None
    with pytest.raises(EngineError, match="weights") as refusal:
        builtin.verify(builtin.NAME)
    assert damaged.name in refusal.value.message
    assert "install" in refusal.value.remedy


def test_an_engine_with_damaged_weights_does_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / weights.FAST.name).write_bytes(b"not a net")
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path)
    with pytest.raises(EngineError, match="damaged"):
        builtin.open_engine(FilterSettings())
