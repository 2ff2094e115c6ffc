from __future__ import annotations

import numpy as np
import pytest
from sam3d_parity import DATA, compare, load_fixture, seeded

FIXTURES = sorted(path.stem for path in (DATA / "sam3d").glob("*.json"))


def test_the_rule_gives_the_documented_values() -> None:
    expected = np.float32([0.0093913749, 0.0068288897, -0.0161022581])
    np.testing.assert_array_equal(seeded("out_layer.bias", (3,)), expected)


@pytest.mark.parametrize("name", ["ss_condition", "ss_flow", "ss_decoder", "slat_flow"])
def test_seeded_weights_are_those_of_the_fixture(name: str) -> None:
    fixture = load_fixture(name)
    for module, entry in fixture.manifest["modules"].items():
        assert fixture.weights_digest(module) == entry["weights_sha256"]


@pytest.mark.parametrize("name", FIXTURES)
def test_every_output_of_the_manifest_is_stored(name: str) -> None:
    fixture = load_fixture(name)
    stored = {key.removeprefix("out.") for key in fixture.arrays if key.startswith("out.")}
    assert stored == set(fixture.manifest["outputs"])


def test_the_comparison_sees_one_element_beyond_its_tolerance() -> None:
    expected = np.zeros(100, np.float32)
    ours = expected.copy()
    ours[7] = 2e-5
    compare("close", ours, expected, 3e-5)
    with pytest.raises(AssertionError, match="off by up to"):
        compare("far", ours, expected, 1e-5)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_the_comparison_wants_unknown_values_in_the_same_places(value: float) -> None:
    expected = np.float32([1.0, np.nan, -np.inf])
    with pytest.raises(AssertionError):
        compare("places", np.float32([1.0, value, np.nan]), expected, 1e-3)
    with pytest.raises(AssertionError):
        compare("places", np.float32([np.nan, np.nan, -np.inf]), expected, 1e-3)
