"""Every parameter a user can see, declared once.

The command line, the configuration file, presets, the desktop app and the Scope schema are all
made from `FilterSettings`: a new parameter is one more field here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from camfilter.errors import UsageError

if TYPE_CHECKING:
    from pydantic.config import JsonDict
    from pydantic.fields import FieldInfo


_LARGEST: Final = (4320, 7680)
"""Most pixels of a picture's short side and of its long one."""


class OutputMode(StrEnum):
    DEPTH = "depth"
    NORMALS = "normals"
    BOTH = "both"
    BOTH_WIDE = "both_wide"
    SIDE_BY_SIDE = "side_by_side"
    SOURCE = "source"
    PERSON = "person"
    THICKNESS = "thickness"
    BACK = "back"
    ORBIT = "orbit"


class Colormap(StrEnum):
    MAGMA = "magma"
    VIRIDIS = "viridis"
    PLASMA = "plasma"
    GRAYSCALE = "grayscale"
    TURBO = "turbo"


class NormalSpace(StrEnum):
    CAMERA = "camera"
    WORLD = "world"


class NormalFormat(StrEnum):
    OPENGL = "opengl"
    DIRECTX = "directx"


class RangeMode(StrEnum):
    AUTO = "auto"
    LOCKED = "locked"


class Projection(StrEnum):
    PERSPECTIVE = "perspective"
    ORTHOGRAPHIC = "orthographic"


class DepthCurve(StrEnum):
    INVERSE = "inverse"
    LINEAR = "linear"


class EngineChoice(StrEnum):
    AUTO = "auto"
    BUILTIN = "builtin"
    MOGE = "moge"
    SAM3D = "sam3d"


class DeviceChoice(StrEnum):
    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    DIRECTML = "directml"
    COREML = "coreml"
    MPS = "mps"


class PrecisionChoice(StrEnum):
    AUTO = "auto"
    FP32 = "fp32"
    FP16 = "fp16"
    INT8 = "int8"


class SamplerChoice(StrEnum):
    AUTO = "auto"
    STANDARD = "standard"
    SHORTCUT = "shortcut"


class GaussianCount(StrEnum):
    AUTO = "auto"
    FEW = "4"
    MANY = "32"


class MemoryChoice(StrEnum):
    AUTO = "auto"
    ALL = "all"
    LOW = "low"


class RuntimeChoice(StrEnum):
    CAMFILTER = "camfilter"
    OFFICIAL = "official"


class PaceMode(StrEnum):
    AUTO = "auto"
    SYNC = "sync"
    PACED = "paced"


class RefreshMode(StrEnum):
    AUTO = "auto"
    EVERY_FRAME = "every_frame"
    BEHIND = "behind"


class ObjectMask(StrEnum):
    FULL = "full"
    ALPHA = "alpha"
    PERSON = "person"
    PICKED = "picked"


class RotationAngle(StrEnum):
    NONE = "0"
    CLOCKWISE = "90"
    HALF = "180"
    COUNTERCLOCKWISE = "270"


def _parameter(
    default: Any, label: str, text: str, group: str, *, load: bool = False, **bounds: Any
) -> Any:
    extra: JsonDict = {"group": group, "load_time": load}
    return Field(default, title=label, description=text, json_schema_extra=extra, **bounds)


def _checked_size(text: str) -> str:
    if text == "source":
        return text
    match = re.fullmatch(r"([1-9][0-9]{1,4})x([1-9][0-9]{1,4})", text)
    if match is None:
        raise ValueError(f"{text or 'nothing'} is not WIDTHxHEIGHT, such as 1280x720, or 'source'")
    sides = sorted(int(side) for side in match.groups())
    if any(side % 2 for side in sides):
        raise ValueError(f"{text} has an odd side, and videos take only even ones")
    if any(side > most for side, most in zip(sides, _LARGEST, strict=True)):
        raise ValueError(f"{text} is larger than 7680x4320, either way up")
    return text


