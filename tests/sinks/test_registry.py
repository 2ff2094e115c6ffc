from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from camfilter.errors import UsageError
from camfilter.sinks import list_sinks, make_sink
from camfilter.sinks.images import ImageSequenceSink
from camfilter.sinks.null import NullSink
from camfilter.sinks.registry import target_path
from camfilter.sinks.video import VideoSink


@pytest.mark.parametrize(
    ("spec", "kind", "name"),
    [
        ("null", NullSink, "null"),
        ("a.mp4", VideoSink, "a.mp4"),
        ("a/b c.MP4", VideoSink, "a/b c.MP4"),
        ("a.mov", VideoSink, "a.mov"),
        ("12:30.mp4", VideoSink, "12:30.mp4"),
        ("./null.mp4", VideoSink, "null.mp4"),
        ("shots/", ImageSequenceSink, "shots/"),
        ("shots/:png", ImageSequenceSink, "shots/"),
        ("shots/:png16", ImageSequenceSink, "shots/:png16"),
        ("a/shots.v2/:exr", ImageSequenceSink, "a/shots.v2/:exr"),
        ("null/", ImageSequenceSink, "null/"),
    ],
)
def test_a_spec_means_a_sink(spec: str, kind: type, name: str) -> None:
    sink = make_sink(spec)
    assert type(sink) is kind
    assert sink.info.name == name
    assert not sink.info.live
    assert sink.viewers() is None


def test_a_folder_that_exists_needs_no_slash(tmp_path: Path) -> None:
    assert isinstance(make_sink(str(tmp_path)), ImageSequenceSink)


@pytest.mark.parametrize("spec", ["~/a.mp4", "~/shots/"])
def test_tilde_is_the_home_folder(spec: str) -> None:
    assert make_sink(spec).info.name.startswith(str(Path.home()))


@pytest.mark.parametrize(
    ("spec", "message", "remedy"),
    [
        ("ndi:me+dept", "'+dept' is nothing", "+depth"),
        ("ndi+foo", "'+foo' is nothing", "ndi:NAME+depth"),
        ("a.png", "one picture", "a/"),
        ("a.EXR", "one picture", "a/:exr"),
        (".png", "no output", ".png/"),
        ("a.avi", "'.avi' is no kind of video", "a.mp4"),
        ("shots", "'shots' is no output", "shots/"),
        ("", "'' is no output", "FOLDER/"),
        ("shots/:tiff", "'tiff' is no kind of picture", "shots/:png16"),
        ("null:x", "no argument", "just null"),
    ],
)
def test_what_is_no_sink_is_refused_with_a_way_out(spec: str, message: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_sink(spec)
    assert message in caught.value.message
    assert remedy in caught.value.remedy


def test_the_list_names_what_works_and_the_remedy_for_what_does_not() -> None:
    listings = {listing.spec: listing for listing in list_sinks()}
    assert {"FILE.mp4", "FOLDER/", "FOLDER/:png16", "FOLDER/:exr", "null"} <= listings.keys()
    for spec, listing in listings.items():
        # Whether these are there depends on the machine.
        assert listing.available or spec.startswith(("vcam", "ndi"))
        assert bool(listing.remedy) != listing.available
        if listing.available:
            make_sink(spec)


def test_importing_the_package_loads_no_codec() -> None:
    code = "import sys, camfilter.sinks; print({'av', 'cv2', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("spec", ["NULL", "NDI:Stage+depth", "NDI+depth", "VCam"])
def test_the_kind_of_a_sink_may_be_written_in_any_case(spec: str) -> None:
    assert type(make_sink(spec)) is type(make_sink(spec.lower()))
    assert target_path(spec) is None
