"""Builds the official modules of SAM 3D Objects from a folder of their sources, for comparison.

Only what geometry needs is built, in the precisions that the official pipeline uses, filled with
the weights of our own networks. Packages that cannot be installed everywhere are replaced: spconv
by our own convolution (so that it cannot be the slower part), timm's block by a plain one, and
what is imported but not called by names that do nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import os
import sys
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.sam3d.sizes import structure_decoder_settings
from camfilter.engines.sam3d.sparse import Voxels, _gather_first

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from camfilter.engines.sam3d.networks import Networks

_REPLACED = frozenset(
    [
        "astor",
        "easydict",
        "gsplat",
        "imageio",
        "kaolin",
        "loguru",
        "nvdiffrast",
        "omegaconf",
        "optree",
        "plyfile",
        "pytorch3d",
        "pyvista",
        "spconv",
        "timm",
        "torchvision",
        "trimesh",
        "utils3d",
        "xatlas",
        "diff_gaussian_rasterization",
        "diffoctreerast",
    ]
)
"""Packages that the official sources import."""


class _Nothing:
    """Stands in for anything that is named but never needed."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, *args: Any, **__: Any) -> Any:
        return args[0] if len(args) == 1 and callable(args[0]) else _Nothing()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


class _NothingModule(types.ModuleType):
    __path__: Sequence[str] = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Nothing,), {}) if name[0].isupper() else _Nothing()


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the packages that are replaced, for as long as the official sources are imported."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name.split(".")[0] in _REPLACED:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> types.ModuleType:
        return _NothingModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


class _SparseData:
    """What the official code needs of spconv's tensor; all else of it is None."""

    def __init__(self, features: Tensor, indices: Tensor, *_: Any) -> None:
        self._features, self.indices = features, indices

    def __getattr__(self, name: str) -> None:
        return None

    @property
    def features(self) -> Tensor:
        return self._features

    def replace_feature(self, features: Tensor) -> _SparseData:
        return _SparseData(features, self.indices)


class _Convolution(nn.Module):
    """spconv's submanifold convolution, by our own gather and product.

    Neighbours are kept by the number of voxels: use one set of voxels of each size.
    """

    known: ClassVar[dict[int, Voxels]] = {}

    def __init__(self, channels: int, out_channels: int, *_: Any, **__: Any) -> None:
        super().__init__()
        self.out_channels = out_channels
        self.weight = nn.Parameter(torch.empty(out_channels, 3, 3, 3, channels))
        self.bias = nn.Parameter(torch.empty(out_channels))

    def forward(self, data: _SparseData) -> _SparseData:
        key = len(data.indices)
        if key not in self.known:
            self.known[key] = Voxels(data.indices[:, 1:], 64)
        rows = self.known[key].neighbours
        return data.replace_feature(_gather_first(data.features, rows, self.weight, self.bias))


class _Block(nn.Module):
    """timm's vision transformer block."""

    def __init__(self, width: int, num_heads: int, mlp_ratio: float, **__: Any) -> None:
        super().__init__()
        from camfilter.engines.dinov2 import FeedForward, SelfAttention

        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = SelfAttention(width, num_heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = FeedForward(width, int(mlp_ratio * width))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.norm1(x))
        out: Tensor = x + self.mlp(self.norm2(x))
        return out


