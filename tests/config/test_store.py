from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from camfilter.config.store import migrated, read_toml, write_toml
from camfilter.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def renamed(content: dict[str, Any]) -> dict[str, Any]:
    return {"opacity" if key == "alpha" else key: value for key, value in content.items()}


def percent(content: dict[str, Any]) -> dict[str, Any]:
    return content | {"opacity": content["opacity"] * 100}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"schema_version": 1, "alpha": 0.5}, {"schema_version": 3, "opacity": 50.0}),
        ({"alpha": 0.5}, {"schema_version": 3, "opacity": 50.0}),
        ({"schema_version": 2, "opacity": 0.5}, {"schema_version": 3, "opacity": 50.0}),
        ({"schema_version": 3, "opacity": 50.0}, {"schema_version": 3, "opacity": 50.0}),
    ],
)
def test_older_files_pass_through_each_version(
    content: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert migrated(content, "a.toml", 3, {1: renamed, 2: percent}) == expected


def test_a_newer_file_is_refused() -> None:
    with pytest.raises(ConfigError, match="newer camfilter") as caught:
        migrated({"schema_version": 4}, "a.toml", 3, {1: renamed, 2: percent})
    assert "update camfilter" in caught.value.remedy


def test_writing_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.toml"
    for number in (1, 2):
        write_toml(path, {"number": number, "table": {"x": 1}, "text": "ä"})
    assert read_toml(path) == {
        "schema_version": 1,
        "number": 2,
        "table": {"x": 1},
        "text": "ä",
    }
    assert list(path.parent.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    path, target = tmp_path / "a.toml", tmp_path / "dotfiles" / "a.toml"
    target.write_text("number = 1")
    path.symlink_to(target)
    write_toml(path, {"number": 2})
    assert path.is_symlink()
    assert read_toml(target)["number"] == 2


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("number = 1")
    code = (
        "import resource, sys; from pathlib import Path;"
        "from camfilter.config.store import write_toml; from camfilter.errors import ConfigError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: write_toml(Path(sys.argv[1]), {'text': 'x' * 100})\n"
        "except ConfigError as error: sys.exit(error.message)"
    )
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"cannot write {path}" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_text() == "number = 1"
    assert list(tmp_path.glob("*.part")) == []
