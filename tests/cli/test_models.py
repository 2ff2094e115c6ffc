from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import torch
from fake_hub import FakeHub, running_hub
from moge_checkpoint import hollow

from camfilter.weights.catalogue import model_named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Command


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub that refuses everything as one does whose models are gated."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    for variable in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(variable, raising=False)
    with running_hub() as server:
        server.refusal = (401, "GatedRepo")
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder with something in place of every file of SAM 3D and MoGe 1."""
    folder = tmp_path / "models"
    for name in ("sam3d", "moge-1"):
        model = model_named(name)
        for file in model.files:
            path = folder / model.folders[0] / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            torch.save(hollow(), path)
    monkeypatch.setenv("CAMFILTER_MODELS_DIR", str(folder))
    return folder


def test_the_list_has_licence_size_and_place(camfilter: Command, installed: Path) -> None:
    listed = {
        model["name"]: model for model in json.loads(camfilter("models", "list", "--json").out)
    }
    assert set(listed) == {
        "builtin",
        "moge-1",
        "moge-2-vits",
        "moge-2-vitb",
        "moge-2-vitl",
        "sam3d",
    }
    assert listed["sam3d"]["gated"]
    assert listed["sam3d"]["licence"] == "SAM License"
    assert listed["sam3d"]["installed"]
    assert str(installed) in listed["sam3d"]["location"]
    assert not listed["moge-2-vitl"]["installed"]
    assert listed["moge-2-vitl"]["size_bytes"] == 1_323_815_904
    text = camfilter("models", "list").out
    assert "12.1 GB" in text
    assert "SAM License, needs an account" in text
    assert "get it: camfilter models fetch moge-2-vits" in text


def test_a_group_stands_for_all_that_an_engine_needs(camfilter: Command, installed: Path) -> None:
    ending = camfilter("models", "fetch", "sam3d")
    assert ending.status == 0, ending.err
    assert "sam3d is here" in ending.out
    assert "moge-1 is here" in ending.out


def test_several_names_are_fetched_each_once(camfilter: Command, installed: Path) -> None:
    ending = camfilter("models", "fetch", "moge-1", "sam3d", "builtin", "--json")
    found = json.loads(ending.out)
    assert [model["name"] for model in found] == ["moge-1", "sam3d", "builtin"]
    assert all(model["installed"] for model in found)


def test_gated_weights_are_explained_in_two_lines(camfilter: Command, hub: FakeHub) -> None:
    ending = camfilter("models", "fetch", "sam3d")
    assert ending.status == 1
    error, remedy = ending.err.strip().splitlines()[-2:]
    assert error.startswith("error: facebook/sam-3d-objects is gated")
    assert "https://huggingface.co/facebook/sam-3d-objects" in remedy
    assert "hf auth login" in remedy
    assert "12.1 GB" in ending.err


def test_weights_that_were_changed_do_not_verify(camfilter: Command, installed: Path) -> None:
    ending = camfilter("models", "verify", "moge-1")
    assert ending.status == 1
    assert "were published" in ending.err
    assert "delete" in ending.err


def test_weights_that_are_not_here_do_not_verify(camfilter: Command) -> None:
    ending = camfilter("models", "verify", "moge-2-vits")
    assert ending.status == 1
    assert "camfilter models fetch moge-2-vits" in ending.err


@pytest.mark.parametrize(
    "words", [["fetch"], ["fetch", "moge-7"], ["verify", "moge-7"], ["delete", "moge-7"]]
)
def test_wrong_names_are_wrong_usage(camfilter: Command, words: list[str]) -> None:
    ending = camfilter("models", *words)
    assert ending.status == 2
    if "moge-7" in words:
        assert "moge-2-vitb" in ending.err


def test_weights_are_deleted_from_camfilters_own_folder(
    camfilter: Command, own_weights: Path
) -> None:
    model = model_named("moge-2-vits")
    path = own_weights / "models" / "Ruicheng" / "moge-2-vits-normal" / model.files[0].path
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(2_000_000))
    ending = camfilter("models", "delete", "moge-2-vits")
    assert "moge-2-vits is deleted, 2 MB are free again" in ending.out
    assert not path.exists()
    again = camfilter("models", "delete", "moge-2-vits")
    assert again.status == 1
    assert "is not here" in again.err


def test_weights_of_others_are_not_deleted(camfilter: Command, installed: Path) -> None:
    ending = camfilter("models", "delete", "moge-1")
    assert ending.status == 1
    assert "camfilter did not put it" in ending.err
    assert (installed / "moge-vitl" / "model.pt").exists()
