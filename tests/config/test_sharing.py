from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from camfilter.config import (
    delete_preset,
    export_preset,
    import_preset,
    list_presets,
    load_preset,
    save_preset,
)
from camfilter.errors import CamfilterError, ConfigError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

LOOK = {"output": "normals", "opacity": 0.5}


def own() -> list[str]:
    return [info.name for info in list_presets() if not info.builtin]


def test_an_exported_file_is_a_preset_anywhere(tmp_path: Path) -> None:
    written = export_preset(tmp_path / "mine", LOOK, "My Look", "For the stage.")
    assert written == tmp_path / "mine.toml"
    assert load_preset(str(written)) == LOOK
    assert import_preset(written) == "My Look"
    info = next(info for info in list_presets() if info.name == "My Look")
    assert info.description == "For the stage."
    assert load_preset("My Look") == LOOK


def test_a_file_without_a_name_is_called_as_it_is(tmp_path: Path) -> None:
    assert import_preset(export_preset(tmp_path / "late show.toml", LOOK)) == "late show"


@pytest.mark.parametrize("name", ["Calm", "Mine"])
def test_an_import_replaces_nothing(tmp_path: Path, name: str) -> None:
    save_preset("Mine", {"opacity": 0.1})
    shared = export_preset(tmp_path / "shared.toml", LOOK, name)
    assert import_preset(shared) == f"{name} 2"
    assert import_preset(shared) == f"{name} 3"
    assert load_preset("Mine") == {"opacity": 0.1}
    delete_preset(f"{name} 2")


@pytest.mark.parametrize("name", ["../../evil", "a/b", "con", "", "…", "x" * 200, "Ünïcode: no. 1"])
def test_a_name_that_cannot_be_one_harms_nothing(tmp_path: Path, name: str) -> None:
    shared = tmp_path / "shared.toml"
    shared.write_text(f'name = "{name}"\nopacity = 0.5\n', "utf-8")
    try:
        given = import_preset(shared)
    except UsageError:
        assert own() == []
    else:
        assert own() == [given]
        assert load_preset(given) == {"opacity": 0.5}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"opacity = ", "not TOML"),
        (b"\x00\xff\x80PNG", "not TOML"),
        (b"opacity = 7.0\n", "opacity"),
        (b'opacity = "half"\n', "opacity"),
        (b"near = 5.0\nfar = 2.0\n", "near"),
        (b"schema_version = 99\n", "newer"),
        (b'[project]\nname = "other"\n', "no preset"),
        (b"", "no preset"),
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, content: bytes, word: str) -> None:
    shared = tmp_path / "shared.toml"
    shared.write_bytes(content)
    with pytest.raises(CamfilterError, match=word) as refusal:
        import_preset(shared)
    assert "shared.toml" in refusal.value.message
    assert refusal.value.remedy
    assert own() == []


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.toml"):
        with pytest.raises(ConfigError, match="no file"):
            import_preset(path)


def test_a_wrong_value_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        export_preset(tmp_path / "x.toml", {"opacity": 3.0})
    assert list(tmp_path.glob("*.toml")) == []
