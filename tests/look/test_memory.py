from __future__ import annotations

import subprocess
import sys

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