class _Normalize(nn.Module):
    def __init__(self, mean: Any, std: Any) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean).view(-1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(-1, 1, 1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.std


def _module(name: str, **content: Any) -> None:
    module = _NothingModule(name)
    for key, value in content.items():
        setattr(module, key, value)
    sys.modules[name] = module


def _reduce_unique(fn: Callable[[Any], Any], tree: Any, **_: Any) -> Any:
    from torch.utils import _pytree

    return fn(_pytree.tree_flatten(tree)[0][0])


def _prepare_imports(sam3d: Path, dinov2: Path) -> None:
    os.environ |= {
        "LIDRA_SKIP_INIT": "1",
        "ATTN_BACKEND": "sdpa",
        "SPARSE_ATTN_BACKEND": "sdpa",
        "XFORMERS_DISABLED": "1",
    }
    sys.path[:0] = [str(sam3d), str(dinov2)]
    _module("spconv")
    _module("spconv.pytorch", SparseConvTensor=_SparseData, SubMConv3d=_Convolution)
    sys.modules["spconv"].pytorch = sys.modules["spconv.pytorch"]  # type: ignore[attr-defined]
    _module("timm.models.vision_transformer", Block=_Block)
    _module("torchvision.transforms", Normalize=_Normalize)
    _module("sam3d_objects.data.utils", tree_reduce_unique=_reduce_unique)


@dataclass(frozen=True)
class Official:
    """The official modules as functions of what our own networks take."""

    condition1: Callable[..., Tensor]
    condition2: Callable[..., Tensor]
    stage1: Callable[[dict[str, Tensor], float, Tensor, bool], dict[str, Tensor]]
    structure: Callable[[Tensor], Tensor]
    stage2: Callable[[Tensor, Tensor, float, Tensor, bool], Tensor]
    gaussians: Callable[[Tensor, Tensor], Any]


def build_official(
    sam3d: Path, dinov2: Path, ours: Networks, device: torch.device, *, half: bool
) -> Official:
    """The official modules with the weights of `ours`, fp16 as the official pipeline has it."""
    _prepare_imports(sam3d, dinov2)
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        return _build(dinov2, ours, device, half=half)
    finally:
        sys.meta_path.remove(finder)


def _autocast(device: torch.device, *, half: bool) -> Any:
    return torch.autocast(device.type, torch.float16) if half else contextlib.nullcontext()


def _build(dinov2: Path, ours: Networks, device: torch.device, *, half: bool) -> Official:
    stage1 = _stage1(ours, device)
    decoder = _structure_decoder(ours, device, half=half)
    flow = _stage2(ours, device, half=half)
    gaussian = _gaussian_decoder(ours, device, half=half)
    condition1 = _condition(ours.stage1_condition, dinov2, device)
    condition2 = _condition(ours.stage2_condition, dinov2, device)

    def embed(embedder: nn.Module | None, *maps: Tensor) -> Tensor:
        if embedder is None:
            raise NotImplementedError("there is no official encoder of this size")
        names = ("image", "rgb_image", "mask", "rgb_image_mask", "pointmap", "rgb_pointmap")
        parts = [one[None].clone() for pair in maps for one in pair]
        with _autocast(device, half=half):
            out: Tensor = embedder(**dict(zip(names, parts, strict=False)))
        return out

    def velocity(
        latents: dict[str, Tensor], time: float, tokens: Tensor, unconditional: bool
    ) -> dict[str, Tensor]:
        t = torch.tensor([time], device=device)
        with _autocast(device, half=half):
            out: dict[str, Tensor] = stage1(
                latents, t, tokens, d=torch.zeros_like(t), cfg=unconditional
            )
        return out

    def logits(latent: Tensor) -> Tensor:
        grid = latent.permute(0, 2, 1).contiguous().view(1, latent.shape[2], *[_side(latent)] * 3)
        with _autocast(device, half=half):
            out: Tensor = decoder(grid)
        return out

    def latent_velocity(
        latents: Tensor, coords: Tensor, time: float, tokens: Tensor, unconditional: bool
    ) -> Tensor:
        t = torch.tensor([time], device=device)
        with _autocast(device, half=half):
            out: Tensor = flow(latents[None], t, tokens, _batched(coords), cfg=unconditional)
        return out

    def decoded(latents: Tensor, coords: Tensor) -> Any:
        from sam3d_objects.model.backbone.tdfy_dit.modules import sparse as sp

        cloud = gaussian(sp.SparseTensor(feats=latents, coords=_batched(coords)))[0]
        return cloud.get_xyz, cloud.get_scaling, cloud.get_rotation, cloud.get_opacity

    return Official(
        lambda *maps: embed(condition1, *maps),
        lambda *maps: embed(condition2, *maps),
        velocity,
        logits,
        latent_velocity,
        decoded,
    )


def _side(latent: Tensor) -> int:
    return round(latent.shape[1] ** (1 / 3))


def _batched(coords: Tensor) -> Tensor:
    return functional.pad(coords.int(), (1, 0))


def _filled(module: nn.Module, ours: nn.Module, device: torch.device) -> nn.Module:
    state = {key: value.float() for key, value in ours.state_dict().items()}
    # What the official module keeps besides (buffers that are not in the checkpoints) stays.
    missing, unknown = module.float().to(device).load_state_dict(state, strict=False)
    assert not unknown, unknown
    assert not [key for key in missing if "mean" not in key and "std" not in key], missing
    return module.eval().requires_grad_(False)


def _models(name: str) -> Any:
    return importlib.import_module(f"sam3d_objects.model.backbone.tdfy_dit.models.{name}")


def _stage1(ours: Networks, device: torch.device) -> nn.Module:
    latent, flow = _models("mm_latent"), _models("mot_sparse_structure_flow")
    settings = ours.stage1_flow.settings
    width = settings.width
    mapping: dict[str, Any] = {
        part.name: latent.Latent(
            part.channels, width, latent.LearntPositionEmbedder(width, part.tokens)
        )
        for part in settings.layout
    }
    positions = latent.ShapePositionEmbedder(width, settings.grid, 1)
    mapping["shape"] = latent.Latent(settings.shape.channels, width, positions)
    names = [part.name for part in settings.layout]
    module = flow.SparseStructureFlowTdfyWrapper(
        mapping,
        {"6drotation_normalized": names},
        in_channels=settings.shape.channels,
        out_channels=settings.shape.channels,
        model_channels=width,
        cond_channels=settings.condition_width,
        num_blocks=settings.depth,
        num_heads=settings.heads,
        mlp_ratio=settings.mlp_ratio,
        pe_mode="ape",
        qk_rms_norm=True,
        is_shortcut_model=True,
        force_zeros_cond=True,
    )
    return _filled(module, ours.stage1_flow, device)


def _structure_decoder(ours: Networks, device: torch.device, *, half: bool) -> nn.Module:
    settings = structure_decoder_settings(ours.structure_decoder.state_dict())
    module = _models("sparse_structure_vae").SparseStructureDecoder(
        out_channels=settings.out_channels,
        latent_channels=settings.latent_channels,
        num_res_blocks=settings.blocks,
        num_res_blocks_middle=settings.middle_blocks,
        channels=list(settings.channels),
        use_fp16=False,
    )
    filled = _filled(module, ours.structure_decoder, device)
    if half:
        filled.dtype = torch.float16  # type: ignore[assignment]
        filled.convert_to_fp16()  # type: ignore[operator]
    return filled


def _stage2(ours: Networks, device: torch.device, *, half: bool) -> nn.Module:
    settings = ours.stage2_flow.settings
    module = _models("structured_latent_flow").SLatFlowModelTdfyWrapper(
        resolution=settings.resolution,
        in_channels=settings.channels,
        out_channels=settings.channels,
        model_channels=settings.width,
        cond_channels=settings.condition_width,
        num_blocks=settings.depth,
        num_heads=settings.heads,
        mlp_ratio=settings.mlp_ratio,
        patch_size=2,
        num_io_res_blocks=settings.io_blocks,
        io_block_channels=list(settings.io_channels),
        pe_mode="ape",
        qk_rms_norm=True,
        use_fp16=False,
        force_zeros_cond=True,
    )
    filled = _filled(module, ours.stage2_flow, device)
    if half:
        filled.dtype = torch.float16  # type: ignore[assignment]
        filled.convert_to_fp16()  # type: ignore[operator]
    return filled


def _gaussian_decoder(ours: Networks, device: torch.device, *, half: bool) -> nn.Module:
    settings = ours.gaussian_decoder.settings
    rates = {"_xyz": 1.0, "_features_dc": 1.0, "_opacity": 1.0, "_scaling": 1.0, "_rotation": 0.1}
    module = _models("structured_latent_vae.decoder_gs").SLatGaussianDecoder(
        resolution=settings.resolution,
        model_channels=settings.width,
        latent_channels=settings.channels,
        num_blocks=settings.depth,
        num_heads=settings.heads,
        mlp_ratio=settings.mlp_ratio,
        attn_mode="swin",
        window_size=settings.window,
        use_fp16=False,
        representation_config={
            "lr": rates,
            "perturb_offset": True,
            "voxel_size": settings.voxel_size,
            "num_gaussians": settings.gaussians,
            "2d_filter_kernel_size": 0.1,
            "3d_filter_kernel_size": settings.minimum_scale,
            "scaling_bias": settings.scaling_bias,
            "opacity_bias": settings.opacity_bias,
            "scaling_activation": "softplus",
        },
    )
    filled = _filled(module, ours.gaussian_decoder, device)
    if device.type == "cpu":
        # The official Gaussians move themselves to the GPU.
        torch.Tensor.cuda = lambda self, *_, **__: self  # type: ignore[method-assign,assignment]
        known = importlib.import_module(
            "sam3d_objects.model.backbone.tdfy_dit.representations.gaussian.gaussian_model"
        )
        known.Gaussian.__init__.__defaults__ = (*known.Gaussian.__init__.__defaults__[:-1], "cpu")
    if half:
        filled.dtype = torch.float16  # type: ignore[assignment]
        filled.convert_to_fp16()  # type: ignore[operator]
    return filled


def _condition(ours: nn.Module, dinov2: Path, device: torch.device) -> nn.Module | None:
    package = "sam3d_objects.model.backbone.dit.embedder"
    fuser = importlib.import_module(f"{package}.embedder_fuser").EmbedderFuser
    dino = importlib.import_module(f"{package}.dino").Dino
    settings: Any = ours.settings
    name = {(1024, 24): "dinov2_vitl14_reg", (384, 12): "dinov2_vits14_reg"}.get(
        (settings.dino.width, settings.dino.depth)
    )
    if name is None:
        return None  # networks for trying the benchmark itself

    def encoder() -> nn.Module:
        made: nn.Module = dino(
            input_size=settings.dino.grid * settings.dino.patch,
            repo_or_dir=str(dinov2),
            dino_model=name,
            source="local",
            backbone_kwargs={"pretrained": False},
            prenorm_features=settings.prenorm,
        )
        return made

    groups = [
        (encoder(), [("image", "cropped"), ("rgb_image", "full")]),
        (encoder(), [("mask", "cropped"), ("rgb_image_mask", "full")]),
    ]
    if settings.point is not None:
        point = importlib.import_module(f"{package}.pointmap").PointPatchEmbed(
            input_size=settings.point.size,
            patch_size=settings.point.patch,
            embed_dim=settings.point.width,
            remap_output="linear",
        )
        groups.append((point, [("pointmap", "cropped"), ("rgb_pointmap", "full")]))
    return _filled(fuser(groups, "learned"), ours, device)
