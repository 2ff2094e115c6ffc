from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from camfilter.engines import builtin
from camfilter.engines.builtin import weights
from camfilter.errors import EngineError
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_weights_are_what_was_published() -> None:
    (model,) = builtin.models()
    builtin.verify(model.name)
    builtin.fetch(model.name)
    assert model.installed
    assert model.size_bytes == len(weights.read_weights())


@pytest.mark.parametrize("content", [b"not a net", None], ids=["damaged", "missing"])
def test_damaged_or_missing_weights_are_named_with_a_remedy(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / weights.WEIGHTS
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(weights, "weights_path", lambda: path)
    with pytest.raises(EngineError, match="weights") as refusal:
        builtin.open_engine(FilterSettings())
    assert "install" in refusal.value.remedy
