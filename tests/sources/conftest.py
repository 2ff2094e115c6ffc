"""A clock turned by hand, and clips whose pictures can be told apart after compression."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from numpy.typing import NDArray

STEP = 8
BT709, BT601 = 1, 5


class ManualClock:
    """Time passes when somebody waits, or when the test says so."""

    def __init__(self) -> None:
        self.ns = 1_000_000_000
        self.waits: list[float] = []

    def now_ns(self) -> int:
        return self.ns

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.pass_s(seconds)

    def pass_s(self, seconds: float) -> None:
        self.ns += round(seconds * 1e9)


def write_clip(
    path: Path,
    pictures: Sequence[NDArray[np.uint8]],
    *,
    rate: int = 25,
    pts: Sequence[int] | None = None,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    colorspace: int | None = None,
    color_range: int | None = None,
    rotation: int = 0,
    options: dict[str, str] | None = None,
) -> Path:
    quality = {"preset": "ultrafast", "crf": "4"} if codec == "libx264" else {}
    with av.open(str(path), "w", options=options or {}) as container:
        stream: Any = container.add_stream(codec, rate=rate, options=quality)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pix_fmt
        convert: dict[str, int] = {}
        if colorspace is not None:
            stream.codec_context.colorspace = convert["dst_colorspace"] = colorspace
            convert["src_colorspace"] = BT601 if colorspace != BT601 else BT709
        if color_range is not None:
            stream.codec_context.color_range = convert["dst_color_range"] = color_range
        if rotation:
            if not hasattr(stream, "set_display_rotation"):
                pytest.skip("this PyAV cannot write rotated clips")
            stream.set_display_rotation(rotation)
        for number, picture in enumerate(pictures):
            source = "rgba" if picture.shape[2] == 4 else "rgb24"
            frame = av.VideoFrame.from_ndarray(picture, format=source)
            frame = frame.reformat(format=pix_fmt, **convert)
            frame.pts = pts[number] if pts else number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def numbered(count: int, height: int = 48, width: int = 64) -> list[NDArray[np.uint8]]:
    return [np.full((height, width, 3), 16 + STEP * n, np.uint8) for n in range(count)]


def number_of(picture: NDArray[np.uint8]) -> int:
    return round((float(picture.mean()) - 16) / STEP)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def make_clip(tmp_path: Path) -> Callable[..., Path]:
    """Writes pictures, or a number of grey ones that tell their own number, as a clip."""

    def make(name: str, pictures: Any, **options: Any) -> Path:
        if isinstance(pictures, int):
            pictures = numbered(pictures)
        return write_clip(tmp_path / name, pictures, **options)

    return make


@pytest.fixture(name="number_of")
def number_of_fixture() -> Callable[[NDArray[np.uint8]], int]:
    return number_of


@pytest.fixture
def without_privileges() -> Callable[[], AbstractContextManager[None]]:
    """Root may open everything: step down to nobody for a while, where tests run as root."""

    @contextmanager
    def step_down() -> Iterator[None]:
        if os.name != "posix":
            pytest.skip("file modes do not deny access here")
        user = os.getresuid()
        if user[1] == 0:
            os.setresuid(65534, 65534, 0)
        try:
            yield
        finally:
            if user[1] == 0:
                os.setresuid(0, 0, 0)

    return step_down
