from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


def ui_field_config(
    *,
    order: int | None = None,
    component: str | None = None,
    modes: list[str] | None = None,
    is_load_param: bool = False,
    label: str | None = None,
    category: str | None = None,
) -> dict[str, Any]:
    """As before 0.1.8, without the keywords that newer hosts add."""
    shown: dict[str, Any] = {
        "category": category or "configuration",
        "is_load_param": is_load_param,
    }
    named = {"order": order, "component": component, "modes": modes, "label": label}
    return {"ui": shown | {key: value for key, value in named.items() if value is not None}}


class UsageType(str, Enum):  # noqa: UP042  as the host has it, which prints otherwise
    PREPROCESSOR = "preprocessor"
    POSTPROCESSOR = "postprocessor"


class ModeDefaults(BaseModel):
    model_config = ConfigDict(extra="forbid")

    default: bool = False
    height: int | None = None
    width: int | None = None


class BasePipelineConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pipeline_id: ClassVar[str] = "base"
    pipeline_name: ClassVar[str] = "Base Pipeline"
    pipeline_description: ClassVar[str] = ""
    pipeline_version: ClassVar[str] = "1.0.0"
    docs_url: ClassVar[str | None] = None
    estimated_vram_gb: ClassVar[float | None] = None
    artifacts: ClassVar[list[Any]] = []
    supports_prompts: ClassVar[bool] = True
    supports_cache_management: ClassVar[bool] = False
    usage: ClassVar[list[UsageType]] = []
    inputs: ClassVar[list[str]] = ["video"]
    outputs: ClassVar[list[str]] = ["video"]
    modes: ClassVar[dict[str, ModeDefaults]] = {"text": ModeDefaults(default=True)}

    height: int = 512
    width: int = 512
    manage_cache: bool = True
    base_seed: int = 42
    denoising_steps: list[int] | None = None
    noise_scale: float | None = None
    noise_controller: bool | None = None
    input_size: int | None = 1
    ref_images: list[str] | None = None
    vace_context_scale: float = 1.0
