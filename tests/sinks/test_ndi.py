from __future__ import annotations

import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from fakes import until
from ndi_receiver import Receiver

from camfilter.errors import SinkError, UsageError
from camfilter.frames import Frame, Geometry, Intrinsics
from camfilter.live.standby import standby_card
from camfilter.ndi.metadata import DepthInfo
from camfilter.ndi.sender import Sender
from camfilter.sinks import make_sink
from camfilter.sinks.ndi import NdiSink, parse_target
from camfilter.sinks.ndi_depth import decode_depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ndi_receiver import Received
    from numpy.typing import NDArray

_RANGE = (0.5, 10.0)
_LOSS = 11
"""What the SDK's own conversion to video and back takes from a saturated colour."""


class _Seen:
    """An output of a scene with a camera, that notes what is asked of it."""

    def __init__(self, rgb: NDArray[np.uint8], depth: NDArray[np.float32], index: int = 0) -> None:
        self.frame = Frame(rgb, time.monotonic_ns(), index)
        self.asked: set[str] = set()
        self._depth = depth
        normals = np.tile(np.float32([0, 0, -1]), (24, 32, 1))
        camera = Intrinsics(0.9, 1.6, 0.5, 0.5)
        self.geometry = Geometry.checked(
            np.ones((24, 32)), normals, self.frame, metric=True, intrinsics=camera
        )

    @property
    def picture(self) -> NDArray[np.uint8]:
        self.asked.add("picture")
        return np.full_like(self.frame.rgb, (200, 30, 60))

    def depth(self) -> NDArray[np.float32]:
        self.asked.add("depth")
        return self._depth

    def normals(self) -> NDArray[np.uint8]:
        self.asked.add("normals")
        return np.full_like(self.frame.rgb, (128, 128, 255))

    def depth_range(self) -> tuple[float, float]:
        return _RANGE


def _scene(height: int = 96, width: int = 160, index: int = 0) -> _Seen:
    rgb = np.full((height, width, 3), (40, 90, 180), np.uint8)
    depth = np.tile(np.linspace(0.6, 9, width, dtype=np.float32), (height, 1))
    depth[: height // 2, : width // 2] = 0
    return _Seen(rgb, depth, index)


@pytest.fixture
def sink(request: pytest.FixtureRequest, ndi_network: None) -> Iterator[NdiSink]:
    sink = NdiSink(parse_target(request.param))
    sink.open(30.0)
    yield sink
    sink.close()


def _colour(received: Received) -> list[int]:
    middle = received.data[received.size[0] // 2, received.size[1] // 2]
    return [int(value) for value in middle]


@pytest.mark.parametrize(
    ("spec", "name", "parts"),
    [
        ("", "camfilter", []),
        ("+depth", "camfilter", ["depth"]),
        ("Studio", "Studio", []),
        ("My Camera 1", "My Camera 1", []),
        ("X+depth+normals+colour", "X", ["depth", "normals", "colour"]),
        ("X+color+depth", "X", ["colour", "depth"]),
        ("X+Depth8+NORMALS", "X", ["depth8", "normals"]),
        ("X+depth+depth", "X", ["depth"]),
        (" X +depth", "X", ["depth"]),
        ("Cam+Mic", "Cam+Mic", []),
        ("Cam + Mic + 2+depth", "Cam + Mic + 2", ["depth"]),
        ("a:b@c", "a:b@c", []),
        ("ä日", "ä日", []),
    ],
)
def test_a_spec_names_the_sources(spec: str, name: str, parts: list[str]) -> None:
    target = parse_target(spec)
    assert (target.name, target.parts) == (name, ("picture", *parts))


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("X+dept", r"'\+dept' is nothing"),
        ("X+normal", r"'\+normal' is nothing"),
        ("X+depth16", r"'\+depth16' is nothing"),
        ("X+colours+depth", r"'\+colours' is nothing"),
        ("X+depth+foo", r"'\+depth' is nothing"),
        ("X+", r"'\+' is nothing"),
        ("X++depth", r"'\+' is nothing"),
        ("+foo", r"'\+foo' is nothing"),
        ("X+depth+depth8", "have the same name"),
        ("a\nb", "cannot be an NDI name"),
        ("x" * 121, "too long"),
    ],
)
def test_what_cannot_be_meant_is_refused(spec: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        parse_target(spec)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("spec", "name"),
    [("ndi", "ndi:camfilter"), ("ndi:My Cam+depth", "ndi:My Cam"), ("ndi+depth", "ndi:camfilter")],
)
def test_a_spec_means_this_sink(spec: str, name: str) -> None:
    sink = make_sink(spec)
    assert isinstance(sink, NdiSink)
    assert sink.info.name == name
    assert sink.info.live
    assert sink.viewers() == 0
    sink.close()


