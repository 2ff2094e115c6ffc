"""What to give up, one thing after the other, when a device cannot do a reconstruction."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import torch

from camfilter.errors import EngineError

if TYPE_CHECKING:
    from camfilter.engines.sam3d.networks import Networks
    from camfilter.engines.sam3d.request import Options
    from camfilter.engines.sam3d.residency import Residency

_log = logging.getLogger(__name__)

_FEW_VOXELS: Final = 12_000


class Fallbacks:
    """The settings in force, and in `notes` what was given up and why."""

    def __init__(
        self, networks: Networks, residency: Residency, dtype: torch.dtype, options: Options
    ) -> None:
        self.options = options
        self.dtype = dtype
        self.notes: list[str] = []
        self._networks = networks
        self._residency = residency

    def save_memory(self) -> None:
        """Go on with less memory.

        Raises:
            EngineError: if nothing is left to save.
        """
        if self.options.batched or self.options.graphs:
            self.options = replace(self.options, batched=False, graphs=False)
            self._note("memory ran out: guided steps run one evaluation after the other")
        elif not self._residency.low_memory and self._residency.device.type != "cpu":
            self._residency.low_memory = True
            self._residency.settle(*self._networks)
            self._note("memory ran out: only the networks at work stay on the GPU")
        elif self.options.voxel_limit > _FEW_VOXELS:
            self.options = replace(self.options, voxel_limit=_FEW_VOXELS)
            self._note(f"memory ran out: objects of over {_FEW_VOXELS} voxels at half resolution")
        else:
            raise EngineError(
                "SAM 3D does not fit into memory, not even with the smallest settings",
                "close other programs that use the GPU, or use --engine moge",
            )

    def drop_graphs(self) -> None:
        """Go on without CUDA graphs."""
        self.options = replace(self.options, graphs=False)
        self._note("stage 1 could not be recorded as CUDA graphs: it runs without, and slower")

    def raise_precision(self) -> None:
        """Go on with numbers of a wider range.

        Raises:
            EngineError: if there is none.
        """
        if self.dtype is torch.float32:
            raise EngineError(
                "SAM 3D gave values that are not numbers, even in fp32",
                "run 'camfilter models verify sam3d': the weights may be damaged",
            )
        wider = self._wider()
        self._networks.compute_in(wider)
        self.dtype = wider
        name = str(wider).removeprefix("torch.")
        self._note(f"half precision overflowed: works in {name} from now on")

    def _wider(self) -> torch.dtype:
        cuda = self._residency.device.type == "cuda"
        bfloat16 = not cuda or torch.cuda.is_bf16_supported()
        return torch.bfloat16 if self.dtype is torch.float16 and bfloat16 else torch.float32

    def _note(self, text: str) -> None:
        _log.warning(text)
        self.notes.append(text)
