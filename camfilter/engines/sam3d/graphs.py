"""Stage 1's flow and the encoders as CUDA graphs: one launch instead of up to two thousand.

Their shapes never change, so that each kind of evaluation is recorded only once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camfilter.engines.sam3d.recording import Recording

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from camfilter.engines.sam3d.sampler import Latents
    from camfilter.engines.sam3d.structure_flow import (
        StructureCondition,
        StructureConstants,
        StructureFlow,
    )


class _Evaluation:
    """One kind of evaluation, with the tensors it reads from."""

    def __init__(
        self,
        flow: StructureFlow,
        latents: Latents,
        modulations: Tensor,
        condition: StructureCondition | None,
        constants: StructureConstants,
    ) -> None:
        self._latents = {name: value.clone() for name, value in latents.items()}
        self._modulations = modulations.clone()
        self._recording: Recording[Latents] = Recording(
            lambda: flow(self._latents, self._modulations, condition, constants)
        )

    def replay(self, latents: Latents, modulations: Tensor) -> Latents:
        """Velocities, valid until the next replay."""
        for name, value in latents.items():
            self._latents[name].copy_(value)
        self._modulations.copy_(modulations)
        return self._recording.replay()


class GraphedStructureFlow:
    """Stands in for a `StructureFlow` whose weights stay where they are.

    Conditions are written to the same place for every picture, because the graphs read there.
    """

    def __init__(self, flow: StructureFlow) -> None:
        self._flow = flow
        self.settings = flow.settings
        self._constants: StructureConstants | None = None
        self._condition: StructureCondition | None = None
        self._evaluations: dict[tuple[int, bool], _Evaluation] = {}

    def modulations(self, times: Tensor, shortcut: float) -> Tensor:
        """As the flow's."""
        return self._flow.modulations(times, shortcut)

    def constants(self) -> StructureConstants:
        """As the flow's, found once."""
        if self._constants is None:
            self._constants = self._flow.constants()
        return self._constants

    def condition(self, tokens: Tensor) -> StructureCondition:
        """As the flow's; those of the picture before are overwritten."""
        self._condition = self._flow.condition(tokens, out=self._condition)
        return self._condition

    def spare(self, length: int) -> tuple[Tensor, ...] | None:
        """Memory of the condition's keys and values, (1, length, 2 * width) for each block.

        For what comes after this flow has done a picture, and before it starts with the next.
        """
        if self._condition is None or self._condition.shape[0].shape[1] < length:
            return None
        return tuple(packed[:, :length] for packed in self._condition.shape)

    def __call__(
        self,
        latents: Latents,
        modulations: Tensor,
        condition: StructureCondition | None,
        constants: StructureConstants,
    ) -> Latents:
        """As the flow's; the velocities are valid until the next call of the same kind."""
        batch = len(next(iter(latents.values())))
        kind = (batch, condition is not None)
        if kind not in self._evaluations:
            self._evaluations[kind] = _Evaluation(
                self._flow, latents, modulations, condition, constants
            )
        return self._evaluations[kind].replay(latents, modulations)


class GraphedEncoder:
    """Stands in for an encoder of maps whose size and weights stay as they are."""

    def __init__(self, encode: Callable[[Tensor], Tensor], maps: Tensor) -> None:
        self._maps = maps.clone()
        self._recording: Recording[Tensor] = Recording(lambda: encode(self._maps))

    def __call__(self, maps: Tensor) -> Tensor:
        """As the encoder's; the features are the caller's to keep."""
        self._maps.copy_(maps)
        return self._recording.replay().clone()
