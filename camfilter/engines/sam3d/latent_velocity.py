"""Stage 2's flow as the sampler takes it, and the latents that the decoders take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.latent_flow import LatentContext, LatentFlow
    from camfilter.engines.sam3d.sampler import Latents, Schedule, Step

LATENTS: Final = "latents"
"""Name of the one latent of stage 2 in the state of a sampling run: (1, N, 8)."""

_MEAN: Final = (
    0.12211431,
    0.37204156,
    -1.26521907,
    -2.05276058,
    -3.10432536,
    -0.11294304,
    -0.85146744,
    0.45506954,
)
_DEVIATION: Final = (
    2.37326008,
    2.13174402,
    2.2413953,
    2.30589401,
    2.1191894,
    1.8969511,
    2.41684989,
    2.08374642,
)
"""Of the latents that the decoders were trained on, from the released configuration."""


def denormalised(latents: Tensor) -> Tensor:
    """Latents (N, 8) as the decoders take them, from what the flow arrives at."""
    return latents * latents.new_tensor(_DEVIATION) + latents.new_tensor(_MEAN)


class LatentVelocity:
    """The flow with one object's condition and a schedule at hand, as `sample` takes it."""

    def __init__(
        self, flow: LatentFlow, context: LatentContext, schedule: Schedule, *, batched: bool = True
    ) -> None:
        """`batched` runs a guided step's two evaluations as one batch of two."""
        self._flow = flow
        self._context = context
        self._batched = batched
        self._steps = flow.steps(schedule.times(context.positions.device))

    def __call__(self, state: Latents, step: Step) -> tuple[Latents, Latents | None]:
        """Conditional and, where `step.guided`, unconditional velocity of `state`."""
        latents, known = state[LATENTS][0], self._steps[step.index]
        if step.guided and self._batched:
            both = self._flow(latents, known, self._context, unconditional=True)
            return {LATENTS: both[:1]}, {LATENTS: both[1:]}
        conditional = {LATENTS: self._flow(latents, known, self._context)}
        if not step.guided:
            return conditional, None
        alone = self._flow(latents, known, self._context, conditional=False, unconditional=True)
        return conditional, {LATENTS: alone}
