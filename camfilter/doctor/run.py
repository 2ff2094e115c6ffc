"""A short run from end to end."""

from __future__ import annotations

import tempfile
from pathlib import Path

from camfilter.config import load_settings
from camfilter.doctor.check import Check
from camfilter.live import Limit, Session
from camfilter.sinks import make_sink
from camfilter.sources import make_source


def demo_to_video(name: str) -> Check:
    """Filter a few pictures of the demo into an MP4 file."""
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "check.mp4")
        source = make_source("demo", realtime=False, loop=False)
        session = Session(source, [make_sink(target)], load_settings(), limit=Limit(frames=5))
        session.start()
        ended = session.join(60)
        session.stop()
        session.join()
    if session.failures:
        raise session.failures[0]
    detail = f"demo to MP4, {session.statistics.frames_out} pictures"
    return Check(name, ended, detail, "report this with the output of camfilter run --debug")
