from __future__ import annotations

import itertools
import math
from enum import Enum

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from camfilter_scope.controls import CONTROLS
from camfilter_scope.schema import CAMFILTER
from camfilter_scope.values import Values

DEFAULTS = {name: field.default for name, field in CAMFILTER.model_fields.items()}


class Word(str, Enum):  # noqa: UP042  as an older plugin might send it
    TURBO = "turbo"


class Hostile:
    def __str__(self):
        raise RuntimeError("no text")

    __float__ = __bool__ = __int__ = __str__


STRANGE = [
    None,
    "",
    "nonsense",
    "NaN",
    "1e999",
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    -(10**400),
    True,
    False,
    0,
    -1,
    2.5,
    "0.5",
    b"depth",
    [],
    [1, 2],
    {},
    (),
    object(),
    object,
    Hostile(),
    complex(1, 1),
    np.array([1, 2, 3]),
    np.float32(0.25),
    np.nan,
    torch.tensor([0.5, 0.5]),
    torch.tensor(0.5),
    Word.TURBO,
    range(3),
]


def read(loaded=None, sent=None):
    return Values(loaded or {}, DEFAULTS).read(sent or {})


def within(wishes):
    settings = wishes.settings
    type(settings).model_validate(settings.model_dump())
    for control in CONTROLS:
        parameter = control.parameter
        if parameter.name == "live":
            assert isinstance(wishes.live, bool)
        elif parameter.minimum is not None:
            assert parameter.minimum <= getattr(settings, parameter.name) <= parameter.maximum
    return True


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.key)
def test_no_value_of_any_type_gets_through_or_raises(control):
    for name, value in itertools.product(control.names, STRANGE):
        assert within(read(sent={name: value}))
        assert within(read(loaded={name: value}))
        assert within(read({name: value}, {name: value}))


@given(st.dictionaries(st.sampled_from([c.key for c in CONTROLS]), st.floats() | st.text()))
def test_nor_does_any_mixture(sent):
    assert within(read(sent, sent))


@pytest.mark.parametrize(
    ("name", "value", "result"),
    [
        ("output", "NORMALS ", "normals"),
        ("depth_colormap", Word.TURBO, "turbo"),
        ("depth_colormap", "rainbow", "magma"),
        ("depth_invert", "true", True),
        ("depth_invert", "false", False),
        ("depth_invert", 0, False),
        ("depth_invert", 1.0, True),
        ("depth_invert", "perhaps", False),
        ("opacity", "0.25", 0.25),
        ("opacity", 7, 1.0),
        ("opacity", -7, 0.0),
        ("opacity", torch.tensor(0.5), 0.5),
        ("opacity", math.nan, 1.0),
        ("inference_resolution", 640.4, 640),
        ("inference_resolution", 10**400, 512),
        ("inference_resolution", math.inf, 1024),
        ("inference_resolution", 1, 256),
        ("temporal_smoothing", 1, 0.95),
        ("diffusion_steps", "25", 25),
        ("diffusion_steps", None, 12),
    ],
)
@pytest.mark.parametrize("place", ["load", "call"])
def test_values_are_brought_to_type_and_range(name, value, result, place):
    given_at = {"loaded": {name: value}} if place == "load" else {"sent": {name: value}}
    assert getattr(read(**given_at).settings, name) == result


def test_a_call_without_a_value_keeps_that_of_the_load():
    values = Values({"opacity": 0.5, "inference_resolution": 768}, DEFAULTS)
    assert values.read({}).settings.opacity == 0.5
    assert values.read({"opacity": 0.25}).settings.opacity == 0.25
    assert values.read({"opacity": "wrong"}).settings.opacity == 0.5
    assert values.read({}).settings.inference_resolution == 768


def test_load_time_values_may_come_with_a_call():
    assert read(sent={"inference_resolution": 700}).settings.inference_resolution == 700


def test_a_name_of_our_own_counts_more_than_the_common_one():
    both = {"opacity": 0.1, "camfilter_opacity": 0.9}
    assert read(sent=both).settings.opacity == 0.9


def test_common_names_of_other_plugins_do_nothing():
    others = {"engine": "sam3d", "near": 5.0, "far": 6.0, "pace": "paced", "live": False}
    assert read(sent=others) == read()


@pytest.mark.parametrize(("near", "far"), [(5.0, 1.0), (20.0, 0.1), (3.0, 3.0)])
def test_sliders_dragged_past_each_other_leave_a_range(near, far):
    settings = read(sent={"camfilter_near": near, "camfilter_far": far}).settings
    assert settings.near == near
    assert settings.far > near
