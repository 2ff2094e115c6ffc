from __future__ import annotations

import zipfile

import numpy as np
import pytest

from camfilter.errors import SourceError
from camfilter.sources.demo import DemoSource, demo_clip, demo_listing


@pytest.mark.parametrize("realtime", [True, False])
def test_the_clip_goes_round_and_round(make_clip, number_of, clock, realtime):
    source = DemoSource(realtime=realtime, clock=clock, clip=make_clip("d.mp4", 3))
    source.open()
    assert (source.info.live, source.info.rate, source.info.count) == (realtime, 25.0, None)
    frames = [source.read(1.0) for _ in range(8)]
    source.close()
    assert [number_of(frame.rgb) for frame in frames] == [0, 1, 2, 0, 1, 2, 0, 1]
    assert np.diff([frame.time_ns for frame in frames]).tolist() == [40_000_000] * 7


def test_a_clip_inside_a_zip_plays_and_reopens_in_order(make_clip, tmp_path, clock):
    clip = make_clip("demo.mp4", 3)
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.write(clip, "demo.mp4")
    source = DemoSource(
        realtime=False, clock=clock, clip=zipfile.Path(tmp_path / "package.zip", "demo.mp4")
    )
    frames = []
    for _ in range(2):
        source.open()
        frames += [source.read(1.0), source.read(1.0)]
    source.close()
    source.close()
    assert [frame.index for frame in frames] == [0, 1, 2, 3]
    assert np.diff([frame.time_ns for frame in frames]).min() > 0
    with pytest.raises(SourceError, match="not open"):
        source.read(1.0)


def test_a_clip_that_is_missing_or_damaged_is_one_clear_error(tmp_path):
    with pytest.raises(SourceError, match="missing from this installation") as refused:
        DemoSource(clip=tmp_path / "demo.mp4").open()
    assert "install" in refused.value.remedy
    (tmp_path / "demo.mp4").write_text("no clip")
    with pytest.raises(SourceError, match="not a video"):
        DemoSource(clip=tmp_path / "demo.mp4").open()


def test_the_listing_says_whether_the_clip_is_there():
    assert demo_listing().spec == "demo"
    assert demo_listing().available is demo_clip().is_file()
    assert demo_listing().available or demo_listing().remedy


@pytest.mark.skipif(not demo_clip().is_file(), reason="this checkout has no demo clip")
def test_the_clip_of_the_package_plays():
    source = DemoSource(realtime=False)
    source.open()
    frame = source.read(10.0)
    source.close()
    assert frame.rgb.std() > 10
    assert min(frame.size) >= 360
