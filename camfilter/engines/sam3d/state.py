"""Loading of official weights into a network, with every mismatch explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from camfilter.errors import EngineError
from camfilter.weights.checkpoint import named
from camfilter.weights.fill import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor, nn

_MODEL: Final = "sam3d"
_REMEDY: Final = "fetch the weights again with 'camfilter models fetch sam3d'"


def load_state(module: nn.Module, state: Mapping[str, Tensor], name: str) -> None:
    """Load `state` into `module`, every key and shape agreeing; `name` says which weights.

    Weights keep their dtype and device, which become the module's.

    Raises:
        EngineError: if keys are missing, unknown or of another shape, or a weight is not finite.
    """
    broken = [key for key, weight in state.items() if not bool(weight.isfinite().all())]
    if broken:
        message = f"the weights of {name} hold values that are not numbers in {named(broken)}"
        raise EngineError(message, _REMEDY)
    fill(module, state, name, _MODEL)


def part_of(state: Mapping[str, Tensor], prefix: str, name: str) -> dict[str, Tensor]:
    """The entries of `state` whose keys start with `prefix`, without it.

    Raises:
        EngineError: if there are none.
    """
    part = {key[len(prefix) :]: weight for key, weight in state.items() if key.startswith(prefix)}
    if not part:
        raise EngineError(f"the weights of {name} hold nothing under {prefix}", _REMEDY)
    return part
