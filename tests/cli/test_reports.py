from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Command


def test_devices_lists_what_works_and_a_remedy_for_the_rest(camfilter: Command) -> None:
    found = json.loads(camfilter("devices", "--json").out)
    assert set(found) == {"sources", "sinks", "engines"}
    assert "demo" in {source["spec"] for source in found["sources"]}
    assert "null" in {sink["spec"] for sink in found["sinks"]}
    assert {engine["name"] for engine in found["engines"]} == {"builtin", "moge", "sam3d"}
    for row in (row for rows in found.values() for row in rows):
        assert row["available"] or row["remedy"]
    text = camfilter("devices").out
    assert "demo" in text
    assert "builtin" in text


def test_models_are_listed_and_verified(camfilter: Command) -> None:
    listed = json.loads(camfilter("models", "list", "--json").out)
    (model,) = (model for model in listed if model["installed"])
    assert model["licence"] == "MIT"
    assert json.loads(camfilter("models", "verify", "--json").out) == {model["name"]: True}
    assert camfilter("models", "fetch", model["name"]).status == 0


def test_doctor_tries_the_whole_way(camfilter: Command, ndi_network: None) -> None:
    ending = camfilter("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(ending.out)}
    assert ending.status == 0, ending.out
    assert checks["engine"]["ok"]
    assert "5 pictures" in checks["demo to video"]["detail"]
    assert all(check["ok"] or check["remedy"] for check in checks.values())


def test_doctor_says_what_is_wrong_and_fails(
    camfilter: Command, own_config: Path, ndi_network: None
) -> None:
    own_config.mkdir()
    (own_config / "config.toml").write_text("opacity = [broken")
    ending = camfilter("doctor")
    assert ending.status == 1
    assert "NOT OK configuration" in ending.out
    assert "try: " in ending.out


@pytest.mark.parametrize("words", [["devices", "--yaml"], ["models", "fetch"]])
def test_wrong_words_are_wrong_usage(camfilter: Command, words: list[str]) -> None:
    assert camfilter(*words).status == 2
