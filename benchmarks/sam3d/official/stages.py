"""The official flows and decoders, of the sizes and with the weights of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from benchmarks.sam3d.official.loading import backbone, filled, halved
from camfilter.engines.sam3d.sizes import structure_decoder_settings

if TYPE_CHECKING:
    from torch import nn

    from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoder
    from camfilter.engines.sam3d.latent_flow import LatentFlow
    from camfilter.engines.sam3d.structure_decoder import StructureDecoder
    from camfilter.engines.sam3d.structure_flow import StructureFlow

_MODELS = "tdfy_dit.models"
_GAUSSIANS = "tdfy_dit.representations.gaussian.gaussian_model"
_RATES = {"_xyz": 1.0, "_features_dc": 1.0, "_opacity": 1.0, "_scaling": 1.0, "_rotation": 0.1}


def official_stage1(ours: StructureFlow, device: torch.device) -> nn.Module:
    """The flow of stage 1."""
    settings = ours.settings
    module = backbone(f"{_MODELS}.mot_sparse_structure_flow").SparseStructureFlowTdfyWrapper(
        _latents(ours),
        {"6drotation_normalized": [part.name for part in settings.layout]},
        is_shortcut_model=True,
        **_flow_options(settings, settings.shape.channels),
    )
    return filled(module, ours, device)


def _latents(ours: StructureFlow) -> dict[str, Any]:
    latent, settings = backbone(f"{_MODELS}.mm_latent"), ours.settings
    width = settings.width
    mapping = {
        part.name: latent.Latent(
            part.channels, width, latent.LearntPositionEmbedder(width, part.tokens)
        )
        for part in settings.layout
    }
    positions = latent.ShapePositionEmbedder(width, settings.grid, 1)
    mapping["shape"] = latent.Latent(settings.shape.channels, width, positions)
    return mapping


def official_stage2(ours: LatentFlow, device: torch.device, *, half: bool) -> nn.Module:
    """The flow of stage 2."""
    settings = ours.settings
    module = backbone(f"{_MODELS}.structured_latent_flow").SLatFlowModelTdfyWrapper(
        resolution=settings.resolution,
        patch_size=2,
        num_io_res_blocks=settings.io_blocks,
        io_block_channels=list(settings.io_channels),
        use_fp16=False,
        **_flow_options(settings, settings.channels),
    )
    return halved(filled(module, ours, device), half=half)


def _flow_options(settings: Any, channels: int) -> dict[str, Any]:
    """What the two flows have in common."""
    return {
        "in_channels": channels,
        "out_channels": channels,
        "model_channels": settings.width,
        "cond_channels": settings.condition_width,
        "num_blocks": settings.depth,
        "num_heads": settings.heads,
        "mlp_ratio": settings.mlp_ratio,
        "pe_mode": "ape",
        "qk_rms_norm": True,
        "force_zeros_cond": True,
    }


def official_structure_decoder(
    ours: StructureDecoder, device: torch.device, *, half: bool
) -> nn.Module:
    """The decoder of occupied cells."""
    settings = structure_decoder_settings(ours.state_dict())
    module = backbone(f"{_MODELS}.sparse_structure_vae").SparseStructureDecoder(
        out_channels=settings.out_channels,
        latent_channels=settings.latent_channels,
        num_res_blocks=settings.blocks,
        num_res_blocks_middle=settings.middle_blocks,
        channels=list(settings.channels),
        use_fp16=False,
    )
    return halved(filled(module, ours, device), half=half)


def official_gaussian_decoder(
    ours: GaussianDecoder, device: torch.device, *, half: bool
) -> nn.Module:
    """The decoder of Gaussians."""
    settings = ours.settings
    module = backbone(f"{_MODELS}.structured_latent_vae.decoder_gs").SLatGaussianDecoder(
        resolution=settings.resolution,
        model_channels=settings.width,
        latent_channels=settings.channels,
        num_blocks=settings.depth,
        num_heads=settings.heads,
        mlp_ratio=settings.mlp_ratio,
        attn_mode="swin",
        window_size=settings.window,
        use_fp16=False,
        representation_config=_representation(settings),
    )
    if device.type == "cpu":
        _keep_gaussians_on_cpu()
    return halved(filled(module, ours, device), half=half)


def _representation(settings: Any) -> dict[str, Any]:
    return {
        "lr": _RATES,
        "perturb_offset": True,
        "voxel_size": settings.voxel_size,
        "num_gaussians": settings.gaussians,
        "2d_filter_kernel_size": 0.1,
        "3d_filter_kernel_size": settings.minimum_scale,
        "scaling_bias": settings.scaling_bias,
        "opacity_bias": settings.opacity_bias,
        "scaling_activation": "softplus",
    }


def _keep_gaussians_on_cpu() -> None:
    # The official Gaussians move themselves to the GPU.
    torch.Tensor.cuda = lambda self, *_, **__: self  # type: ignore[method-assign]
    start = backbone(_GAUSSIANS).Gaussian.__init__
    start.__defaults__ = (*start.__defaults__[:-1], "cpu")
