"""The training runs end to end on toy scenes, leaves its results and goes on from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch")

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def main(monkeypatch, toy):
    from training import train

    monkeypatch.setattr(train, "open_source", lambda settings, device, rank: toy)
    return train.main


def run(main, out: Path, *more: str) -> str:
    common = ["--smoke", "--seconds", "100", "--packs", str(out / "none"), "--out", str(out)]
    main([*common, *more])
    return (out / "log.txt").read_text()


def test_a_run_leaves_its_results_and_goes_on_from_them(main, tmp_path):
    run(main, tmp_path / "first", "--part", "0", "0.5")
    log = run(main, tmp_path / "second", "--part", "0.5", "1", "--resume", str(tmp_path / "first"))
    names = {path.name for path in (tmp_path / "second").iterdir()}
    assert names == {"ema.pth", "delta.pth", "sheet.png", "log.txt"}
    assert "after 12 steps" in log
    assert "bad steps 0" in log


def test_files_are_small_enough_to_travel(main, tmp_path):
    run(main, tmp_path, "--net", "quality")
    assert all(path.stat().st_size <= 16 * 2**20 for path in tmp_path.iterdir())


def test_a_source_that_always_fails_is_an_error(monkeypatch, tmp_path):
    from training import train

    class Broken:
        def draw(self, shape, frames):
            raise RuntimeError("no scene")

    monkeypatch.setattr(train, "open_source", lambda settings, device, rank: Broken())
    with pytest.raises(RuntimeError, match="no scene"):
        run(train.main, tmp_path)
