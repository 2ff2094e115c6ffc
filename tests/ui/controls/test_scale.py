from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter_ui.controls.scale import Scale
from camfilter_ui.settings_model import PARAMETERS

SCALES = {name: Scale.of(item) for name, item in PARAMETERS.items() if item.maximum is not None}


@pytest.mark.parametrize("name", [name for name, scale in SCALES.items() if scale])
def test_ends_and_defaults_are_reached_exactly(name: str) -> None:
    scale, parameter = SCALES[name], PARAMETERS[name]
    assert scale is not None
    assert scale.value(0) == parameter.minimum
    assert scale.value(scale.steps) == parameter.maximum
    assert scale.value(scale.position(parameter.default)) == pytest.approx(
        parameter.default, rel=0.02
    )
    assert 40 <= scale.steps <= 1000


@given(st.sampled_from([name for name, scale in SCALES.items() if scale]), st.data())
def test_every_position_is_a_value_that_stays_there(name: str, data: st.DataObject) -> None:
    scale, parameter = SCALES[name], PARAMETERS[name]
    assert scale is not None
    position = data.draw(st.integers(0, scale.steps))
    value = scale.value(position)
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    assert parameter.minimum <= value <= parameter.maximum
    assert abs(scale.position(value) - position) <= 1
    if parameter.kind == "int":
        assert value == round(value)


def test_bounds_that_span_decades_make_it_logarithmic() -> None:
    scale = Scale.of(PARAMETERS["near"])
    assert scale is not None
    assert scale.logarithmic
    assert 1 < scale.value(scale.steps // 2) < 10
    opacity = Scale.of(PARAMETERS["opacity"])
    assert opacity is not None
    assert not opacity.logarithmic


def test_whole_numbers_stop_at_round_ones() -> None:
    scale = Scale.of(PARAMETERS["inference_resolution"])
    assert scale is not None
    assert scale.value(1) - scale.value(0) == 16
    assert scale.value(scale.position(512)) == 512


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum": None},
        {"maximum": None},
        {"minimum": 5.0, "maximum": 5.0},
        {"kind": "int", "minimum": 0.0, "maximum": 2.0**31 - 1},
    ],
)
def test_what_a_slider_is_no_use_for_has_none(changes: dict[str, object]) -> None:
    assert Scale.of(replace(PARAMETERS["opacity"], **changes)) is None  # type: ignore[arg-type]
