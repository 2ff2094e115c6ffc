from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from camfilter_ui.preload import preload
preload()
before = set(sys.modules)
from camfilter.engines.base import open_engine
from camfilter.settings import FilterSettings
from camfilter.sources import list_sources, make_source
list_sources(network=False)
source = make_source("demo")
source.open()
source.read(1.0)
source.close()
open_engine(FilterSettings(engine="builtin", device="cpu"))[0].close()
print(len(set(sys.modules) - before))
"""


def test_what_the_first_run_needs_is_imported_before_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=False, timeout=120
    )
    assert int(done.stdout) < 25, done.stderr
