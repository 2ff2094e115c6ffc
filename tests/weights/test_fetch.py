from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fake_hub import TOKEN, FakeHub, fake_model, running_hub
from filelock import FileLock

from camfilter.errors import EngineError
from camfilter.weights.check import CheckStoppedError, check_model
from camfilter.weights.fetch import FetchStoppedError, Progress, fetch_model, partial_path
from camfilter.weights.local import fetch_folder, locate

if TYPE_CHECKING:
    from pathlib import Path

    from camfilter.weights.catalogue import Model

FIRST, SECOND = bytes(range(256)) * 9000, b"second" * 70_000


def target(model: Model) -> Path:
    return fetch_folder(model) / model.files[0].path


def partial(model: Model) -> Path:
    return partial_path(target(model), model.files[0])


def quickly(model: Model) -> None:
    fetch_model(model, pauses_s=(0.0, 0.0))


def refusal(model: Model) -> EngineError:
    with pytest.raises(EngineError) as caught:
        quickly(model)
    return caught.value


def test_every_file_comes_whole_and_progress_covers_them_all(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST, second_bin=SECOND)
    seen: list[Progress] = []
    here = fetch_model(model, report=seen.append)
    assert here.complete
    assert [here.paths[file.path].read_bytes() for file in model.files] == [FIRST, SECOND]
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert seen[-1].done == seen[-1].total == len(FIRST) + len(SECOND)
    assert all(p.bytes_per_s > 0 for p in seen)
    assert not list(fetch_folder(model).rglob("*.partial"))
    check_model(model)


