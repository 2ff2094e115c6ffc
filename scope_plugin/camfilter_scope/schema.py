"""What the host shows of the pipelines: names, weights to fetch, a control for each parameter."""

from __future__ import annotations

from typing import Any, ClassVar, Final, Literal

from pydantic import Field, create_model

from camfilter import __version__
from camfilter.weights.catalogue import GROUPS, model_named
from camfilter_scope.controls import CONTROLS, Control
from camfilter_scope.documentation import documentation
from camfilter_scope.host import (
    BasePipelineConfig,
    HuggingfaceRepoArtifact,
    ModeDefaults,
    UsageType,
    ui_field_config,
)

_TYPES: Final = {"bool": bool, "int": int, "float": float, "text": str}


def artifact_of(name: str) -> HuggingfaceRepoArtifact:
    """The weights `name` of camfilter's catalogue for the host to fetch, each file by its name."""
    model = model_named(name)
    files = [file.path for file in model.files if file.required]
    return HuggingfaceRepoArtifact(repo_id=model.repository, files=files)


class DepthConfig(BasePipelineConfig):
    """Depth and normals with whatever engine is here, at once with the embedded one."""

    pipeline_id: ClassVar[str] = "camfilter"
    pipeline_name: ClassVar[str] = "camfilter Depth + Normals"
    pipeline_description: ClassVar[str] = (
        "Live depth and surface normals. Works at once, without a download or a GPU, and uses MoGe"
        " or SAM 3D Objects where their weights are here."
    )
    pipeline_version: ClassVar[str] = __version__
    docs_url: ClassVar[str | None] = documentation()
    estimated_vram_gb: ClassVar[float | None] = None
    artifacts: ClassVar[list[Any]] = []
    supports_prompts: ClassVar[bool] = False
    supports_cache_management: ClassVar[bool] = True
    usage: ClassVar[list[UsageType]] = [UsageType.PREPROCESSOR]
    modes: ClassVar[dict[str, ModeDefaults]] = {"video": ModeDefaults(default=True)}
    inputs: ClassVar[list[str]] = ["video"]
    outputs: ClassVar[list[str]] = ["video"]


class MogeConfig(DepthConfig):
    """The same with MoGe 2, whose weights the host fetches first."""

    pipeline_id: ClassVar[str] = "camfilter-moge"
    pipeline_name: ClassVar[str] = "camfilter Depth + Normals (MoGe 2)"
    pipeline_description: ClassVar[str] = (
        "Metric depth and surface normals with MoGe 2: 0.4 GB of free weights, NVIDIA GPU."
    )
    estimated_vram_gb: ClassVar[float | None] = 2.0
    artifacts: ClassVar[list[Any]] = [artifact_of(name) for name in GROUPS["moge"]]


class Sam3dConfig(DepthConfig):
    """The same with SAM 3D Objects, whose weights the host fetches first."""

    pipeline_id: ClassVar[str] = "camfilter-sam3d"
    pipeline_name: ClassVar[str] = "camfilter Depth + Normals (SAM 3D Objects)"
    pipeline_description: ClassVar[str] = (
        "Depth and surface normals of whole objects with SAM 3D Objects: 13.4 GB of weights, NVIDIA"
        " GPU. Its weights are gated: accept the SAM License on"
        " https://huggingface.co/facebook/sam-3d-objects with your Hugging Face account, and enter"
        " a token of that account under Settings > API Keys."
    )
    estimated_vram_gb: ClassVar[float | None] = 13.0
    artifacts: ClassVar[list[Any]] = [artifact_of(name) for name in GROUPS["sam3d"]]


def _annotation(control: Control) -> Any:
    parameter = control.parameter
    if parameter.kind == "choice":
        return Literal[parameter.choices]
    return _TYPES[parameter.kind]


def _field(control: Control, order: int, default: Any) -> tuple[Any, Any]:
    parameter = control.parameter
    shown: Any = ui_field_config(
        order=order, label=parameter.label, is_load_param=parameter.load_time, modes=["video"]
    )
    if parameter.kind == "choice":
        default = str(default)  # an Enum member would not be JSON on every release of the host
    field = Field(
        default,
        ge=parameter.minimum,
        le=parameter.maximum,
        description=parameter.help,
        json_schema_extra=shown,
    )
    return _annotation(control), field


def _with_controls(base: type[DepthConfig], engine: str) -> type[DepthConfig]:
    fields: dict[str, Any] = {}
    for order, control in enumerate(CONTROLS, 1):
        default = engine if control.parameter.name == "engine" else control.parameter.default
        fields[control.key] = _field(control, order, default)
    made: type[DepthConfig] = create_model(
        base.__name__, __base__=base, __module__=__name__, __doc__=base.__doc__, **fields
    )
    return made


CAMFILTER: Final = _with_controls(DepthConfig, "auto")
MOGE: Final = _with_controls(MogeConfig, "moge")
SAM3D: Final = _with_controls(Sam3dConfig, "sam3d")
