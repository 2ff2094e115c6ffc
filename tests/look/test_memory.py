from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import resource, numpy as np
from camfilter.look.memory import keep_freed_memory
assert keep_freed_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(3):
    np.ones((1080, 1920, 3), np.uint8)
before = faults()
for _ in range(10):
    np.ones((1080, 1920, 3), np.uint8)
print(faults() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_pictures_take_over_the_memory_of_older_ones():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 500


TUNED = "from camfilter.look.memory import keep_freed_memory; print(keep_freed_memory.cache_info())"
LOOK_ALONE = f"from camfilter.look import Look; Look(); {TUNED}"
LIVE_RUN = """
from camfilter.live.session import Session
from camfilter.settings import FilterSettings
from camfilter.sinks.null import NullSink
from fakes import FlatEngine, ListSource, frames
run = Session(
    ListSource(frames(2)), [NullSink()], FilterSettings(), opener=lambda _: (FlatEngine(), "")
)
run.start()
assert run.join()
"""


@pytest.mark.parametrize(("script", "times"), [(LOOK_ALONE, 0), (LIVE_RUN + TUNED, 1)])
def test_only_a_live_run_tunes_the_process(script, times):
    folder = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": folder},
    )
    assert f"currsize={times}" in done.stdout
