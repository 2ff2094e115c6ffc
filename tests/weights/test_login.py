from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest
from fake_hub import TOKEN, FakeHub

from camfilter.errors import CamfilterError, UsageError
from camfilter.weights.hub import has_token
from camfilter.weights.login import overriding_variable, store_token

if TYPE_CHECKING:
    from pathlib import Path


def refusal(text: str) -> CamfilterError:
    with pytest.raises(CamfilterError) as caught:
        store_token(text)
    assert text.strip() not in "".join(traceback.format_exception(caught.value))
    return caught.value


def test_an_accepted_token_is_stored_where_the_hub_looks_for_it(
    hub: FakeHub,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    hub.required_token = TOKEN
    assert not has_token()
    store_token(f"  {TOKEN}\n")
    assert has_token()
    assert (tmp_path / "token").read_text() == TOKEN
    printed = capfd.readouterr()
    assert TOKEN not in caplog.text + printed.out + printed.err


@pytest.mark.parametrize("text", ["password", "hf_short", "hf_with space", "hf_secret\u00e9secret"])
def test_what_is_no_token_is_sent_to_nobody(hub: FakeHub, text: str) -> None:
    assert isinstance(refusal(text), UsageError)
    assert hub.tokens == []


@pytest.mark.parametrize(
    ("status", "message", "remedy"),
    [
        (401, "does not accept", "settings/tokens"),
        (403, "does not accept", "settings/tokens"),
        (500, "HTTP 500", "try again"),
    ],
)
def test_a_refused_token_is_not_stored(
    hub: FakeHub, status: int, message: str, remedy: str
) -> None:
    hub.refusal = (status, "")
    error = refusal("hf_another_token_of_mine")
    assert message in error.message
    assert remedy in error.remedy
    assert not has_token()


def test_no_network_is_said_so(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.hf_api.api.endpoint", "http://127.0.0.1:1")
    assert "check the network" in refusal(TOKEN).remedy


def test_offline_mode_is_respected(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "HF_HUB_OFFLINE" in refusal(TOKEN).message
    assert hub.tokens == []


def test_a_store_that_cannot_be_written_is_named(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    for name in ("HF_TOKEN_PATH", "HF_STORED_TOKENS_PATH"):
        monkeypatch.setattr(f"huggingface_hub.constants.{name}", str(tmp_path / "file" / name))
    error = refusal(TOKEN)
    assert "cannot store the token" in error.message
    assert "HF_HOME" in error.remedy


def test_a_variable_that_comes_first_is_named(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert overriding_variable() is None
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert overriding_variable() == "HF_TOKEN"