class FilterSettings(BaseModel):
    """How pictures are made from geometry; immutable, every value within its bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    output: OutputMode = _parameter(
        OutputMode.DEPTH,
        "Output",
        "What the picture shows; 'both' fits depth and normals side by side into the picture's"
        " own size, 'both_wide' doubles the width, 'back' is the depth of the far side, 'orbit' the"
        " scene seen from beside the camera.",
        "Picture",
    )
    depth_colormap: Colormap = _parameter(
        Colormap.MAGMA, "Depth Colormap", "Colour table of the depth picture.", "Depth"
    )
    depth_invert: bool = _parameter(
        False, "Invert Depth", "Show far surfaces bright instead of near ones.", "Depth"
    )
    normal_space: NormalSpace = _parameter(
        NormalSpace.CAMERA,
        "Normal Space",
        "Normals relative to the camera, or to the world with gravity pointing down.",
        "Normals",
    )
    opacity: float = _parameter(
        1.0,
        "Effect Opacity",
        "How much of the effect covers the source picture.",
        "Picture",
        ge=0.0,
        le=1.0,
    )
    inference_resolution: int = _parameter(
        512,
        "Inference Resolution",
        "Long side of the picture the engine sees: more is finer and slower.",
        "Engine",
        load=True,
        ge=256,
        le=1024,
    )
    temporal_smoothing: float = _parameter(
        0.3,
        "Temporal Smoothing",
        "How much of the past a still part of the picture keeps; moving parts stay current.",
        "Stability",
        ge=0.0,
        le=0.95,
    )
    diffusion_steps: int = _parameter(
        12,
        "Diffusion Steps",
        "Steps of SAM 3D's two samplers; other engines ignore it.",
        "Engine",
        load=True,
        ge=1,
        le=50,
    )
    sampler: SamplerChoice = _parameter(
        SamplerChoice.AUTO,
        "Sampler",
        "SAM 3D with guidance (standard), or without it in quicker steps (shortcut, made for few of"
        " them); auto takes the shortcut up to 4 steps.",
        "SAM 3D",
        load=True,
    )
    gaussians_per_voxel: GaussianCount = _parameter(
        GaussianCount.AUTO,
        "Gaussians per Voxel",
        "How finely SAM 3D draws its object; auto takes 4, enough for depth, if those weights"
        " are here.",
        "SAM 3D",
        load=True,
    )
    seed: int = _parameter(
        42,
        "Seed",
        "Of SAM 3D's noise: another one gives another guess of what cannot be seen.",
        "SAM 3D",
        load=True,
        ge=0,
        le=2**31 - 1,
    )
    gpu_memory: MemoryChoice = _parameter(
        MemoryChoice.AUTO,
        "GPU Memory",
        "Keep all of SAM 3D's networks on the GPU, or only the one at work (low: slower, fits"
        " into 8 GB); auto goes by the size of the GPU.",
        "SAM 3D",
        load=True,
    )
    runtime: RuntimeChoice = _parameter(
        RuntimeChoice.CAMFILTER,
        "Runtime",
        "What runs SAM 3D: camfilter's own code, or Meta's package where that is installed.",
        "SAM 3D",
        load=True,
    )
    warm_start: float = _parameter(
        0.0,
        "Warm Start",
        "How much of the way SAM 3D starts the next object from the one before, in fewer steps,"
        " while it follows one; 0 starts from the same noise each time.",
        "SAM 3D",
        load=True,
        ge=0.0,
        le=0.9,
    )
    object_mask: ObjectMask = _parameter(
        ObjectMask.FULL,
        "Object Mask",
        "What SAM 3D makes its object of: the full picture, what its alpha covers, the person the"
        " embedded net sees, or what is picked with Pick X and Pick Y.",
        "SAM 3D",
    )
    pick_x: float = _parameter(
        0.5,
        "Pick X",
        "Where the picked object is, from the picture's left (0) to its right (1).",
        "SAM 3D",
        ge=0.0,
        le=1.0,
    )
    pick_y: float = _parameter(
        0.5,
        "Pick Y",
        "Where the picked object is, from the picture's top (0) to its bottom (1).",
        "SAM 3D",
        ge=0.0,
        le=1.0,
    )
    projection: Projection = _parameter(
        Projection.PERSPECTIVE,
        "Projection",
        "See SAM 3D's object as the camera does, or without perspective and without the scene"
        " around it; only while SAM 3D sees every frame itself.",
        "SAM 3D",
    )
    orbit_yaw: float = _parameter(
        0.0,
        "Orbit Yaw",
        "How many degrees the orbit picture is seen from the side.",
        "Orbit",
        ge=-45.0,
        le=45.0,
    )
    orbit_pitch: float = _parameter(
        0.0,
        "Orbit Pitch",
        "How many degrees the orbit picture is seen from above.",
        "Orbit",
        ge=-45.0,
        le=45.0,
    )
    orbit_sway: float = _parameter(
        4.0,
        "Orbit Sway",
        "How many degrees the view of the orbit picture sways by itself; 0 holds it still.",
        "Orbit",
        ge=0.0,
        le=20.0,
    )
    range_mode: RangeMode = _parameter(
        RangeMode.AUTO,
        "Depth Range",
        "Follow the scene slowly, or keep Near and Far as they are set.",
        "Range",
    )
    near: float = _parameter(
        1.0,
        "Near",
        "Distance shown brightest while the range is locked: metres, or the engine's own unit.",
        "Range",
        ge=0.001,
        le=10_000.0,
    )
    far: float = _parameter(
        10.0,
        "Far",
        "Distance shown darkest while the range is locked: metres, or the engine's own unit.",
        "Range",
        ge=0.001,
        le=10_000.0,
    )
    depth_curve: DepthCurve = _parameter(
        DepthCurve.INVERSE,
        "Depth Curve",
        "Brightness follows inverse distance (fine steps near the camera) or distance itself.",
        "Range",
    )
    normal_format: NormalFormat = _parameter(
        NormalFormat.OPENGL,
        "Normal Format",
        "Green points up (OpenGL) or down (DirectX).",
        "Normals",
    )
    edge_refinement: bool = _parameter(
        True,
        "Edge Refinement",
        "Snap the edges of the geometry to the edges of the picture.",
        "Stability",
    )
    mirror: bool = _parameter(False, "Mirror", "Swap left and right.", "Picture")
    rotation: RotationAngle = _parameter(
        RotationAngle.NONE, "Rotation", "Turn the source picture clockwise, in degrees.", "Picture"
    )
    output_size: Annotated[str, AfterValidator(_checked_size)] = _parameter(
        "source",
        "Output Size",
        "'source', or WIDTHxHEIGHT with even numbers, at most 7680x4320.",
        "Picture",
    )
    output_rate: float = _parameter(
        0.0,
        "Output Rate",
        "Most pictures a second; 0 follows the source.",
        "Picture",
        ge=0.0,
        le=240.0,
    )
    engine: EngineChoice = _parameter(
        EngineChoice.AUTO, "Engine", "What infers the geometry.", "Engine", load=True
    )
    device: DeviceChoice = _parameter(
        DeviceChoice.AUTO, "Device", "Where the engine runs.", "Engine", load=True
    )
    precision: PrecisionChoice = _parameter(
        PrecisionChoice.AUTO,
        "Precision",
        "Number format the engine computes in.",
        "Engine",
        load=True,
    )
    refresh: RefreshMode = _parameter(
        RefreshMode.AUTO,
        "Refresh",
        "Run a slow engine on every frame, or behind the embedded net, which then sees every frame"
        " and is corrected by it; auto works behind for live pictures.",
        "Engine",
        load=True,
    )
    pace: PaceMode = _parameter(
        PaceMode.AUTO,
        "Pace",
        "Wait for the geometry of each picture (sync), or carry the last one forward (paced).",
        "Engine",
    )

    ndi_audio: bool = _parameter(
        False,
        "NDI Audio",
        "Send the sound of an NDI source on with the NDI picture, as late as the picture is.",
        "NDI",
    )

    @model_validator(mode="after")
    def _near_before_far(self) -> FilterSettings:
        if self.near >= self.far:
            raise ValueError(f"near ({self.near:g}) must be smaller than far ({self.far:g})")
        return self

    @property
    def target_size(self) -> tuple[int, int] | None:
        """Height and width asked for, both even, or None for the source's own."""
        match = re.fullmatch(r"(\d+)x(\d+)", self.output_size)
        if match is None:
            return None
        width, height = (int(side) for side in match.groups())
        return height, width

    def changed(self, **values: Any) -> FilterSettings:
        """A checked copy with some values replaced.

        Raises:
            UsageError: naming the first value that is unknown or out of its bounds.
        """
        return settings_from(self.model_dump() | values)

    def needs_reload(self, other: FilterSettings) -> bool:
        """Whether going to `other` means loading the engine again."""
        return any(
            getattr(self, p.name) != getattr(other, p.name) for p in parameters() if p.load_time
        )


