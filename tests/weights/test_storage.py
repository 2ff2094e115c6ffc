from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest
from fake_hub import FakeHub, fake_model
from filelock import FileLock

from camfilter.errors import EngineError
from camfilter.weights.fetch import FetchStoppedError, fetch_model, lock_path, partial_path
from camfilter.weights.local import fetch_folder, half_folder, hub_folder, locate
from camfilter.weights.storage import Place, delete_model, stored

if TYPE_CHECKING:
    from pathlib import Path

    from camfilter.weights.catalogue import Model

CONTENT = bytes(range(256)) * 9000


def put(path: Path, size: int = 3) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    return path


def interrupt(model: Model) -> None:
    stop = threading.Event()
    with pytest.raises(FetchStoppedError):
        fetch_model(model, report=lambda _: stop.set(), stop=stop)


def test_of_absent_weights_nothing_is_stored(hub: FakeHub) -> None:
    found = stored(fake_model(hub, first_bin=CONTENT))
    assert (found.complete, found.place, found.received, found.deletable) == (
        False,
        Place.NOWHERE,
        0,
        0,
    )


def test_what_was_fetched_is_counted_and_goes_with_its_folder(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=CONTENT, second_bin=b"second")
    fetch_model(model)
    found = stored(model)
    assert (found.complete, found.place) == (True, Place.OWN)
    assert found.received == found.deletable == model.size
    assert delete_model(model) == model.size
    assert stored(model).place is Place.NOWHERE
    assert not fetch_folder(model).parent.exists()


def test_an_interrupted_download_is_counted_and_goes(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    interrupt(model)
    found = stored(model)
    assert not found.complete
    assert 0 < found.received < model.size
    assert delete_model(model) == found.received
    assert not fetch_folder(model).exists()


def test_half_precision_copies_go_with_their_weights(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    fetch_model(model)
    mine = put(half_folder() / f"first-{model.files[0].sha256[:16]}-12345678-v1.safetensors", 50)
    other = put(half_folder() / f"first-{'0' * 16}-12345678-v1.safetensors")
    assert stored(model).deletable == model.size + 50
    delete_model(model)
    assert not mine.exists()
    assert other.exists()


def test_weights_of_others_are_told_apart_and_stay(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    in_cache = put(hub_folder() / "models--owner--tiny/snapshots/abc/checkpoints/first.bin")
    assert stored(model).place is Place.HUB_CACHE
    listed = put(tmp_path / "theirs" / "tiny" / "first.bin")
    monkeypatch.setenv("CAMFILTER_MODELS_PATH", str(tmp_path / "theirs"))
    assert (stored(model).place, stored(model).folder) == (Place.ELSEWHERE, listed.parent)
    assert stored(model).deletable == 0
    with pytest.raises(EngineError, match="camfilter did not put it"):
        delete_model(model)
    assert in_cache.exists()
    assert listed.exists()


def test_files_put_beside_the_fetched_ones_stay(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(tmp_path / "disk"))
    model = fake_model(hub, first_bin=CONTENT)
    fetch_model(model)
    note = put(fetch_folder(model) / "note.txt")
    delete_model(model)
    assert note.exists()
    assert not locate(model).complete


def test_weights_that_are_being_fetched_are_not_deleted(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    interrupt(model)
    with FileLock(lock_path(model.files[0])), pytest.raises(EngineError, match="being fetched"):
        delete_model(model)
    assert partial_path(fetch_folder(model) / model.files[0].path, model.files[0]).exists()


def test_there_must_be_something_to_delete(hub: FakeHub) -> None:
    with pytest.raises(EngineError, match="is not here"):
        delete_model(fake_model(hub, first_bin=CONTENT))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root deletes all")
def test_what_cannot_be_deleted_is_named(hub: FakeHub) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    fetch_model(model)
    folder = fetch_folder(model) / "checkpoints"
    folder.chmod(0o500)
    try:
        with pytest.raises(EngineError, match="cannot delete"):
            delete_model(model)
    finally:
        folder.chmod(0o700)
