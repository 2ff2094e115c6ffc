from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from camfilter.engines.sam3d.state import load_state, part_of
from camfilter.errors import EngineError


def network() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4))


def test_weights_are_taken_with_their_dtype() -> None:
    module = network()
    load_state(module, network().to(torch.float16).state_dict(), "a net")
    assert {weight.dtype for weight in module.parameters()} == {torch.float16}
    assert not any(weight.requires_grad for weight in module.parameters())
    assert not module.training


def broken(change: str) -> dict[str, Tensor]:
    state = network().state_dict()
    match change:
        case "missing":
            del state["0.bias"]
        case "foreign":
            state["head.weight"] = torch.zeros(2)
        case "shape":
            state["0.weight"] = torch.zeros(4, 5)
        case "nan":
            state["1.weight"] = torch.tensor([1.0, torch.nan, 1.0, 1.0])
    return state


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("missing", r"the weights of a net do not fit: 0\.bias missing"),
        ("foreign", r"do not fit: head\.weight unknown"),
        ("shape", r"do not fit: 0\.weight \(4, 5\) for .* of another shape"),
        ("nan", "hold values that are not numbers in 1.weight"),
    ],
)
def test_wrong_weights_are_named(change: str, message: str) -> None:
    with pytest.raises(EngineError, match=message) as caught:
        load_state(network(), broken(change), "a net")
    assert "camfilter models" in caught.value.remedy
    assert "sam3d" in caught.value.remedy


def test_only_the_first_few_of_many_wrong_keys_are_named() -> None:
    with pytest.raises(EngineError, match=r"0\.bias|0\.weight.* and \d+ more"):
        load_state(network(), {}, "a net")


def test_a_part_is_taken_by_its_prefix() -> None:
    state = {"a.x": torch.zeros(1), "b.x": torch.ones(1)}
    assert part_of(state, "b.", "a net") == {"x": torch.ones(1)}
    with pytest.raises(EngineError, match="nothing under c"):
        part_of(state, "c.", "a net")
