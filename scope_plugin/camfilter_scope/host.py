"""Everything the plugin takes from the host for its pipelines; the same in all releases since 0.1.

Names that only newer hosts have are in `camfilter_scope.nodes`.
"""

from __future__ import annotations

from typing import Final

from scope.core.config import get_models_dir
from scope.core.pipelines.artifacts import HuggingfaceRepoArtifact
from scope.core.pipelines.base_schema import (
    BasePipelineConfig,
    ModeDefaults,
    UsageType,
    ui_field_config,
)
from scope.core.pipelines.interface import Pipeline, Requirements
from scope.core.plugins.hookspecs import hookimpl

TAKES_BYTES: Final = hasattr(BasePipelineConfig, "outputs")
"""Whether the host passes uint8 pictures on as they are: before 0.1.8 it multiplies by 255."""

__all__ = [
    "TAKES_BYTES",
    "BasePipelineConfig",
    "HuggingfaceRepoArtifact",
    "ModeDefaults",
    "Pipeline",
    "Requirements",
    "UsageType",
    "get_models_dir",
    "hookimpl",
    "ui_field_config",
]