def test_what_is_here_is_not_fetched_again(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    fetch_model(model)
    asked = len(hub.ranges)
    fetch_model(model)
    assert len(hub.ranges) == asked


def test_a_broken_connection_is_taken_up_where_it_broke(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    hub.cuts = [1_000_000, 0, 300_000]
    quickly(model)
    assert target(model).read_bytes() == FIRST
    assert hub.ranges == [None, "bytes=1000000-", "bytes=1000000-", "bytes=1300000-"]


def test_a_connection_that_stays_broken_is_given_up_and_the_start_kept(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    hub.cuts = [400_000] + [0] * 10
    assert "continues where it stopped" in refusal(model).remedy
    assert partial(model).stat().st_size == 400_000
    hub.cuts = []
    quickly(model)
    assert hub.ranges[-1] == "bytes=400000-"
    assert target(model).read_bytes() == FIRST


def test_a_server_without_ranges_starts_over(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    hub.deaf_to_ranges = True
    hub.cuts = [500_000]
    quickly(model)
    assert target(model).read_bytes() == FIRST


def test_stopping_keeps_what_has_come(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    stop = threading.Event()
    with pytest.raises(FetchStoppedError):
        fetch_model(model, report=lambda _: stop.set(), stop=stop)
    assert 0 < partial(model).stat().st_size < len(FIRST)
    assert not target(model).exists()
    quickly(model)
    assert target(model).read_bytes() == FIRST


def test_a_slow_line_can_be_stopped_before_a_whole_piece_is_there(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    hub.slow, stop = threading.Event(), threading.Event()
    with pytest.raises(FetchStoppedError):
        fetch_model(model, report=lambda _: stop.set(), stop=stop)
    assert partial(model).stat().st_size == 4096
    hub.slow.set()


def test_damaged_content_is_thrown_away(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    path = next(iter(hub.files))
    hub.files[path] = FIRST[:-1] + b"!"
    assert "SHA-256" in refusal(model).message
    assert not partial(model).exists()
    assert not target(model).exists()
    hub.files[path] = FIRST
    quickly(model)


def test_content_that_is_too_long_is_thrown_away(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    hub.files[next(iter(hub.files))] = FIRST + b"more"
    assert "were published" in refusal(model).message
    assert not partial(model).exists()


@pytest.mark.parametrize(
    ("status", "code", "gated", "token", "message", "remedy"),
    [
        (401, "GatedRepo", True, None, "gated and there is no", "huggingface.co/owner/tiny"),
        (401, "RepoNotFound", False, None, "without an account", "hf auth login"),
        (401, "", True, TOKEN, "does not accept your token", "settings/tokens"),
        (403, "GatedRepo", True, TOKEN, "no access to owner/tiny yet", "accept the MIT at"),
        (403, "", False, None, "forbids", "huggingface.co/owner/tiny"),
        (404, "EntryNotFound", False, None, "has no checkpoints/first.bin", "pip install"),
        (418, "", False, None, "HTTP 418", "try again later"),
        (503, "", False, None, "answered 503", "check the network"),
    ],
)
def test_refusals_say_what_to_do_and_never_the_token(
    hub: FakeHub,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    status: int,
    code: str,
    gated: bool,
    token: str | None,
    message: str,
    remedy: str,
) -> None:
    caplog.set_level("DEBUG")
    model = fake_model(hub, gated=gated, first_bin=FIRST)
    hub.refusal = (status, code)
    if token:
        monkeypatch.setenv("HF_TOKEN", token)
    error = refusal(model)
    assert message in error.message
    assert remedy in error.remedy
    assert TOKEN not in error.message + error.remedy + caplog.text


def test_gated_weights_come_with_the_token(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    model = fake_model(hub, gated=True, first_bin=FIRST)
    hub.required_token = TOKEN
    assert "no Hugging Face token" in refusal(model).message
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    quickly(model)
    assert target(model).read_bytes() == FIRST


def test_the_token_is_not_shown_to_another_server(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    model = fake_model(hub, first_bin=FIRST)
    with running_hub() as content_network:
        content_network.files = hub.files
        hub.elsewhere = content_network.url
        quickly(model)
        assert hub.tokens == [f"Bearer {TOKEN}"]
        assert content_network.tokens == [None]
    assert target(model).read_bytes() == FIRST


def test_a_token_that_cannot_be_sent_is_not_repeated(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret\u00e9")
    error = refusal(fake_model(hub, first_bin=FIRST))
    assert "token" in error.message
    assert "secret" not in error.message + error.remedy
    assert error.__cause__ is None


@pytest.mark.parametrize("elsewhere", ["file://", "ftp://127.0.0.1"])
def test_a_redirect_away_from_the_web_is_refused(hub: FakeHub, elsewhere: str) -> None:
    model = fake_model(hub, first_bin=FIRST)
    hub.elsewhere = elsewhere
    message = refusal(model).message
    assert "HTTP 302" in message or "unsafe" in message
    assert not target(model).exists()


def test_offline_mode_is_respected(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    error = refusal(fake_model(hub, first_bin=FIRST))
    assert "HF_HUB_OFFLINE" in error.message
    assert hub.ranges == []


def test_no_network_is_said_so(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    error = refusal(fake_model(hub, first_bin=FIRST))
    assert "cannot be reached" in error.message
    assert "check the network" in error.remedy


def test_a_full_disk_is_noticed_before_the_download(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST)
    huge = replace(model, files=(replace(model.files[0], size=10**18),))
    error = refusal(huge)
    assert "are free" in error.message
    assert "CAMFILTER_MODELS_DIR" in error.remedy
    assert hub.ranges == []


def test_a_folder_that_cannot_be_made_is_named(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(tmp_path / "file"))
    error = refusal(fake_model(hub, first_bin=FIRST))
    assert "cannot write" in error.message
    assert "CAMFILTER_MODELS_DIR" in error.remedy


def test_two_processes_do_not_write_one_file(hub: FakeHub, own_weights: Path) -> None:
    model = fake_model(hub, first_bin=FIRST)
    lock = own_weights / "locks" / f"{partial(model).name}.lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        assert "another process" in refusal(model).message
    quickly(model)


@pytest.mark.parametrize("damage", ["missing", "shorter", "changed"])
def test_checking_names_what_is_wrong(hub: FakeHub, damage: str) -> None:
    model = fake_model(hub, first_bin=FIRST)
    if damage != "missing":
        quickly(model)
        content = FIRST[:-1] if damage == "shorter" else FIRST[:-1] + b"!"
        target(model).write_bytes(content)
    with pytest.raises(EngineError) as caught:
        check_model(model)
    expected = {"missing": "models fetch tiny", "shorter": "delete", "changed": "delete"}
    assert expected[damage] in caught.value.remedy
    assert locate(model).complete == (damage != "missing")


def test_a_check_can_be_stopped(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=FIRST * 4)
    quickly(model)
    stop = threading.Event()
    with pytest.raises(CheckStoppedError):
        check_model(model, lambda _: stop.set(), stop)
