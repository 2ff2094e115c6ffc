"""Which weights are taken, and what becomes of wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from moge_checkpoint import hollow, place

from camfilter.engines import moge
from camfilter.engines.moge.loading import load_network
from camfilter.engines.moge.network2 import MoGe2
from camfilter.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Damage = Callable[[dict[str, Any]], object]


def test_without_weights_the_status_says_how_to_get_them() -> None:
    status = moge.status()
    assert not status.available
    assert "no weights" in status.reason
    assert "camfilter models fetch moge-2-vitb" in status.remedy


def test_the_most_accurate_weights_are_taken(stored: Path, installed: Path) -> None:
    assert moge.chosen_weights().model.name == "moge-2-vits"
    place(stored, installed / "moge-vitl")
    assert moge.chosen_weights().model.name == "moge-2-vits"
    place(stored, installed / "moge-2-vitl-normal")
    assert moge.chosen_weights().model.name == "moge-2-vitl"
    installed_names = [model.name for model in moge.models() if model.installed]
    assert installed_names == ["moge-2-vits", "moge-2-vitl", "moge-1"]


@pytest.mark.parametrize(
    ("wanted", "message", "remedy"),
    [
        ("moge-2-vitl", "not here", "models fetch moge-2-vitl"),
        ("moge-9", "does not exist", "choose from"),
        ("sam3d", "not MoGe", "moge-2-vits"),
    ],
)
def test_asking_for_other_weights_is_answered(
    installed: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, message: str, remedy: str
) -> None:
    monkeypatch.setenv("CAMFILTER_MOGE_MODEL", wanted)
    status = moge.status()
    assert not status.available
    assert message in status.reason
    assert remedy in status.remedy


def test_weights_that_are_asked_for_by_name_are_taken(
    stored: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(stored, installed / "moge-2-vitl-normal")
    monkeypatch.setenv("CAMFILTER_MOGE_MODEL", "moge-2-vits")
    assert moge.chosen_weights().model.name == "moge-2-vits"


def test_weights_of_random_numbers_are_not_as_published(installed: Path) -> None:
    with pytest.raises(EngineError, match="were published"):
        moge.verify("moge-2-vits")


def drop(key: str) -> Damage:
    return lambda content: content["model"].pop(key)


def put(key: str, value: torch.Tensor) -> Damage:
    return lambda content: content["model"].update({key: value})


def configure(**changes: Any) -> Damage:
    return lambda content: content["model_config"].update(changes)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (drop("neck.input_blocks.0.weight"), "neck.input_blocks.0.weight missing"),
        (put("other.weight", torch.ones(1)), "other.weight unknown"),
        (put("encoder.backbone.cls_token", torch.ones(1, 1, 9)), "of another shape"),
        (put("scale_head.0.bias", torch.full((16,), torch.nan)), "scale_head.0.bias"),
        (configure(remap_output="cube"), "cube"),
        (configure(encoder={"backbone": "resnet50"}), "describes no network"),
        (configure(encoder=None), "describes no network"),
        (configure(neck={}), "describes no network"),
        (lambda content: content.pop("model_config"), "other weights"),
        (lambda content: content.pop("model"), "other weights"),
    ],
)
def test_wrong_checkpoints_are_named(tmp_path: Path, damage: Damage, message: str) -> None:
    content = hollow()
    damage(content)
    path = tmp_path / "model.pt"
    torch.save(content, path)
    with pytest.raises(EngineError, match=message) as caught:
        load_network(path, "moge-2-vits", half=False)
    assert "fetch" in caught.value.remedy


def test_a_network_without_normals_loads(tmp_path: Path) -> None:
    content = hollow()
    content["model_config"]["normal_head"] = None
    kept = {k: v for k, v in content["model"].items() if not k.startswith("normal_head")}
    path = tmp_path / "model.pt"
    torch.save(content | {"model": kept}, path)
    network = load_network(path, "moge-2-vitl", half=False)
    assert isinstance(network, MoGe2)
    with torch.inference_mode():
        assert network(torch.rand(1, 3, 28, 42), 6).normals is None
