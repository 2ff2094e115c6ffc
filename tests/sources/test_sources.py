from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import camfilter
from camfilter.errors import SourceError, UsageError
from camfilter.sources import list_sources, make_source


def kind(source):
    return type(source).__name__


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("camera", "CameraSource"),
        ("camera:0", "CameraSource"),
        ("Camera:Logitech C920: the good one", "CameraSource"),
        ("camera:/dev/video3", "CameraSource"),
        ("screen", "ScreenSource"),
        ("screen:2", "ScreenSource"),
        ("demo", "DemoSource"),
        ("clip.mp4", "VideoSource"),
        ("some folder/clip.MOV", "VideoSource"),
        ("camera.mp4", "VideoSource"),
        ("./demo", "VideoSource"),
        (r"C:\x\y.mp4", "VideoSource"),
        ("C:/x/y.mp4", "VideoSource"),
        (r"d:\pictures\y.png", "StillSource"),
        (r"\\server\share\y.mkv", "VideoSource"),
        ("photo.JPG", "StillSource"),
        ("photo.tiff", "StillSource"),
        ("animation.gif", "VideoSource"),
    ],
)
def test_a_spec_names_its_source(spec, expected):
    assert kind(make_source(spec)) == expected


def test_folders_and_odd_file_names_are_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("album.png").mkdir()
    Path("take:2.mp4").touch()
    Path("camera:2.mp4").touch()
    assert kind(make_source("camera:2.mp4")) == "VideoSource"
    assert kind(make_source("album.png")) == "FolderSource"
    assert kind(make_source("take:2.mp4")) == "VideoSource"


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "  ",
        "camera:",
        "screen:",
        "screen:x",
        "screen:-1",
        "demo:1",
        "camra:0",
        "webcam:",
        "ndi:",
        "http://example.org/clip.mp4",
        "rtsp://10.0.0.2/stream",
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(spec):
    with pytest.raises(UsageError) as refused:
        make_source(spec)
    assert refused.value.exit_status == 2
    assert "camera" in refused.value.remedy


@pytest.mark.parametrize("spec", ["nowhere.mp4", "nowhere", "nowhere.png", r"C:\nowhere\y.mp4"])
def test_what_is_missing_is_said_on_opening(spec):
    with pytest.raises(SourceError, match="nowhere"):
        make_source(spec).open()


def test_unopened_sources_say_what_they_are_and_close():
    for spec in ["camera", "ndi", "screen", "demo", "clip.mp4", "photo.png", "."]:
        source = make_source(spec)
        assert source.info.name
        source.close()
        source.close()


@pytest.mark.parametrize("spec", ["clip.mp4", "photo.png", "demo"])
def test_real_time_decides_whether_a_file_is_live(spec):
    assert make_source(spec).info.live
    assert not make_source(spec, realtime=False).info.live


def test_the_list_has_every_kind_and_a_remedy_for_what_does_not_work():
    listings = list_sources()
    assert {listing.kind for listing in listings} == {"camera", "ndi", "screen", "demo"}
    assert all(listing.available or listing.remedy for listing in listings)
    for listing in listings:
        make_source(listing.spec)


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, camfilter.sources as s; s.make_source;"
        "print(sorted({'cv2', 'av', 'mss', 'numpy'} & set(sys.modules)))"
    )
    root = Path(camfilter.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
