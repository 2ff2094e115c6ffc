"""Drives Meta's own `sam3d_objects` package through the interface of our runtime.

For comparisons on machines where that package is installed; nothing needs it. It is written from
the package's public interface and tested with a stand-in: it has not run on real hardware yet.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import torch

from camfilter.engines.sam3d.gaussians import Gaussians, rotation_matrix
from camfilter.engines.sam3d.pose import Pose
from camfilter.engines.sam3d.request import Reconstruction
from camfilter.errors import EngineError
from camfilter.weights.catalogue import model_named
from camfilter.weights.convert import file_hash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import Tensor

    from camfilter.engines.sam3d.request import Noise, Options, View

PACKAGES: Final = ("sam3d_objects", "omegaconf", "hydra")
INSTALL: Final = "https://github.com/facebookresearch/sam-3d-objects/blob/main/doc/setup.md"

# The pipeline's configuration names Python classes to make, and its checkpoints are unpickled
# without protection: only files known by their hash are handed over.
_CONFIGURATION: Final = {
    "pipeline.yaml": "53c3d226b21df85c0bb3d16e6e4fa63abde0d6167525765eb929d02bfa9d358c",
    "ss_generator.yaml": "3c265448bca7c057f94e3ef56adea3a895a10bcd9f15f992a41dd03fa35412cd",
    "slat_generator.yaml": "53029fadff6fe34a0344381a16d64d65d0567d603484952712e8969319559c4e",
    "ss_decoder.yaml": "baacff269b664f84f7aa1896ebd66128065f6568cdb88d419d5c3d2ccb4193ae",
    "slat_decoder_gs.yaml": "53f054e02a0c185f0a6885d30bb6ca0ec92efe0a98148688e7f05f7c26afe670",
    "slat_decoder_gs_4.yaml": "3d1dfd4c56cdac56f30e0cf5eb310d4df973fe25c60ac0a462c86ca4e3bf8b48",
    "slat_decoder_mesh.yaml": "8f46952764aa985c50109a56f0b4f07625cdb06457aaded74957d26f3520c69e",
    "slat_decoder_mesh.ckpt": "85907b37b67d8ce5b099a96629bdcfbd873eb407dee6b3aa9a75deb15038db33",
}

_SH0: Final = 0.28209479177387814
"""The constant spherical harmonic: colour is half plus this times the stored coefficient."""


def published_hashes() -> dict[str, str]:
    """SHA-256 by name of every file that the official pipeline loads."""
    files = {f.path.rpartition("/")[2]: f.sha256 for f in model_named("sam3d").files}
    return _CONFIGURATION | files


def missing_packages() -> list[str]:
    """The packages that would have to be installed first."""
    return [name for name in PACKAGES if find_spec(name) is None]


class OfficialPipeline(Protocol):
    """What is used of `sam3d_objects.pipeline.InferencePipelinePointMap`."""

    def run(self, image: Any, mask: Any = None, seed: int | None = None, **options: Any) -> Any:
        """Reconstruct an RGBA picture (H, W, 4) uint8."""


class UpstreamPipeline:
    """Does what `camfilter.engines.sam3d.pipeline.Pipeline` does, with the official code."""

    def __init__(self, official: OfficialPipeline, options: Options, gaussians: int = 32) -> None:
        self._official = official
        self._options = options
        self._format = "gaussian" if gaussians == 32 else f"gaussian_{gaussians}"

    @classmethod
    def load(
        cls,
        folder: Path,
        options: Options,
        gaussians: int = 32,
        published: Mapping[str, str] | None = None,
    ) -> UpstreamPipeline:
        """The official pipeline from a folder with `pipeline.yaml` and all that it names.

        Raises:
            EngineError: if a package is missing, a file is not the published one, or loading fails.
        """
        missing = missing_packages()
        if missing:
            message = f"the official package cannot be used: no {', '.join(missing)} here"
            raise EngineError(message, f"install it as {INSTALL} says")
        _require_published(folder, published_hashes() if published is None else published)
        try:
            return cls(_official_pipeline(folder), options, gaussians)
        except Exception as error:  # any of its dozens of packages may fail in its own way
            message = f"the official package does not load: {type(error).__name__}: {error}"
            raise EngineError(message, f"compare its installation with {INSTALL}") from error

    @property
    def notes(self) -> list[str]:
        """Nothing is ever given up on its own."""
        return []

    def reconstruct(self, view: View, noise: Noise | None = None) -> Reconstruction:
        """The object under the mask of `view`.

        Raises:
            EngineError: if there is no object, noise is given, or the package fails.
        """
        if noise is not None:
            raise EngineError("the official package makes its own noise", "use our own runtime")
        if not view.mask.any():
            raise EngineError("the mask is empty", "choose a mask that covers an object")
        try:
            found = self._run(view)
            return self._reconstruction(found)
        except torch.OutOfMemoryError as error:
            self.forget()
            message = "the official package needs more GPU memory than is free"
            raise EngineError(message, "use our own runtime: --engine sam3d") from error
        except Exception as error:  # whatever its packages raise ends this picture, not the run
            message = f"the official package failed: {type(error).__name__}: {error}"
            raise EngineError(message, "use our own runtime: --engine sam3d") from error

    def forget(self) -> None:
        """Give unused GPU memory back."""
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _run(self, view: View) -> Mapping[str, Any]:
        options = self._options
        alpha = view.mask.astype(np.uint8)[..., None] * np.uint8(255)
        found: Mapping[str, Any] = self._official.run(
            np.concatenate([view.rgb, alpha], 2),
            None,
            options.seed,
            stage1_only=False,
            with_mesh_postprocess=False,
            with_texture_baking=False,
            with_layout_postprocess=False,
            use_vertex_color=True,
            stage1_inference_steps=options.stage1_steps,
            stage2_inference_steps=options.stage2_steps,
            use_stage1_distillation=options.shortcut,
            use_stage2_distillation=options.shortcut,
            pointmap=view.points.permute(1, 2, 0).contiguous(),
            decode_formats=[self._format],
        )
        return found

    def _reconstruction(self, found: Mapping[str, Any]) -> Reconstruction:
        quaternion = found["rotation"].reshape(4).float()
        scale = found["scale"].reshape(-1)[0].float()
        translation = found["translation"].reshape(3).float()
        pose = Pose(rotation_matrix(quaternion), quaternion, translation, scale)
        local = _gaussians(found[self._format][0])
        return Reconstruction(local, local.posed(pose), pose, found["coords"])


def _official_pipeline(folder: Path) -> OfficialPipeline:
    # Its own start-up module was never published; this makes it do without.
    os.environ.setdefault("LIDRA_SKIP_INIT", "true")
    path = folder / "pipeline.yaml"
    config = import_module("omegaconf").OmegaConf.load(path)
    config.rendering_engine = "pytorch3d"
    config.compile_model = False
    config.workspace_dir = str(folder)
    pipeline: OfficialPipeline = import_module("hydra.utils").instantiate(config)
    return pipeline


def _require_published(folder: Path, published: Mapping[str, str]) -> None:
    for name, sha256 in published.items():
        if file_hash(folder / name) != sha256:
            message = f"{folder / name} is not what Meta published, and may hold code"
            raise EngineError(message, "get it again from huggingface.co/facebook/sam-3d-objects")


def _gaussians(official: Any) -> Gaussians:
    coefficients: Tensor = official.get_features
    return Gaussians(
        official.get_xyz.float(),
        official.get_scaling.float(),
        official.get_rotation.float(),
        official.get_opacity.float().reshape(-1, 1),
        coefficients.reshape(len(coefficients), -1)[:, :3].float() * _SH0 + 0.5,
    )
