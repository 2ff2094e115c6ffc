"""A plain NDI receiver for tests: finds a source on this machine and takes what it sends."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from camfilter.ndi.library import Handle, ndi_module

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Received:
    """One picture as the binding shows it: `data` is the first plane, (H, W, bytes of a pixel)."""

    data: NDArray[np.uint8]
    fourcc: str
    timecode: int
    metadata: str
    rate: tuple[int, int]

    @property
    def size(self) -> tuple[int, int]:
        return self.data.shape[0], self.data.shape[1]

    @property
    def luma16(self) -> NDArray[np.uint16]:
        return self.data.reshape(len(self.data), -1).view(np.uint16)


class Receiver:
    """Connected to the source `name` of this machine; `colour` is one of the SDK's formats."""

    def __init__(self, name: str, colour: str = "BEST") -> None:
        ndi = ndi_module()
        source = _find(name)
        settings = ndi.RecvCreateV3(
            source, getattr(ndi, f"RECV_COLOR_FORMAT_{colour}"), ndi.RECV_BANDWIDTH_HIGHEST
        )
        settings.allow_video_fields = False
        self._handle = Handle(
            "receiver", lambda ndi: ndi.recv_create_v3(settings), "recv_destroy", ("none", "none")
        )

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.close()

    def take(self, timeout_s: float = 0.1) -> Received | None:
        """The next picture, None if none came."""
        ndi = ndi_module()
        with self._handle.use() as native:
            _, video, _, _ = ndi.recv_capture_v2(
                native, round(timeout_s * 1000), True, False, False
            )
            if video is None:
                return None
            received = _copied(video)
            ndi.recv_free_video_v2(native, video)
        return received

    def after(
        self,
        send: Callable[[], object],
        wanted: Callable[[Received], bool] = lambda _: True,
    ) -> Received:
        """The first picture that is `wanted`, with `send` called over and over until it comes."""
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            send()
            received = self.take(0.05)
            if received is not None and wanted(received):
                return received
        raise AssertionError("no such picture came")

    def sound(self, send: Callable[[], object]) -> tuple[int, int, NDArray[np.float32]]:
        """Rate, timecode and (channels, samples) of the sound that comes, as in `after`."""
        ndi = ndi_module()
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            send()
            with self._handle.use() as native:
                _, _, audio, _ = ndi.recv_capture_v3(native, 50, False, True, False)
                if audio is not None:
                    data = np.array(audio.data).view(np.float32)
                    found = audio.sample_rate, audio.timecode, data.reshape(audio.no_channels, -1)
                    ndi.recv_free_audio_v3(native, audio)
                    return found
        raise AssertionError("no sound came")

    def set_tally(self, *, on_program: bool, on_preview: bool) -> None:
        tally = ndi_module().Tally(on_program, on_preview)
        self._handle.call("recv_set_tally", tally)


def _find(name: str) -> Any:
    settings = ndi_module().FindCreate(True, None, "127.0.0.1")
    finder = Handle(
        "finder", lambda ndi: ndi.find_create_v2(settings), "find_destroy", ("none", "none")
    )
    deadline = time.monotonic() + _PATIENCE_S
    try:
        while time.monotonic() < deadline:
            for source in finder.call("find_get_current_sources"):
                if source.ndi_name.endswith(f"({name})"):
                    return source
            finder.call("find_wait_for_sources", 100)
    finally:
        finder.close()
    raise AssertionError(f"no source '{name}'")


def _copied(video: Any) -> Received:
    fourcc = str(video.FourCC).rpartition("_")[2]
    line_bytes = video.xres * (2 if fourcc in ("UYVY", "P216") else 4)
    # Lines may be longer than the picture is wide.
    lines = np.array(video.data).reshape(video.yres, -1)[:, :line_bytes]
    return Received(
        np.ascontiguousarray(lines).reshape(video.yres, video.xres, -1),
        fourcc,
        video.timecode,
        video.metadata or "",
        (video.frame_rate_N, video.frame_rate_D),
    )
