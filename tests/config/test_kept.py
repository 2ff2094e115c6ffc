from __future__ import annotations

import logging
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from camfilter.config import config_file, load_settings, save_settings
from camfilter.errors import ConfigError
from camfilter.settings import FilterSettings, parameters

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for parameter in parameters():
        monkeypatch.delenv(f"CAMFILTER_{parameter.name.upper()}", raising=False)


@pytest.fixture
def put(own_config: Path) -> Any:
    def write(text: str | bytes) -> Path:
        own_config.mkdir(exist_ok=True)
        content = text.encode() if isinstance(text, str) else text
        (own_config / "config.toml").write_bytes(content)
        return own_config / "config.toml"

    return write


def read() -> dict[str, Any]:
    return tomllib.loads(config_file().read_text())


def test_without_a_file_there_are_the_defaults(own_config: Path) -> None:
    assert load_settings() == FilterSettings()
    assert not own_config.exists()


def test_the_folder_is_the_systems_own_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAMFILTER_CONFIG_DIR")
    assert config_file().parent.name == "camfilter"
    monkeypatch.setenv("CAMFILTER_CONFIG_DIR", "~/elsewhere")
    assert config_file().parts[-2:] == ("elsewhere", "config.toml")
    assert config_file().is_absolute()


def test_only_what_differs_is_written() -> None:
    save_settings(FilterSettings().changed(opacity=0.5, depth_colormap="turbo"))
    assert read() == {"schema_version": 1, "depth_colormap": "turbo", "opacity": 0.5}
    save_settings(FilterSettings())
    assert read() == {"schema_version": 1}


def values() -> st.SearchStrategy[dict[str, Any]]:
    kinds = {}
    for p in parameters():
        if p.kind == "bool":
            kinds[p.name] = st.booleans()
        elif p.kind == "choice":
            kinds[p.name] = st.sampled_from(p.choices)
        elif p.kind == "int":
            kinds[p.name] = st.integers(int(p.minimum or 0), int(p.maximum or 0))
        elif p.kind == "float":
            kinds[p.name] = st.floats(p.minimum, p.maximum)
    kinds |= {"near": st.floats(0.001, 1.0), "far": st.floats(1.5, 10_000)}
    return st.fixed_dictionaries({}, optional=kinds)


@given(values())
@hypothesis_settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_what_was_saved_is_loaded(chosen: dict[str, Any]) -> None:
    settings = FilterSettings().changed(**chosen)
    save_settings(settings)
    assert load_settings() == settings


