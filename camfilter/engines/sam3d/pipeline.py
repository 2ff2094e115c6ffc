"""A picture, a mask and a point map to Gaussians in camera space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import numpy as np
import torch

from camfilter.engines.sam3d.conditioning import Conditioner
from camfilter.engines.sam3d.fallbacks import Fallbacks
from camfilter.engines.sam3d.graphs import GraphedStructureFlow
from camfilter.engines.sam3d.kernels import attention_kernels, tuned_convolutions
from camfilter.engines.sam3d.latent_velocity import LATENTS, LatentVelocity, denormalised
from camfilter.engines.sam3d.pose import decode_pose
from camfilter.engines.sam3d.preparation import PreparedMaps, prepare
from camfilter.engines.sam3d.request import NotFiniteError, Reconstruction, StoppedError
from camfilter.engines.sam3d.residency import Residency, is_out_of_memory, release
from camfilter.engines.sam3d.sampler import (
    NO_GUIDANCE,
    STAGE1_GUIDANCE,
    STAGE1_RESCALE,
    STAGE2_GUIDANCE,
    STAGE2_RESCALE,
    make_schedule,
    sample,
)
from camfilter.engines.sam3d.sparse import Voxels
from camfilter.engines.sam3d.structure_flow import StructureVelocity, draw_noise
from camfilter.engines.sam3d.voxels import OccupiedVoxels, occupied_voxels
from camfilter.engines.sam3d.warm import Remembered, latent_start, structure_start

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from torch import Tensor

    from camfilter.engines.sam3d.gaussians import Gaussians
    from camfilter.engines.sam3d.networks import Networks
    from camfilter.engines.sam3d.request import Noise, Options, View
    from camfilter.engines.sam3d.sampler import Latents, Step
    from camfilter.engines.sam3d.structure_flow import StructureFlow

_T = TypeVar("_T")

_MANY_STEPS: Final = 12
"""From here on the fastest attention kernels for a new number of voxels are worth their start."""


def _ignore(_stage: str, _value: Any) -> None:
    pass


def _never() -> bool:
    return False


class Pipeline:
    """Reconstructs one view after the other with the same networks; for one thread.

    Where memory runs short or half precision overflows, the view is done again with smaller
    settings, which are kept for the views that follow and listed in `notes`.
    """

    def __init__(
        self,
        networks: Networks,
        residency: Residency,
        dtype: torch.dtype,
        options: Options,
        *,
        observe: Callable[[str, Any], None] = _ignore,
        stopped: Callable[[], bool] = _never,
    ) -> None:
        """`observe` gets the name and result of every stage, `stopped` is asked between steps."""
        self._networks = networks
        self._residency = residency
        self._fallbacks = Fallbacks(networks, residency, dtype, options)
        self._conditioner = Conditioner(networks, residency)
        self._graphs: GraphedStructureFlow | None = None
        self._stage2_tokens = 0
        self._before: Remembered | None = None
        self._observe = observe
        self._stopped = stopped

    @property
    def notes(self) -> list[str]:
        """What was given up so far, and why."""
        return self._fallbacks.notes

    @property
    def _options(self) -> Options:
        return self._fallbacks.options

    @torch.inference_mode()
    def reconstruct(self, view: View, noise: Noise | None = None) -> Reconstruction:
        """The object under the mask of `view`.

        Raises:
            EngineError: if there is no object, or memory or precision do not suffice in any way.
            StoppedError: if it was stopped.
        """
        while True:
            try:
                with attention_kernels(self._residency.device):
                    return self._reconstruct(view, noise)
            except NotFiniteError:
                give_way = self._fallbacks.raise_precision
            except (RuntimeError, MemoryError) as error:
                if is_out_of_memory(error):
                    give_way = self._fallbacks.save_memory
                elif self._recordable():
                    give_way = self._fallbacks.drop_graphs
                else:
                    raise
            # Not in the handlers: there the traceback still holds the stage's tensors.
            self._graphs = None
            self.forget()
            give_way()

    def forget_object(self) -> None:
        """The next view shows another object."""
        self._before = None

    def forget(self) -> None:
        """Let go of what is kept from one view to the next."""
        self._before = None
        self._conditioner.forget()
        release(self._residency.device)

    def _reconstruct(self, view: View, noise: Noise | None) -> Reconstruction:
        generator = torch.Generator(self._residency.device).manual_seed(self._options.seed)
        maps = self._done("preparation", self._maps(view))
        graphs = self._recordable()
        tokens = self._conditioner.stage1(maps, view.mask, graphs=graphs)
        self._done("stage 1 condition", tokens)
        structure = self._stage1(tokens, noise, generator)
        found = self._voxels(structure["shape"], generator)
        tokens = self._conditioner.stage2(maps, view.mask, graphs=graphs)
        self._done("stage 2 condition", tokens)
        made = self._stage2(tokens, found, noise, generator)
        if self._options.warm:
            self._before = Remembered(structure, made, found.coords)
        local = self._gaussians(self._done("stage 2", denormalised(made[0])), found)
        pose = decode_pose(structure, *_scene_of(maps), found.shrinkage)
        cloud = self._done("pose", local.posed(pose))
        return Reconstruction(local, cloud, pose, found.coords)

    def _maps(self, view: View) -> PreparedMaps:
        picture = torch.from_numpy(np.ascontiguousarray(view.rgb)).to(self._residency.device)
        picture = picture.permute(2, 0, 1).float() / 255
        points = view.points.to(self._residency.device)
        return prepare(picture, view.mask, points, size=self._options.size)

    def _stage1(self, tokens: Tensor, noise: Noise | None, generator: torch.Generator) -> Latents:
        options, flow, device = self._options, self._structure_flow(), self._residency.device
        schedule = make_schedule(
            options.stage1_steps,
            rescale=STAGE1_RESCALE,
            guidance=STAGE1_GUIDANCE,
            shortcut=options.shortcut,
            start=self._start,
        )
        if noise is None:
            start = draw_noise(flow.settings, generator, device)
        else:
            start = {name: value.to(device) for name, value in noise.structure.items()}
        if self._before is not None:
            start = structure_start(start, self._before, self._start)
        with self._residency.active(self._networks.stage1_flow):
            condition = flow.condition(tokens)
            velocity = StructureVelocity(flow, condition, schedule, batched=options.batched)
            latents = sample(start, velocity, schedule, self._after("stage 1"))
        return self._done("stage 1", latents)

    def _structure_flow(self) -> StructureFlow:
        if not self._recordable():
            return self._networks.stage1_flow
        if self._graphs is None:
            self._graphs = GraphedStructureFlow(self._networks.stage1_flow)
        return cast("StructureFlow", self._graphs)

    def _recordable(self) -> bool:
        on_cuda = self._residency.device.type == "cuda" and not self._residency.low_memory
        return self._options.graphs and on_cuda

    def _voxels(self, shape: Tensor, generator: torch.Generator) -> OccupiedVoxels:
        decoder = self._networks.structure_decoder
        with self._residency.active(decoder), tuned_convolutions():
            logits = self._done("structure", decoder(shape))
        _require_finite(logits)
        limit = self._options.voxel_limit
        return self._done("voxels", occupied_voxels(logits, limit=limit, generator=generator))

    def _stage2(
        self,
        tokens: Tensor,
        found: OccupiedVoxels,
        noise: Noise | None,
        generator: torch.Generator,
    ) -> Tensor:
        options, flow = self._options, self._networks.stage2_flow
        # Stage 2 is no shortcut model: few steps without guidance are all it has.
        guidance = NO_GUIDANCE if options.shortcut else STAGE2_GUIDANCE
        schedule = make_schedule(
            options.stage2_steps, rescale=STAGE2_RESCALE, guidance=guidance, start=self._start
        )
        shape = (1, len(found.coords), flow.settings.channels)
        if noise is not None and noise.latents.shape == shape:
            start = noise.latents.to(found.coords.device)
        else:
            start = torch.randn(shape, generator=generator, device=found.coords.device)
        side = flow.settings.resolution
        if self._before is not None:
            start = latent_start(start, found.coords, self._before, self._start, side)
        voxels = Voxels(found.coords, side)
        with self._residency.active(flow), self._stage2_attention(voxels):
            spare = None if self._graphs is None else self._graphs.spare(tokens.shape[1])
            context = flow.context(tokens, voxels, spare)
            velocity = LatentVelocity(flow, context, schedule, batched=options.batched)
            state = sample({LATENTS: start}, velocity, schedule, self._after("stage 2"))
        _require_finite(state[LATENTS])
        return state[LATENTS]

    @property
    def _start(self) -> float:
        """Where on the way from noise to data the samplers start now."""
        return 0.0 if self._before is None else self._options.warm

    def _stage2_attention(self, voxels: Voxels) -> AbstractContextManager[Any]:
        """Kernels for few steps if the number of tokens is another one than in the view before."""
        count = len(voxels.coarse)
        new = count != self._stage2_tokens and self._options.stage2_steps < _MANY_STEPS
        self._stage2_tokens = count
        return attention_kernels(self._residency.device, new_shape=new)

    def _gaussians(self, latents: Tensor, found: OccupiedVoxels) -> Gaussians:
        decoder = self._networks.gaussian_decoder
        with self._residency.active(decoder):
            cloud: Gaussians = decoder(latents, Voxels(found.coords, decoder.settings.resolution))
        _require_finite(cloud.xyz)
        return self._done("gaussians", cloud)

    def _after(self, stage: str) -> Callable[[Step, Latents], None]:
        def between(step: Step, state: Latents) -> None:
            self._done(f"{stage} step {step.index + 1}", state)

        return between

    def _done(self, stage: str, value: _T) -> _T:
        self._observe(stage, value)
        if self._stopped():
            raise StoppedError
        return value


def _scene_of(maps: PreparedMaps) -> tuple[Tensor, Tensor]:
    scale, shift = maps.scale, maps.shift
    assert scale is not None  # there were points
    assert shift is not None
    return scale, shift


def _require_finite(values: Tensor) -> None:
    if not bool(values.isfinite().all()):
        raise NotFiniteError
