"""Reading checkpoints safely, and the half-precision copies made of them."""

from __future__ import annotations

import os
import pickle
import sys
import types
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn

from camfilter.errors import EngineError
from camfilter.weights.checkpoint import Layout, read_checkpoint
from camfilter.weights.convert import copy_path, file_hash, in_half, load_weights
from camfilter.weights.fill import fill

if TYPE_CHECKING:
    from pathlib import Path

LAYOUT = Layout("model", config="model_config")


def state() -> dict[str, torch.Tensor]:
    values = torch.linspace(-3, 3, 12)
    return {"a.weight": values.reshape(3, 4), "a.bias": values[:3].clone(), "step": torch.tensor(7)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "model.pt"
    torch.save({"model": state(), "model_config": {"width": 4, "names": ["a"]}}, file)
    return file


def save(path: Path, tensors: dict[str, Any]) -> None:
    torch.save({"model": tensors, "model_config": {}}, path)


def refusal(path: Path, layout: Layout = LAYOUT, *, half: bool = False) -> EngineError:
    with pytest.raises(EngineError) as caught:
        load_weights(path, layout, "tiny", half=half)
    assert str(path) in caught.value.message
    assert caught.value.remedy
    return caught.value


def test_full_precision_comes_as_stored(path: Path) -> None:
    weights = load_weights(path, LAYOUT, "tiny", half=False)
    assert weights.config == {"width": 4, "names": ["a"]}
    assert all(torch.equal(weights.tensors[key], value) for key, value in state().items())
    assert set(weights.under("a.")) == {"weight", "bias"}


def test_the_copy_has_matrices_in_half_and_the_rest_as_stored(path: Path) -> None:
    first = load_weights(path, LAYOUT, "tiny", half=True)
    copy = copy_path(path, LAYOUT, "tiny")
    assert copy.is_file()
    again = load_weights(path, LAYOUT, "tiny", half=True)
    for weights in (first, again):
        assert weights.config == {"width": 4, "names": ["a"]}
        assert {key: value.dtype for key, value in weights.tensors.items()} == {
            "a.weight": torch.float16,
            "a.bias": torch.float32,
            "step": torch.int64,
        }
        assert torch.allclose(weights.tensors["a.weight"].float(), state()["a.weight"], rtol=1e-3)
    assert [item.name for item in copy.parent.iterdir()] == [copy.name]


def test_the_copy_is_used_and_not_made_again(path: Path) -> None:
    load_weights(path, LAYOUT, "tiny", half=True)
    copy = copy_path(path, LAYOUT, "tiny")
    made = copy.stat().st_mtime_ns
    load_weights(path, LAYOUT, "tiny", half=True)
    assert copy.stat().st_mtime_ns == made


def test_other_content_never_gets_the_old_copy(path: Path) -> None:
    load_weights(path, LAYOUT, "tiny", half=True)
    save(path, {"a.weight": torch.full((3, 4), 9.0)})
    os.utime(path, ns=(1, 1))
    assert load_weights(path, LAYOUT, "tiny", half=True).tensors["a.weight"][0, 0] == 9
    other = Layout("model", ("a.w",))
    assert set(load_weights(path, other, "tiny", half=True).tensors) == {"a.weight"}


@pytest.mark.parametrize("content", [b"", b"not safetensors", None])
def test_a_damaged_copy_is_made_again(path: Path, content: bytes | None) -> None:
    load_weights(path, LAYOUT, "tiny", half=True)
    copy = copy_path(path, LAYOUT, "tiny")
    copy.write_bytes(copy.read_bytes()[:-9] if content is None else content)
    again = load_weights(path, LAYOUT, "tiny", half=True)
    assert torch.equal(again.tensors["a.bias"], state()["a.bias"])


def test_without_a_place_for_the_copy_it_still_loads(
    path: Path, own_weights: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own_weights.write_text("a file where the folder should be")
    weights = load_weights(path, LAYOUT, "tiny", half=True)
    assert weights.tensors["a.weight"].dtype == torch.float16
    assert "cannot keep a copy" in caplog.text


def test_a_matrix_beyond_float16_stays_whole(caplog: pytest.LogCaptureFixture) -> None:
    halves = in_half({"large": torch.full((2, 2), 1e6), "small": torch.ones(2, 2)})
    assert halves["large"].dtype == torch.float32
    assert halves["large"][0, 0] == 1e6
    assert halves["small"].dtype == torch.float16
    assert "large" in caplog.text


def test_the_hash_is_remembered_while_the_file_stays_the_same(path: Path) -> None:
    before = file_hash(path)
    assert file_hash(path) == before
    path.write_bytes(path.read_bytes() + b"x")
    assert file_hash(path) != before


class _Touch:
    """Unpickling it creates a file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.target}",)


@pytest.mark.parametrize("archive", [True, False])
@pytest.mark.parametrize("half", [True, False])
def test_code_in_a_checkpoint_is_refused_and_not_run(
    tmp_path: Path, archive: bool, half: bool
) -> None:
    proof = tmp_path / "proof"
    path = tmp_path / "model.pt"
    evil = {"model": {"a.weight": _Touch(proof)}, "model_config": {}}
    if archive:
        torch.save(evil, path)
    else:
        path.write_bytes(pickle.dumps(evil))
    error = refusal(path, half=half)
    assert "code" in error.message
    assert not proof.exists()


@pytest.fixture
def settings_class(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A class that pickles as one of OmegaConf's, which is gone again when the file is read."""
    module = types.ModuleType("omegaconf")
    module.DictConfig = type("DictConfig", (), {"__module__": module.__name__})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "omegaconf", module)
    return module.DictConfig  # type: ignore[attr-defined]


def test_a_trainers_settings_beside_the_weights_are_left_aside(
    tmp_path: Path, settings_class: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.ckpt"
    settings = settings_class()
    settings.content = {"lr": [1e-4], "inner": settings_class()}
    torch.save({"state_dict": state(), "hyper_parameters": settings}, path)
    monkeypatch.delitem(sys.modules, "omegaconf")
    weights = read_checkpoint(path, Layout("state_dict"))
    assert set(weights.tensors) == set(state())


def test_what_is_beside_the_weights_may_not_call_anything_else(
    tmp_path: Path, settings_class: Any
) -> None:
    path = tmp_path / "model.ckpt"
    proof = tmp_path / "proof"
    settings = [settings_class(), _Touch(proof)]
    torch.save({"state_dict": state(), "hyper_parameters": settings}, path)
    assert "code" in refusal(path, Layout("state_dict")).message
    assert not proof.exists()


@pytest.mark.parametrize("kept", [0, 10, 700])
def test_a_truncated_checkpoint_is_refused(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    refusal(path)


def test_a_flipped_archive_is_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-30:] = bytes(30)
    path.write_bytes(content)
    refusal(path)


def test_another_archive_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "not a checkpoint")
    refusal(path)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    for half in (True, False):
        assert "cannot read" in refusal(tmp_path / "none.pt", half=half).message


@pytest.mark.parametrize(
    "content",
    [
        {"state": {}},
        {"model": 3, "model_config": {}},
        {"model": {}, "model_config": {}},
        {"model": {"other.weight": torch.ones(2)}},
        torch.ones(3),
        [1, 2],
    ],
)
def test_foreign_content_is_refused(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "model.pt"
    torch.save(content, path)
    assert "other weights" in refusal(path).message


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
@pytest.mark.parametrize("half", [True, False])
def test_weights_that_are_not_finite_are_named(path: Path, bad: float, half: bool) -> None:
    tensors = state()
    tensors["a.weight"][1, 2] = bad
    save(path, tensors)
    assert "a.weight" in refusal(path, half=half).message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bias": None}, "bias missing"),
        ({"extra": torch.ones(1)}, "extra unknown"),
        ({"weight": torch.ones(4, 3)}, r"weight \(4, 3\) for \(3, 4\) of another shape"),
    ],
)
def test_keys_that_do_not_fit_are_named(change: dict[str, Any], message: str) -> None:
    tensors = {"weight": torch.ones(3, 4), "bias": torch.zeros(3)} | change
    given = {key: value for key, value in tensors.items() if value is not None}
    with pytest.raises(EngineError, match=message):
        fill(nn.Linear(4, 3), given, "tiny")


def test_filling_takes_a_network_off_the_meta_device() -> None:
    with torch.device("meta"):
        network = nn.Linear(4, 3)
    fill(network, {"weight": torch.ones(3, 4), "bias": torch.zeros(3)}, "tiny")
    assert torch.equal(network(torch.ones(1, 4)), torch.full((1, 3), 4.0))
    assert not network.training