def test_the_environment_counts_over_the_file(put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put("opacity = 0.25\nnear = 2\n")
    for name, text in {
        "OPACITY": " 0.5 ",
        "MIRROR": "on",
        "DIFFUSION_STEPS": "7",
        "OUTPUT": "normals",
        "DEPTH_COLORMAP": "",
    }.items():
        monkeypatch.setenv(f"CAMFILTER_{name}", text)
    assert load_settings() == FilterSettings().changed(
        opacity=0.5, mirror=True, diffusion_steps=7, output="normals", near=2.0
    )


def test_the_environment_does_not_get_into_the_file(
    put: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("opacity = 0.25\n")
    monkeypatch.setenv("CAMFILTER_OPACITY", "0.5")
    monkeypatch.setenv("CAMFILTER_MIRROR", "1")
    save_settings(load_settings().changed(depth_invert=True))
    assert read() == {"schema_version": 1, "opacity": 0.25, "depth_invert": True}
    save_settings(load_settings().changed(opacity=0.75))
    assert read()["opacity"] == 0.75


def test_unknown_keys_are_named_and_kept(put: Any, caplog: pytest.LogCaptureFixture) -> None:
    path = put('opactiy = 0.5\nmirror = true\n[app]\nwindow = [1, 2]\n[future]\nx = "y"\n')
    with caplog.at_level(logging.WARNING):
        settings = load_settings()
    assert settings == FilterSettings(mirror=True)
    text = caplog.text
    assert f"{path}: unknown key 'opactiy' has no effect (did you mean 'opacity'?)" in text
    assert "unknown key 'future'" in text
    assert "'app'" not in text
    save_settings(settings.changed(mirror=False))
    assert read() == {
        "schema_version": 1,
        "opactiy": 0.5,
        "app": {"window": [1, 2]},
        "future": {"x": "y"},
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('opacity = "0.5"', "opacity must be a number from 0 to 1, not '0.5'"),
        ("opacity = 1.5", "opacity must be a number from 0 to 1, not 1.5"),
        ("opacity = nan", "opacity must be a number from 0 to 1, not nan"),
        ("opacity = true", "opacity must be a number from 0 to 1, not true"),
        ("opacity = [0.5]", "opacity must be a number from 0 to 1, not [0.5]"),
        ("far = inf", "far must be a number from 0.001 to 10000, not inf"),
        ("diffusion_steps = 3.0", "diffusion_steps must be a whole number from 1 to 50, not 3.0"),
        ("diffusion_steps = 0", "diffusion_steps must be a whole number from 1 to 50, not 0"),
        ("mirror = 1", "mirror must be true or false, not 1"),
        ('mirror = "yes"', "mirror must be true or false, not 'yes'"),
        ('depth_colormap = "jet"', 'one of "magma", "viridis", "plasma", "grayscale", "turbo"'),
        ("depth_colormap = 3", "depth_colormap must be one of"),
        ("rotation = 90", 'rotation must be one of "0", "90", "180", "270", not 90'),
        ('output_size = "big"', "output_size must be 'source', or WIDTHxHEIGHT"),
        ("[near]\nx = 1", "near must be a number from 0.001 to 10000"),
        ("near = 5\nfar = 2", "near (5) must be smaller than far (2)"),
        ("near = 50", "near (50) must be smaller than far (10)"),
        ("schema_version = 99", "was written by a newer camfilter (schema 99, here 1)"),
        ('schema_version = "1"', "schema_version must be a whole number from 1"),
        ("schema_version = 0", "schema_version must be a whole number from 1"),
        ("opacity = 0.5\nmirror = \n", "line 2"),
        ("opacity = 1\nopacity = 1", "is not TOML"),
        (b"opacity = 1 # \xff", "is not TOML"),
    ],
)
def test_what_cannot_be_meant_is_named(put: Any, text: str | bytes, named: str) -> None:
    path = put(text)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert str(path) in caught.value.message
    assert named in caught.value.message
    assert caught.value.remedy
    assert caught.value.exit_status == 2


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("OPACITY", "much", "CAMFILTER_OPACITY must be a number from 0 to 1, not 'much'"),
        ("OPACITY", "nan", "CAMFILTER_OPACITY must be a number from 0 to 1, not 'nan'"),
        ("DIFFUSION_STEPS", "51", "CAMFILTER_DIFFUSION_STEPS must be a whole number from 1 to 50"),
        ("MIRROR", "perhaps", "CAMFILTER_MIRROR must be true or false"),
        ("OUTPUT", "DEPTH!", "CAMFILTER_OUTPUT must be one of"),
        ("NEAR", "20", "near (20) must be smaller than far (10)"),
    ],
)
def test_a_wrong_variable_is_named(
    name: str, text: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CAMFILTER_{name}", text)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert named in caught.value.message


def test_a_byte_order_mark_is_no_mistake(put: Any) -> None:
    put("\ufeffopacity = 0.5\n")
    assert load_settings().opacity == 0.5


@pytest.mark.parametrize("text", ["mirror = \n", "schema_version = 2\n"])
def test_a_file_that_cannot_be_read_is_not_written_over(put: Any, text: str) -> None:
    path = put(text)
    with pytest.raises(ConfigError):
        save_settings(FilterSettings())
    assert path.read_text() == text


def test_a_folder_in_place_of_the_file_is_named(own_config: Path) -> None:
    (own_config / "config.toml").mkdir(parents=True)
    with pytest.raises(ConfigError, match="cannot read"):
        load_settings()


def test_a_file_in_place_of_the_folder_is_named(own_config: Path) -> None:
    own_config.write_text("")
    for act in (load_settings, lambda: save_settings(FilterSettings())):
        with pytest.raises(ConfigError) as caught:
            act()
        assert str(own_config) in caught.value.message


def test_choices_in_the_environment_may_be_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMFILTER_OUTPUT", "Normals")
    assert load_settings().output == "normals"


def test_the_file_and_the_environment_may_each_give_one_bound(
    put: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("near = 50\n")
    monkeypatch.setenv("CAMFILTER_FAR", "60")
    settings = load_settings()
    assert (settings.near, settings.far) == (50, 60)
