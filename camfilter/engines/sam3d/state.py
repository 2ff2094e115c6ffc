"""Loading of official weights into a network, with every mismatch explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from camfilter.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from torch import Tensor, nn

_SHOWN: Final = 3
_REMEDY: Final = "fetch the weights again with 'camfilter models fetch sam3d'"


def load_state(module: nn.Module, state: Mapping[str, Tensor], name: str) -> None:
    """Load `state` into `module`, every key and shape agreeing; `name` says which weights.

    Weights keep their dtype and device, which become the module's.

    Raises:
        EngineError: if keys are missing, unknown or of another shape, or a weight is not finite.
    """
    expected = module.state_dict()
    _refuse(name, "lack", expected.keys() - state.keys())
    _refuse(name, "do not belong here, they hold", state.keys() - expected.keys())
    wrong = (key for key, weight in state.items() if weight.shape != expected[key].shape)
    _refuse(name, "have another size of", wrong)
    broken = (key for key, weight in state.items() if not bool(weight.isfinite().all()))
    _refuse(name, "hold values that are not numbers in", broken)
    module.load_state_dict(dict(state), strict=True, assign=True)
    module.eval().requires_grad_(False)


def part_of(state: Mapping[str, Tensor], prefix: str, name: str) -> dict[str, Tensor]:
    """The entries of `state` whose keys start with `prefix`, without it.

    Raises:
        EngineError: if there are none.
    """
    part = {key[len(prefix) :]: weight for key, weight in state.items() if key.startswith(prefix)}
    if not part:
        raise EngineError(f"the weights of {name} hold nothing under {prefix}", _REMEDY)
    return part


def _refuse(name: str, fault: str, keys: Iterable[str]) -> None:
    found = sorted(keys)
    if found:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        shown = ", ".join(found[:_SHOWN])
        raise EngineError(f"the weights of {name} {fault} {shown}{more}", _REMEDY)