@pytest.mark.parametrize("sink", ["T+depth+normals+colour"], indirect=True)
def test_each_source_shows_its_part(sink: NdiSink) -> None:
    with Receiver("T", "RGBX_RGBA") as picture, Receiver("T normals", "RGBX_RGBA") as normals:
        got = picture.after(lambda: sink.write(_scene(index=7)))
        assert got.size == (96, 160)
        assert np.allclose(_colour(got), (200, 30, 60, 255), atol=_LOSS)
        assert 'frame="7"' in got.metadata
        assert got.rate == (30, 1)
        got = normals.after(lambda: sink.write(_scene()))
        assert np.allclose(_colour(got), (128, 128, 255, 255), atol=_LOSS)


@pytest.mark.parametrize("sink", ["T+depth+normals+colour"], indirect=True)
def test_all_sources_say_the_same_time_for_the_same_picture(sink: NdiSink) -> None:
    scene = _scene()
    names = ["T", "T depth", "T normals", "T colour"]
    times = set()
    for name in names:
        with Receiver(name) as receiver:
            times.add(receiver.after(lambda: sink.write(scene)).timecode)
    assert len(times) == 1
    assert abs(times.pop() - time.time_ns() // 100) < 600 * 10_000_000


def test_each_picture_is_asked_only_for_what_somebody_receives(ndi_network: None) -> None:
    sink = NdiSink(parse_target("lazy+depth+normals+colour"))
    sink.open(0)
    nobody = _scene()
    sink.write(nobody)
    assert nobody.asked == set()
    assert sink.viewers() == 0
    with Receiver("lazy normals"):
        until(lambda: sink.viewers() == 1)
        one = _scene()
        sink.write(one)
        assert one.asked == {"normals"}
        with Receiver("lazy colour"), Receiver("lazy colour"):
            until(lambda: sink.viewers() == 3)
            more = _scene()
            sink.write(more)
            assert more.asked == {"normals", "depth"}
    until(lambda: sink.viewers() == 0)
    sink.close()


def _ramp_waves_object() -> NDArray[np.float64]:
    """(720, 1280) shares of the range: a ramp with waves, and a near object with hard edges."""
    y, x = np.mgrid[0:720, 0:1280].astype(np.float64)
    share = 0.15 + 0.7 * x / 1280 + 0.1 * np.sin(y / 60)
    share[200:500, 400:800] = 0.05 + 0.1 * (x[200:500, 400:800] / 1280)
    return np.clip(share, 0, 1)


@pytest.mark.parametrize("sink", ["T+depth"], indirect=True)
def test_16_bit_depth_arrives_in_metres(sink: NdiSink) -> None:
    near, far = _RANGE
    inverse = 1 / far + _ramp_waves_object() * (1 / near - 1 / far)
    depth = (1 / inverse).astype(np.float32)
    scene = _Seen(np.zeros((720, 1280, 3), np.uint8), depth, 3)
    with Receiver("T depth", "BEST") as receiver:
        got = receiver.after(lambda: sink.write(scene))
    assert got.fourcc == "P216"
    frame = decode_depth(got.data, 1280, 720, got.metadata)
    error = np.abs(1 / frame.depth.astype(np.float64) - inverse) / (1 / near - 1 / far)
    assert error.mean() <= 6e-4
    assert np.unique(got.luma16).size >= 1800
    assert frame.valid.all()
    assert (frame.near, frame.far, frame.metric, frame.index) == (near, far, True, 3)
    assert frame.intrinsics == Intrinsics(0.9, 1.6, 0.5, 0.5)
    assert frame.timecode == got.timecode


@pytest.mark.parametrize(
    ("sink", "name", "colour", "channel"),
    [("T+depth8", "T depth", "FASTEST", 1), ("T+colour", "T colour", "RGBX_RGBA", 3)],
    indirect=["sink"],
)
def test_8_bit_depth_arrives_in_metres(sink: NdiSink, name: str, colour: str, channel: int) -> None:
    scene = _scene()
    with Receiver(name, colour) as receiver:
        got = receiver.after(lambda: sink.write(scene))
    frame = decode_depth(got.data[..., channel], 160, 96, got.metadata)
    inside = np.zeros((96, 160), np.bool_)
    inside[4:44, 4:76] = True
    assert not frame.valid[inside].any()
    assert frame.valid[52:].all()
    known = frame.depth[52:]
    assert np.abs(1 / known - 1 / scene.depth()[52:]).mean() < 0.02
    if channel == 3:
        assert np.allclose(_colour(got)[:3], (40, 90, 180), atol=_LOSS)


@pytest.mark.parametrize("sink", ["T+depth"], indirect=True)
def test_unknown_distances_arrive_as_such(sink: NdiSink) -> None:
    with Receiver("T depth") as receiver:
        got = receiver.after(lambda: sink.write(_scene()))
    frame = decode_depth(got.luma16, 160, 96, got.metadata)
    assert not frame.valid[4:44, 4:76].any()
    assert frame.valid[52:].all()


@pytest.mark.parametrize("sink", ["T+depth+normals+colour"], indirect=True)
def test_a_standby_card_goes_out_and_says_that_no_depth_is_known(sink: NdiSink) -> None:
    card = standby_card("the camera is gone", 96, 160, time.monotonic_ns(), 5)
    with Receiver("T", "RGBX_RGBA") as picture, Receiver("T depth") as depth:
        got = picture.after(lambda: sink.write(card))
        assert np.abs(got.data[..., :3].astype(int) - card.picture).mean() < 3
        got = depth.after(lambda: sink.write(card))
        assert not got.luma16.any()
        assert not DepthInfo.from_xml(got.metadata).valid
        assert not decode_depth(got.luma16, 160, 96, got.metadata).valid.any()
    with Receiver("T colour", "RGBX_RGBA") as colour:
        assert not colour.after(lambda: sink.write(card)).data[..., 3].any()


@pytest.mark.parametrize("sink", ["T+depth+normals+colour"], indirect=True)
@pytest.mark.parametrize(
    ("size", "sent"),
    [((1, 1), (2, 2)), ((3, 2), (2, 2)), ((97, 161), (96, 160)), ((1, 640), (2, 640))],
)
def test_odd_sizes_are_cut_and_no_size_is_too_small(
    sink: NdiSink, size: tuple[int, int], sent: tuple[int, int]
) -> None:
    scene = _Seen(np.full((*size, 3), 90, np.uint8), np.full(size, 2.0, np.float32))
    for name in ("T", "T depth", "T normals", "T colour"):
        with Receiver(name) as receiver:
            got = receiver.after(lambda: sink.write(scene))
        assert got.size == sent
        if name == "T depth":
            frame = decode_depth(got.data, sent[1], sent[0], got.metadata)
            assert np.allclose(frame.depth, 2.0, rtol=0.05)
            assert frame.intrinsics is not None
            x = frame.intrinsics.cx * sent[1]
            assert x == pytest.approx(0.5 * size[1])


@pytest.mark.parametrize("sink", ["T+depth"], indirect=True)
def test_8k_and_other_sizes_come_one_after_the_other(sink: NdiSink) -> None:
    with Receiver("T depth", "FASTEST") as receiver:
        for size in [(4320, 7680), (48, 64), (720, 1280)]:
            scene = _Seen(np.zeros((*size, 3), np.uint8), np.full(size, 2.0, np.float32))
            got = receiver.after(partial(sink.write, scene), partial(_has_size, size))
            assert got.luma16.any()


def _has_size(size: tuple[int, int], received: Received) -> bool:
    return received.size == size


@pytest.mark.parametrize("sink", ["T+depth"], indirect=True)
def test_it_is_on_air_when_a_receiver_says_so(sink: NdiSink) -> None:
    assert not sink.on_air
    with Receiver("T depth") as receiver:
        receiver.set_tally(on_program=True, on_preview=False)
        until(lambda: sink.on_air)
        assert sink.tallies()["T depth"].on_program
        assert not sink.tallies()["T"].on_program
    sink.close()
    assert not sink.on_air


@pytest.mark.parametrize("sink", ["T+depth"], indirect=True)
def test_the_example_shows_the_distance_in_the_middle(sink: NdiSink, tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "ndi_depth_receiver.py"
    command = [sys.executable, example, "T depth", "--address", "127.0.0.1", "--seconds", "1.5"]
    scene = _Seen(np.zeros((96, 160, 3), np.uint8), np.full((96, 160), 2.5, np.float32), 8)
    said = tmp_path / "said"

    with said.open("w") as file, subprocess.Popen(command, stdout=file) as showing:

        def ended() -> bool:
            sink.write(scene)
            return showing.poll() is not None

        until(ended)
    assert showing.returncode == 0
    assert "picture 8:    2.50" in said.read_text()


def test_a_name_that_is_taken_takes_no_other_name(ndi_network: None) -> None:
    other = Sender("T depth")
    sink = NdiSink(parse_target("T+depth"))
    with pytest.raises(SinkError, match="'T depth' is in use"):
        sink.open(30)
    assert sink.viewers() == 0
    Sender("T").close()
    other.close()
    sink.open(30)
    sink.open(30)
    sink.close()
    sink.close()


def test_it_must_be_open_to_be_written_to() -> None:
    sink = NdiSink(parse_target("T"))
    with pytest.raises(SinkError, match="not open"):
        sink.write(_scene())
    sink.close()


def test_the_library_missing_is_an_error_of_the_sink(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Any:
        raise NdiMissingError("NDI is not here", "install it")

    from camfilter.ndi import library
    from camfilter.ndi.library import NdiMissingError

    monkeypatch.setattr(library, "ndi_module", missing)
    with pytest.raises(SinkError, match="NDI is not here") as caught:
        NdiSink(parse_target("T")).open(30)
    assert caught.value.remedy == "install it"
