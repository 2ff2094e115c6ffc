"""What a run leaves for the next one, small enough to travel: two files per net."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch

from training.net import half_state, load_weights

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from training.learner import Learner

AVERAGE: Final = "ema.pth"
_DELTA: Final = "delta.pth"
_STEP: Final = 0.25
_LOWEST: Final = -60.0
"""Second moments are kept as one byte: a quarter of a power of two from 2^-60 on, 0 for none."""


def save(learner: Learner, folder: Path) -> None:
    """Write the averaged weights, and the present ones and the optimiser's scale relative to them.

    The difference is small, so half precision keeps nearly all bits of the present weights.
    """
    average = half_state(learner.average)
    _replace(average, folder / AVERAGE)
    present = learner.net.state_dict()
    delta = {
        name: (value.float().cpu() - average[name].float()).half()
        for name, value in present.items()
        if value.is_floating_point()
    }
    rest = {"delta": delta, "steps": learner.steps, "moments": _moments(learner)}
    _replace(rest, folder / _DELTA)


def _replace(state: object, path: Path) -> None:
    """Write a file so that a reader finds the old one or the new one."""
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    fresh.replace(path)


def resume(learner: Learner, folder: Path) -> None:
    """Go on where `save` left off."""
    average = torch.load(folder / AVERAGE, map_location="cpu", weights_only=True)
    rest = torch.load(folder / _DELTA, map_location="cpu", weights_only=True)
    load_weights(learner.average, average)
    present = {
        name: value.float() + rest["delta"][name].float() if name in rest["delta"] else value
        for name, value in average.items()
    }
    load_weights(learner.net, present)
    _restore_moments(learner, rest["moments"], rest["steps"])
    learner.resumed(rest["steps"])


def _moments(learner: Learner) -> list[Tensor]:
    """The running squares of the gradients, which take a thousand steps to learn, as bytes."""
    found = []
    for group in learner.optimizer.param_groups:
        for parameter in group["params"]:
            state = learner.optimizer.state.get(parameter, {})
            square = state.get("exp_avg_sq", torch.zeros_like(parameter)).float()
            level = ((square.log2() - _LOWEST) / _STEP).round().clamp(0, 255)
            found.append(level.nan_to_num(0.0).to(torch.uint8).cpu().contiguous())
    return found


def _restore_moments(learner: Learner, moments: list[Tensor], steps: int) -> None:
    at = iter(moments)
    for group in learner.optimizer.param_groups:
        for parameter in group["params"]:
            level = next(at).to(parameter.device).float()
            square = torch.where(level > 0, torch.exp2(level * _STEP + _LOWEST), 0.0)
            counted = torch.tensor(float(steps), device=parameter.device)
            learner.optimizer.state[parameter] = {
                "step": counted,
                "exp_avg": torch.zeros_like(parameter),
                "exp_avg_sq": torch.empty_like(parameter).copy_(square),
            }
