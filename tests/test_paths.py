from __future__ import annotations

import os
from pathlib import Path

import pytest

from camfilter.errors import UsageError
from camfilter.paths import path_of, same_file


@pytest.mark.parametrize(
    ("text", "says"),
    [("x" * 300 + ".mp4", "shorter name"), ("~nobody-of-that-name/a.mp4", "in full")],
)
def test_what_cannot_be_a_path_is_refused_with_a_way_out(text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        path_of(text)
    assert says in caught.value.remedy
    assert len(caught.value.message) < 200


def test_a_tilde_is_the_home_folder() -> None:
    assert path_of("~/a.mp4") == Path.home() / "a.mp4"


def test_a_file_is_the_same_under_every_name(tmp_path: Path) -> None:
    one, other, link = (tmp_path / name for name in ("one", "other", "link"))
    one.touch()
    other.touch()
    os.link(one, link)
    assert same_file(one, link)
    assert not same_file(one, other)
    assert same_file(tmp_path / "new", tmp_path / "." / "new")
