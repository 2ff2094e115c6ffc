"""One net being trained: optimiser, schedule, averaged weights, and steps that survive bad ones."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

from training.losses import agreement, losses, total
from training.net import Prediction
from training.parallel import Team

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor

    from training.net import GeometryNet
    from training.views import Views

_ENCODER_RATE: Final = 3e-4
_OWN_RATE: Final = 1.5e-3
_LEAST_RATE: Final = 2e-3
"""Share of the rate that is left at the very end."""

_LARGEST_GRADIENT: Final = 1.0
_FAST_AVERAGE: Final = 0.999
_SLOWEST_AVERAGE: Final = 0.9995
_DECAY: Final = 1e-2


@dataclass(frozen=True, slots=True)
class Rates:
    """Learning rates as multiples of the usual ones, and the steps of warming up."""

    scale: float = 1.0
    warm_up: int = 300


class Learner:
    """A net, its averaged copy and its optimiser on one device."""

    def __init__(
        self, net: GeometryNet, device: torch.device, rates: Rates, team: Team | None = None
    ) -> None:
        self.net = net.to(device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.net).eval()
        self.average.requires_grad_(False)
        self.steps = 0
        self._began_at = 0
        self.bad_steps = torch.zeros((), device=device)
        self._device = device
        self._team = team or Team()
        self._rates = rates
        self._cuda = device.type == "cuda"
        own = net.own_parameters()
        mine = {id(parameter) for parameter in own}
        encoder = [p for p in net.parameters() if id(p) not in mine]
        self._parameters = [*encoder, *own]
        self._base = (_ENCODER_RATE * rates.scale, _OWN_RATE * rates.scale)
        groups = [_group(self._base[0], encoder), *_split_decay(self._base[1], own)]
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.999), fused=True)
        self._followers = _floats(self.average), _floats(self.net)
        self.train()

    def resumed(self, steps: int) -> None:
        """Count on from `steps` of earlier runs."""
        self.steps = self._began_at = steps

    def share(self) -> None:
        """Begin with the weights of the leader of the team, the average too."""
        self._team.share(_floats(self.net))
        self.average.load_state_dict(self.net.state_dict())

    def meet(self) -> None:
        """Go on from the mean of the team's weights."""
        self._team.mean(_floats(self.net))

    def train(self) -> None:
        """Training mode, but for the encoder's statistics."""
        self.net.train()
        self.net.encoder.freeze_statistics()

    def step(self, views: Views, progress: float) -> dict[str, Tensor]:
        """Learn from one batch at `progress` 0..1 of the whole training; gives every term."""
        self._set_rate(progress)
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._cuda):
            said = self.net(views.rgb.contiguous(memory_format=torch.channels_last))
        terms = losses(said, views.truth)
        if views.flow is not None and views.seen is not None:
            first, second = _halves(said)
            terms |= agreement(first, second, views.truth, views.flow, views.seen)
        self.optimizer.zero_grad(set_to_none=True)
        total(terms).backward()
        self._update()
        self._follow(progress)
        self.steps += 1
        return {name: term.detach() for name, term in terms.items()}

    def _update(self) -> None:
        norm = torch.nn.utils.clip_grad_norm_(self._parameters, _LARGEST_GRADIENT)
        bad = (~torch.isfinite(norm)).float()
        self.bad_steps += bad
        # The fused step skips itself where this is set: nothing waits for the device.
        self.optimizer.found_inf = bad  # type: ignore[attr-defined]
        self.optimizer.grad_scale = None  # type: ignore[attr-defined]
        self.optimizer.step()

    def _set_rate(self, progress: float) -> None:
        cosine = 0.5 + 0.5 * math.cos(math.pi * min(1.0, max(0.0, progress)))
        warm = min(1.0, (self.steps - self._began_at + 1) / self._rates.warm_up)
        share = warm * (cosine + _LEAST_RATE)
        for index, group in enumerate(self.optimizer.param_groups):
            group["lr"] = self._base[min(index, 1)] * share

    @torch.no_grad()
    def _follow(self, progress: float) -> None:
        """Move the averaged weights towards the present ones."""
        most = _SLOWEST_AVERAGE if progress > 0.5 else _FAST_AVERAGE
        keep = min(most, (1 + self.steps) / (10 + self.steps))
        kept, new = self._followers
        torch._foreach_lerp_(kept, new, 1 - keep)


def _group(rate: float, parameters: list[torch.nn.Parameter]) -> dict[str, object]:
    return {"params": parameters, "lr": rate, "weight_decay": _DECAY}


def _split_decay(rate: float, parameters: list[torch.nn.Parameter]) -> list[dict[str, object]]:
    """Weights decay; gains and shifts do not."""
    matrices = [p for p in parameters if p.ndim > 1]
    vectors = [p for p in parameters if p.ndim <= 1]
    return [_group(rate, matrices), {"params": vectors, "lr": rate, "weight_decay": 0.0}]


def _floats(net: torch.nn.Module) -> list[Tensor]:
    return [value for value in net.state_dict().values() if value.is_floating_point()]


def _halves(said: Prediction) -> tuple[Prediction, Prediction]:
    pairs: Iterable[tuple[Tensor, ...]] = (part.chunk(2) for part in said)
    first, second = zip(*pairs, strict=True)
    return Prediction(*first), Prediction(*second)
