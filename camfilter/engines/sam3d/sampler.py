"""Euler integration of a velocity field from noise to data, with classifier-free guidance.

Rectified flow (Liu et al., 2022), guidance (Ho and Salimans, 2022) and shortcut models (Frans et
al., 2024). Every number that depends on the schedule alone is known before the first step, so
that no step waits for the device.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import torch

from camfilter.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

Latents = dict[str, "Tensor"]
"""The state of a sampling run: one or more tensors by name."""

TIME_SCALE: Final = 1000.0
"""The networks are told times and step sizes multiplied by this."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """How strongly, and in which interval of time (times 1000, ends included), to guide."""

    strength: float
    interval: tuple[float, float] = (0.0, 500.0)

    def applies(self, time: float) -> bool:
        """Whether an evaluation at `time` (0 noise, 1 data) needs the unconditional velocity."""
        first, last = self.interval
        return self.strength > 0 and first <= time * TIME_SCALE <= last


NO_GUIDANCE: Final = Guidance(0.0)
STAGE1_GUIDANCE: Final = Guidance(7.0)
STAGE2_GUIDANCE: Final = Guidance(1.0)
STAGE1_RESCALE: Final = 3.0
STAGE2_RESCALE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """One Euler step: its place in the run, where it starts, how far it goes, if it is guided."""

    index: int
    time: float
    length: float
    guided: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps of a run, its guidance, and the step size told to a shortcut model."""

    steps: tuple[Step, ...]
    guidance: Guidance
    shortcut: float = 0.0

    @property
    def evaluations(self) -> int:
        """How often the network runs, each unconditional evaluation counted."""
        return len(self.steps) + sum(step.guided for step in self.steps)

    def times(self, device: torch.device | str | None = None) -> Tensor:
        """The start of every step times 1000, as the networks take it: (S,) fp32."""
        starts = [step.time * TIME_SCALE for step in self.steps]
        return torch.tensor(starts, dtype=torch.float32, device=device)


def make_schedule(
    count: int,
    *,
    rescale: float,
    guidance: Guidance = NO_GUIDANCE,
    shortcut: bool = False,
    start: float = 0.0,
) -> Schedule:
    """A schedule of `count` steps; `rescale` above 1 makes the first ones shorter.

    A shortcut run is told the step size 1 / `count`, although the steps differ, and is not guided.
    One that starts later than at 0 has so many steps fewer.

    Raises:
        EngineError: if `count` is below one.
    """
    if count < 1:
        raise EngineError(f"{count} diffusion steps cannot be done", "ask for 1 step or more")
    used = NO_GUIDANCE if shortcut else guidance
    count = max(1, math.ceil(count * (1 - start)))
    times = [start + (1 - start) * _rescaled(i / count, rescale) for i in range(count + 1)]
    steps = (
        Step(index, time, times[index + 1] - time, used.applies(time))
        for index, time in enumerate(times[:-1])
    )
    return Schedule(tuple(steps), used, (1 - start) / count if shortcut else 0.0)


def _rescaled(time: float, rescale: float) -> float:
    return time / (1 + (rescale - 1) * (1 - time))


class Velocity(Protocol):
    """A flow with its condition at hand."""

    def __call__(self, state: Latents, step: Step) -> tuple[Latents, Latents | None]:
        """Conditional and, where `step.guided`, unconditional velocity of `state`."""


def guided(conditional: Latents, unconditional: Latents | None, guidance: Guidance) -> Latents:
    """`(1 + s) conditional - s unconditional` of every latent."""
    if unconditional is None:
        return conditional
    strength = guidance.strength
    return {
        name: torch.add((1 + strength) * velocity, unconditional[name], alpha=-strength)
        for name, velocity in conditional.items()
    }


def sample(
    noise: Latents,
    velocity: Velocity,
    schedule: Schedule,
    after_step: Callable[[Step, Latents], None] | None = None,
) -> Latents:
    """The data that `noise` flows to, of its dtype; `after_step` sees the state after each step."""
    state = noise
    for step in schedule.steps:
        change = guided(*velocity(state, step), schedule.guidance)
        state = {
            name: torch.add(value, change[name].to(value.dtype), alpha=step.length)
            for name, value in state.items()
        }
        if after_step is not None:
            after_step(step, state)
    return state
