"""The networks of the end-to-end fixture, for the tests that need all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from camfilter.engines.sam3d.condition import ConditionEmbedder
from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoder, GaussianDecoderSettings
from camfilter.engines.sam3d.hyper_parameters import (
    ConditionSettings,
    LatentFlowSettings,
    StructureDecoderSettings,
    StructureFlowSettings,
)
from camfilter.engines.sam3d.latent_flow import LatentFlow
from camfilter.engines.sam3d.networks import Networks
from camfilter.engines.sam3d.request import Noise, View
from camfilter.engines.sam3d.sparse import position_embedding
from camfilter.engines.sam3d.structure_decoder import StructureDecoder
from camfilter.engines.sam3d.structure_flow import StructureFlow

if TYPE_CHECKING:
    from sam3d_parity import Fixture

_FLOW = "_base_models.generator.reverse_fn.backbone."


def end_to_end_networks(fixture: Fixture) -> Networks:
    """All networks of the fixture, filled with its seeded weights."""
    hyper = fixture.hyper
    networks = Networks(
        ConditionEmbedder(ConditionSettings.from_official(hyper, prenorm=False)),
        StructureFlow(StructureFlowSettings.from_official(hyper["ss_flow"])),
        StructureDecoder(StructureDecoderSettings.from_official(hyper["ss_decoder"])),
        ConditionEmbedder(ConditionSettings.from_official(hyper, prenorm=True)),
        LatentFlow(LatentFlowSettings.from_official(hyper["slat_flow"])),
        GaussianDecoder(
            GaussianDecoderSettings.from_official(
                hyper["gs_decoder"], hyper["representation_config"]
            )
        ),
    )
    fixture.fill(networks.stage1_condition, "ss_condition")
    fixture.fill(networks.structure_decoder, "ss_decoder")
    fixture.fill(networks.stage2_condition, "slat_condition")
    fixture.fill(networks.stage2_flow, "slat_generator", prefix=_FLOW)
    fixture.fill(networks.gaussian_decoder, "slat_decoder_gs_4")
    state = fixture.state("ss_generator", prefix=_FLOW)
    settings = networks.stage1_flow.settings
    state["latent_mapping.shape.pos_emb"] = _grid_positions(settings.grid, settings.width)
    networks.stage1_flow.load_state_dict(state, strict=True)
    for network in networks:
        network.eval().requires_grad_(False)
    return networks


def _grid_positions(side: int, width: int) -> torch.Tensor:
    steps = torch.arange(side)
    return position_embedding(torch.cartesian_prod(steps, steps, steps), width)


def end_to_end_view(fixture: Fixture) -> View:
    """Picture, mask and points of the fixture, in the axes that the pipeline takes."""
    points = fixture.tensor("pointmap_opencv").permute(2, 0, 1)
    points = points * torch.tensor([-1.0, -1.0, 1.0]).view(3, 1, 1)
    points = torch.where(points.isfinite().all(0), points, torch.nan)
    return View(fixture.array("rgb"), fixture.array("mask") > 0, points)


def end_to_end_noise(fixture: Fixture) -> Noise:
    """The noise that the fixture was made with."""
    return Noise(fixture.tensors("noise."), fixture.tensor("slat_noise"))
