from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from camfilter.errors import UsageError
from camfilter.settings import FilterSettings, Parameter, parameters, settings_from

COLORMAPS = ("magma", "viridis", "plasma", "grayscale", "turbo")
OUTPUTS = {
    "depth",
    "normals",
    "both",
    "both_wide",
    "side_by_side",
    "source",
    "person",
    "thickness",
    "back",
    "orbit",
}


def parameter(name: str) -> Parameter:
    return next(found for found in parameters() if found.name == name)


@pytest.mark.parametrize(
    ("name", "kind", "default", "low", "high", "load_time"),
    [
        ("output", "choice", "depth", None, None, False),
        ("depth_colormap", "choice", "magma", None, None, False),
        ("depth_invert", "bool", False, None, None, False),
        ("normal_space", "choice", "camera", None, None, False),
        ("opacity", "float", 1.0, 0, 1, False),
        ("inference_resolution", "int", 512, 256, 1024, True),
        ("temporal_smoothing", "float", 0.3, 0, 0.95, False),
        ("diffusion_steps", "int", 12, 1, 50, True),
    ],
)
def test_the_public_parameters_are_as_promised(
    name: str, kind: str, default: Any, low: float | None, high: float | None, load_time: bool
) -> None:
    found = parameter(name)
    assert (found.kind, found.minimum, found.maximum) == (kind, low, high)
    assert found.load_time is load_time
    assert found.default == default == getattr(FilterSettings(), name)


def test_the_public_choices_are_as_promised() -> None:
    assert parameter("depth_colormap").choices == COLORMAPS
    assert parameter("normal_space").choices == ("camera", "world")
    assert set(parameter("output").choices) == OUTPUTS
    assert parameter("output").choices[:3] == ("depth", "normals", "both")
    assert parameter("engine").choices == ("auto", "builtin", "moge", "sam3d")
    assert parameter("opacity").label == "Effect Opacity"


@pytest.mark.parametrize("found", [p for p in parameters() if p.maximum is not None])
def test_bounds_hold_and_their_ends_are_in(found: Parameter) -> None:
    low, high = found.minimum, found.maximum
    assert low is not None
    assert high is not None
    kind = int if found.kind == "int" else float
    beside = {"near": {"far": 10_000.0}, "far": {"near": 0.001}}.get(found.name, {})
    inside = [kind(value) for value in (low, high)]
    if found.name in {"near", "far"}:
        inside = [low * 2, high / 2]
    for value in inside:
        assert getattr(settings_from(beside | {found.name: value}), found.name) == value
    step = 1 if kind is int else 1e-6
    for value in (low - step, high + step, float("nan"), float("inf"), "much", None):
        with pytest.raises(UsageError) as caught:
            settings_from({found.name: value})
        assert caught.value.message.startswith(f"{found.name}: ")
        assert caught.value.remedy


@pytest.mark.parametrize("found", [p for p in parameters() if p.kind == "choice"])
def test_each_choice_is_taken_and_no_other(found: Parameter) -> None:
    for choice in found.choices:
        value = getattr(settings_from({found.name: choice}), found.name)
        assert isinstance(value, StrEnum)
        assert value == choice
    with pytest.raises(UsageError, match=found.name):
        settings_from({found.name: "none of them"})


@pytest.mark.parametrize(("near", "far"), [(5.0, 5.0), (6.0, 5.0)])
def test_near_comes_before_far(near: float, far: float) -> None:
    with pytest.raises(UsageError, match="must be smaller than far"):
        FilterSettings().changed(near=near, far=far)
    assert FilterSettings().changed(near=far - 1, far=far).far == far


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UsageError, match="opactiy"):
        FilterSettings().changed(opactiy=0.5)


def test_settings_never_change() -> None:
    settings = FilterSettings()
    with pytest.raises(ValidationError):
        settings.opacity = 0.5  # type: ignore[misc]
    assert settings.changed(opacity=0.5).opacity == 0.5
    assert settings.opacity == 1.0


def test_the_description_matches_the_model() -> None:
    fields = FilterSettings.model_fields
    assert [found.name for found in parameters()] == list(fields)
    for found in parameters():
        assert found.default == fields[found.name].get_default()
        assert found.label
        assert found.help.endswith(".")
        assert found.group in {
            "Picture",
            "Depth",
            "Normals",
            "Engine",
            "SAM 3D",
            "Stability",
            "Range",
            "NDI",
            "Camera",
            "Orbit",
        }
        assert bool(found.choices) == (found.kind == "choice")


def test_the_json_schema_says_it_all() -> None:
    schema = FilterSettings.model_json_schema()
    assert schema["additionalProperties"] is False
    for found in parameters():
        entry = schema["properties"][found.name]
        # A property says only what its enumeration does not say already.
        reference = entry.get("allOf", [entry])[0].get("$ref", "")
        entry = schema["$defs"].get(reference.rsplit("/", 1)[-1], {}) | entry
        assert entry["title"] == found.label
        assert entry["description"] == found.help
        assert entry["default"] == found.default
        assert entry["group"] == found.group
        assert entry["load_time"] == found.load_time
        assert entry.get("minimum") == found.minimum
        assert entry.get("maximum") == found.maximum
        assert tuple(entry.get("enum", ())) == found.choices


@pytest.mark.parametrize("found", parameters())
def test_only_load_time_parameters_load_again(found: Parameter) -> None:
    other: dict[str, Any] = {
        "bool": not found.default,
        "choice": found.choices[-1] if found.choices else None,
        "int": found.maximum,
        "float": {"far": 20.0}.get(found.name, 0.75),
        "text": "640x480",
    }
    settings = FilterSettings()
    changed = settings.changed(**{found.name: other[found.kind]})
    assert changed != settings
    assert settings.needs_reload(changed) is found.load_time
    assert not settings.needs_reload(settings)


@pytest.mark.parametrize(
    ("text", "size"),
    [("source", None), ("640x480", (480, 640)), ("4320x7680", (7680, 4320)), ("10x10", (10, 10))],
)
def test_output_size(text: str, size: tuple[int, int] | None) -> None:
    assert FilterSettings().changed(output_size=text).target_size == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "640",
        "640x",
        "x480",
        "0x10",
        "-4x4",
        "640X480",
        "1e3x10",
        "641x480",
        "640x481",
        "7682x4320",
        "7680x4322",
        "\u0666\u0664\u0660x480",
    ],
)
def test_what_is_no_output_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="output_size") as caught:
        FilterSettings().changed(output_size=text)
    assert "pattern" not in caught.value.message


@given(st.floats(0, 1), st.integers(1, 50), st.sampled_from(COLORMAPS), st.booleans())
def test_json_leads_back_to_the_same_settings(
    opacity: float, steps: int, colormap: str, mirror: bool
) -> None:
    settings = FilterSettings().changed(
        opacity=opacity, diffusion_steps=steps, depth_colormap=colormap, mirror=mirror
    )
    assert FilterSettings.model_validate_json(settings.model_dump_json()) == settings
    assert settings_from(settings.model_dump(mode="json")) == settings
