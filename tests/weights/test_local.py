from __future__ import annotations

import os
from pathlib import Path

import pytest

from camfilter.errors import UsageError
from camfilter.weights.catalogue import GROUPS, MODELS, model_named, models_of
from camfilter.weights.local import (
    fetch_folder,
    hub_folder,
    locate,
    look_also_in,
    models_folder,
)


def put(path: Path, size: int = 3) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_the_catalogue_is_consistent() -> None:
    names = [model.name for model in MODELS]
    assert len(set(names)) == len(names)
    for model in MODELS:
        assert len(model.revision) == 40
        assert all(len(bytes.fromhex(file.sha256)) == 32 for file in model.files)
        assert all(file.size > 0 for file in model.files)
        assert model.licence
        assert model_named(model.name) is model
        assert model in models_of(model.engine)
    assert set(sum(GROUPS.values(), ())) <= set(names)
    with pytest.raises(UsageError, match="nothing"):
        model_named("nothing")


def test_nothing_is_found_where_there_is_nothing() -> None:
    for model in MODELS:
        located = locate(model)
        assert not located.complete
        assert set(located.missing) == {file.path for file in model.files if file.required}


@pytest.mark.parametrize(
    "layout",
    [
        "facebook/sam-3d-objects/checkpoints/{name}",
        "sam-3d-objects/checkpoints/{name}",
        "sam-3d-objects/{name}",
        "checkpoints/{name}",
        "{name}",
    ],
)
def test_official_folders_are_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    model = model_named("sam3d")
    for file in model.files:
        put(tmp_path / "own" / layout.format(name=Path(file.path).name))
    assert not locate(model).complete
    assert locate(model, tmp_path / "own").complete
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(tmp_path / "own"))
    located = locate(model)
    assert located.complete
    assert set(located.paths) == {file.path for file in model.files}


def test_folders_of_other_programs_are_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camfilter.weights.local._named_by_host", [])
    listed, host, own = (tmp_path / name for name in ("listed", "host", "own"))
    model = model_named("moge-1")
    in_host = put(host / "moge-vitl" / "model.pt")
    look_also_in(host)
    look_also_in(host)
    assert locate(model).paths == {"model.pt": in_host}
    in_listed = put(listed / "moge-vitl" / "model.pt")
    monkeypatch.setenv("CAMFILTER_MODELS_PATH", os.pathsep.join(["", str(listed), "/not/there"]))
    assert locate(model).paths == {"model.pt": in_listed}
    in_own = put(own / "moge-vitl" / "model.pt")
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(own))
    assert locate(model).paths == {"model.pt": in_own}
    assert fetch_folder(model).is_relative_to(own)


def test_files_that_are_not_needed_may_be_absent(tmp_path: Path) -> None:
    model = model_named("sam3d")
    for file in model.files:
        if file.required:
            put(tmp_path / file.path)
    located = locate(model, tmp_path)
    assert located.complete
    assert len(located.paths) < len(model.files)


def test_one_missing_file_is_named(tmp_path: Path) -> None:
    model = model_named("sam3d")
    for file in model.files[1:]:
        put(tmp_path / file.path)
    assert locate(model, tmp_path).missing == (model.files[0].path,)


@pytest.mark.parametrize(
    "layout", ["moge-2-vitb-normal/model.pt", "moge-2-vitb/model.pt", "moge-2-vitb-normal.pt"]
)
def test_a_named_folder_or_file_says_which_moge_it_is(tmp_path: Path, layout: str) -> None:
    put(tmp_path / layout)
    found = [m.name for m in models_of("moge") if locate(m, tmp_path).complete]
    assert found == ["moge-2-vitb"]


def test_a_lone_model_file_belongs_to_the_weights_of_its_size(tmp_path: Path) -> None:
    put(tmp_path / "model.pt", model_named("moge-2-vits").files[0].size)
    found = [m.name for m in models_of("moge") if locate(m, tmp_path).complete]
    assert found == ["moge-2-vits"]
    put(tmp_path / "model.pt", 77)
    assert not any(locate(m, tmp_path).complete for m in models_of("moge"))


@pytest.mark.parametrize("revision", ["pinned", "another"])
def test_the_hub_cache_is_searched(revision: str) -> None:
    model = model_named("moge-2-vitl")
    commit = model.revision if revision == "pinned" else "f" * 40
    path = hub_folder() / "models--Ruicheng--moge-2-vitl-normal/snapshots" / commit / "model.pt"
    put(path)
    assert locate(model).paths == {"model.pt": path}


def test_the_users_folder_comes_before_the_hub_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_named("moge-1")
    put(hub_folder() / "models--Ruicheng--moge-vitl/snapshots" / model.revision / "model.pt")
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(tmp_path / "own"))
    own = put(tmp_path / "own" / "moge-vitl" / "model.pt")
    assert locate(model).paths == {"model.pt": own}
    assert fetch_folder(model).is_relative_to(models_folder())


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"HF_HUB_CACHE": "/a"}, "/a"),
        ({"HF_HOME": "/b"}, "/b/hub"),
        ({"XDG_CACHE_HOME": "/c"}, "/c/huggingface/hub"),
    ],
)
def test_the_hub_cache_follows_the_hubs_variables(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert hub_folder() == Path(expected)
