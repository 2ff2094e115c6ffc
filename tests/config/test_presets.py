from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from camfilter.config import (
    delete_preset,
    list_presets,
    load_preset,
    save_preset,
)
from camfilter.errors import ConfigError, UsageError
from camfilter.settings import DepthCurve, FilterSettings, NormalFormat, OutputMode, RangeMode

if TYPE_CHECKING:
    from pathlib import Path

BUILTIN = [info.name for info in list_presets() if info.builtin]


def names() -> list[str]:
    return [info.name for info in list_presets() if not info.builtin]


@pytest.mark.parametrize("name", BUILTIN)
def test_a_builtin_preset_describes_itself_and_fits(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        values = load_preset(name)
    assert caplog.text == ""
    settings = FilterSettings().changed(**values)
    assert settings.changed(**values) == settings
    assert not settings.needs_reload(FilterSettings())
    info = next(info for info in list_presets() if info.name == name)
    assert info.description.endswith(".")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Classic depth", {"output": OutputMode.DEPTH, "range_mode": RangeMode.AUTO}),
        ("Fog", {"depth_invert": True, "depth_curve": DepthCurve.LINEAR}),
        ("Normals OpenGL", {"normal_format": NormalFormat.OPENGL}),
        ("Normals DirectX", {"normal_format": NormalFormat.DIRECTX}),
        ("Split", {"output": OutputMode.SIDE_BY_SIDE}),
        ("Calm", {"temporal_smoothing": 0.85}),
        ("Locked studio", {"range_mode": RangeMode.LOCKED, "near": 0.5, "far": 4.0}),
        ("Heat overlay", {"opacity": 0.5}),
    ],
)
def test_builtin_presets_do_what_they_say(name: str, expected: dict[str, Any]) -> None:
    settings = FilterSettings().changed(**load_preset(name))
    assert {key: getattr(settings, key) for key in expected} == expected
    assert name in BUILTIN


@pytest.mark.parametrize("spelling", ["Locked studio", "locked-studio", " LOCKED_STUDIO "])
def test_spelling_is_forgiven(spelling: str) -> None:
    assert load_preset(spelling)["far"] == 4.0


def test_a_preset_is_saved_listed_loaded_and_deleted(own_config: Path) -> None:
    save_preset("My Look", {"opacity": 0.5, "output": OutputMode.NORMALS}, "As on stage.")
    assert names() == ["My Look"]
    assert list_presets()[-1].description == "As on stage."
    assert load_preset("my-look") == {"opacity": 0.5, "output": "normals"}
    save_preset("my look", {"mirror": True})
    assert names() == ["my look"]
    assert load_preset("My Look") == {"mirror": True}
    delete_preset("MY_LOOK")
    assert names() == []
    assert list((own_config / "presets").iterdir()) == []


def test_a_preset_changes_only_what_it_names() -> None:
    save_preset("faint", {"opacity": 0.1})
    settings = FilterSettings(mirror=True, opacity=0.9).changed(**load_preset("faint"))
    assert settings == FilterSettings(mirror=True, opacity=0.1)


def test_one_limit_of_the_range_is_enough() -> None:
    save_preset("far away", {"near": 20.0})
    assert FilterSettings(far=50).changed(**load_preset("far away")).near == 20
    with pytest.raises(UsageError, match=r"near \(20\) must be smaller than far \(10\)"):
        FilterSettings().changed(**load_preset("far away"))


@pytest.mark.parametrize(
    "name", ["", " ", "../evil", "a/b", "a\\b", "..", "a.b", "-x", "x" * 65, "con", "LPT1", "a\nb"]
)
def test_names_that_are_none_are_refused(name: str, own_config: Path) -> None:
    for act in (
        lambda: save_preset(name, {"opacity": 0.5}),
        lambda: load_preset(name),
        lambda: delete_preset(name),
    ):
        with pytest.raises(UsageError, match="cannot be the name of a preset"):
            act()
    assert not own_config.exists()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"opactiy": 0.5}, "no parameter 'opactiy' (did you mean 'opacity'?)"),
        ({"opacity": 2.0}, "opacity must be a number from 0 to 1"),
        ({"mirror": 1}, "mirror must be true or false"),
        ({"near": 3.0, "far": 2.0}, "near (3) must be smaller than far (2)"),
    ],
)
def test_wrong_values_are_not_saved(values: dict[str, Any], named: str) -> None:
    with pytest.raises(UsageError) as caught:
        save_preset("mine", values)
    assert named in caught.value.message
    assert names() == []


def test_builtin_presets_stay() -> None:
    for act in (lambda: save_preset("FOG", {"opacity": 0.5}), lambda: delete_preset("fog")):
        with pytest.raises(UsageError, match="is a built-in preset"):
            act()
    assert load_preset("Fog")["depth_colormap"] == "grayscale"


def test_an_unknown_preset_names_the_known() -> None:
    with pytest.raises(UsageError, match="no preset 'foggy'") as caught:
        load_preset("foggy")
    assert "Fog, Heat overlay" in caught.value.remedy
    with pytest.raises(UsageError, match="is no preset"):
        delete_preset("foggy")


def test_a_preset_may_be_a_file_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "look.toml"
    path.write_text("opacity = 0.5\n")
    assert load_preset(str(path)) == {"opacity": 0.5}
    with pytest.raises(UsageError, match="no file"):
        load_preset(str(tmp_path / "none.toml"))


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "look.toml"
    path.write_text('opacity = "half"\n')
    with pytest.raises(ConfigError, match="opacity must be a number from 0 to 1") as caught:
        load_preset(str(path))
    assert str(path) in caught.value.message


def test_files_put_there_by_hand_count(own_config: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = own_config / "presets"
    folder.mkdir(parents=True)
    (folder / "Stage Left.toml").write_text("mirror = true\n")
    (folder / "fog.toml").write_text('name = "Fog"\nopacity = 0.3\n')
    (folder / "broken.toml").write_text("mirror =")
    (folder / "a.b.toml").write_text("mirror = true\n")
    with caplog.at_level(logging.WARNING):
        assert names() == ["Fog", "Stage Left"]
    assert "broken.toml" in caplog.text
    assert [info.builtin for info in list_presets() if info.name == "Fog"] == [False]
    assert load_preset("stage left") == {"mirror": True}
    assert load_preset("fog") == {"opacity": 0.3}
    delete_preset("fog")
    assert load_preset("fog")["depth_invert"] is True
