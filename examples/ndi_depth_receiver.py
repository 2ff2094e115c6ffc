"""Show the distance in the middle of a depth source that camfilter sends over NDI.

Start `camfilter run --to "ndi:Camera+depth"` on any computer of the network, then run

    python examples/ndi_depth_receiver.py "Camera depth" [--address 10.0.0.5] [--seconds 10]

The address is needed only where sources are not discovered.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from camfilter.errors import CamfilterError
from camfilter.ndi.library import Handle, ndi_module
from camfilter.sinks.ndi_depth import DepthFrame, decode_depth

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFUSED = ("NDI refuses to receive", "start again")


def find(name: str, address: str, deadline: float) -> Any:
    """The source "COMPUTER (name)", None if it does not come up in time."""
    settings = ndi_module().FindCreate(True, None, address or None)
    finder = Handle("finder", lambda ndi: ndi.find_create_v2(settings), "find_destroy", _REFUSED)
    with ExitStack() as stack:
        stack.callback(finder.close)
        while time.monotonic() < deadline:
            for source in finder.call("find_get_current_sources"):
                if source.ndi_name.endswith(f"({name})"):
                    return source
            finder.call("find_wait_for_sources", 200)
    return None


def depth_frames(source: Any, deadline: float) -> Iterator[DepthFrame]:
    """The depth pictures of the source."""
    ndi = ndi_module()
    # "Best" keeps 16 bits; every other format turns them into 8.
    settings = ndi.RecvCreateV3(source, ndi.RECV_COLOR_FORMAT_BEST, ndi.RECV_BANDWIDTH_HIGHEST)
    receiver = Handle(
        "receiver", lambda ndi: ndi.recv_create_v3(settings), "recv_destroy", _REFUSED
    )
    with ExitStack() as stack:
        stack.callback(receiver.close)
        while time.monotonic() < deadline:
            with receiver.use() as native:
                _, video, _, _ = ndi.recv_capture_v2(native, 200, True, False, False)
                if video is None:
                    continue
                luma, size, xml = video.data, (video.xres, video.yres), video.metadata
                ndi.recv_free_video_v2(native, video)
            yield decode_depth(luma, *size, xml or "")


def describe(frame: DepthFrame) -> str:
    """What is in the middle of the picture, and when it was taken."""
    height, width = frame.depth.shape
    unit = "m" if frame.metric else "(relative)"
    middle = height // 2, width // 2
    distance = f"{frame.depth[middle]:8.3f} {unit}" if frame.valid[middle] else "unknown"
    age_ms = (time.time_ns() // 100 - frame.timecode) / 1e4
    known = f"{frame.near:.2f} to {frame.far:.2f}"
    return f"picture {frame.index}: {distance}, shown from {known}, {age_ms:.0f} ms old"


def main() -> int:
    """Print a line for each picture."""
    parser = argparse.ArgumentParser(description="Show distances that camfilter sends.")
    parser.add_argument("name", help='as in "Camera depth"')
    parser.add_argument("--address", default="", help="of the sending computer")
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    deadline = time.monotonic() + options.seconds
    try:
        source = find(options.name, options.address, deadline)
        if source is None:
            sys.stderr.write(f"error: no NDI source '{options.name}'\n")
            return 1
        for frame in depth_frames(source, deadline):
            sys.stdout.write(describe(frame) + "\n")
    except CamfilterError as error:
        sys.stderr.write(f"error: {error.message}\ntry: {error.remedy}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
