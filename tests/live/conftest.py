from __future__ import annotations

import pytest

from camfilter.look import bands


@pytest.fixture(params=[1, 4], ids=["in-turn", "in-two"])
def processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where one thread shows pictures, and one where two do, each with a helper."""
    monkeypatch.setattr(bands, "_threads", lambda: request.param)
