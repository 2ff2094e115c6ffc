"""Puts weights into a network, every key of both sides accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camfilter.errors import EngineError
from camfilter.weights.checkpoint import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor, nn


def fill(
    module: nn.Module, tensors: Mapping[str, Tensor], name: str, model: str | None = None
) -> None:
    """Give `module`, which may be on the meta device, the `tensors` themselves, without copying.

    `name` says which weights they are, `model` which entry of the catalogue they belong to if
    that has another name.

    Raises:
        EngineError: naming the keys that are missing, unknown or of another shape.
    """
    own = module.state_dict()
    problems = {
        "missing": [key for key in own if key not in tensors],
        "unknown": [key for key in tensors if key not in own],
        "of another shape": [
            f"{key} {tuple(tensors[key].shape)} for {tuple(own[key].shape)}"
            for key in own
            if key in tensors and tensors[key].shape != own[key].shape
        ],
    }
    wrong = [f"{named(keys)} {what}" for what, keys in problems.items() if keys]
    if wrong:
        message = f"the weights of {name} do not fit: {'; '.join(wrong)}"
        raise EngineError(message, f"camfilter models verify {model or name}, and fetch them again")
    module.load_state_dict(dict(tensors), strict=True, assign=True)
    module.eval().requires_grad_(False)