def settings_from(values: dict[str, Any]) -> FilterSettings:
    """Settings with `values` over the defaults.

    Raises:
        UsageError: naming the first value that is unknown or out of its bounds.
    """
    try:
        return FilterSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{part}: " for part in first["loc"])
        reason = where + first["msg"].removeprefix("Value error, ")
        remedy = "run 'camfilter run --help' for every option and its range"
        raise UsageError(reason, remedy) from error


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a control, an option or a schema needs to know of one field of `FilterSettings`."""

    name: str
    label: str
    help: str
    group: str
    kind: Literal["bool", "choice", "int", "float", "text"]
    default: Any
    choices: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    load_time: bool


def parameters() -> tuple[Parameter, ...]:
    """All parameters, in the order of their declaration."""
    return _PARAMETERS


def _kind(annotation: Any) -> Literal["bool", "choice", "int", "float", "text"]:
    if get_origin(annotation) is None and issubclass(annotation, StrEnum):
        return "choice"
    kinds: dict[Any, Literal["bool", "int", "float"]] = {bool: "bool", int: "int", float: "float"}
    return kinds.get(annotation, "text")


def _bound(field: FieldInfo, *names: str) -> float | None:
    found = (getattr(item, name, None) for item in field.metadata for name in names)
    return next((value for value in found if value is not None), None)


def _describe(name: str, field: FieldInfo) -> Parameter:
    kind = _kind(field.annotation)
    extra: Any = field.json_schema_extra
    choices = tuple(str(item) for item in field.annotation) if kind == "choice" else ()  # type: ignore[union-attr]
    return Parameter(
        name,
        field.title or name,
        field.description or "",
        extra["group"],
        kind,
        field.default,
        choices,
        _bound(field, "ge", "gt"),
        _bound(field, "le", "lt"),
        extra["load_time"],
    )


_PARAMETERS = tuple(_describe(name, field) for name, field in FilterSettings.model_fields.items())
