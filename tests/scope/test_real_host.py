"""Proves the double and the simulated queue against a checkout of the host.

Runs only where SCOPE_CHECKOUT names one, with the Python that SCOPE_PYTHON names or with this one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from host_queue import picks

HERE = Path(__file__).parent
CHECKOUT = os.environ.get("SCOPE_CHECKOUT", "")
PYTHON = os.environ.get("SCOPE_PYTHON", sys.executable)

pytestmark = pytest.mark.skipif(not CHECKOUT, reason="SCOPE_CHECKOUT names no checkout of the host")


def facts_of(host):
    done = subprocess.run(
        [PYTHON, str(HERE / "support" / "host_facts.py")],
        env={**os.environ, "PYTHONPATH": str(host), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip(f"the host's packages are not here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def real():
    return facts_of(Path(CHECKOUT) / "src")


def claims(double, host, where=""):
    """Everything the double says and the host does not."""
    if isinstance(double, dict) and isinstance(host, dict):
        for key, value in double.items():
            if key not in host:
                yield f"{where}/{key}: only in the double"
            else:
                yield from claims(value, host[key], f"{where}/{key}")
    elif isinstance(double, list) and isinstance(host, list) and where == "/ui keywords":
        yield from (f"{where}: {name}" for name in double if name not in host)
    elif double != host:
        yield f"{where}: {double!r} is {host!r} in the host"


def test_the_double_claims_nothing_that_is_not_so(real):
    double = facts_of(HERE / "host_double")["facts"]
    assert list(claims(double, real["facts"])) == []


def test_the_simulated_queue_picks_as_the_host_does(real):
    if real["picks"] is None:
        pytest.skip("the host's server does not import here")
    chosen = iter(real["picks"])
    for waiting in range(1, 31):
        for wanted in range(1, min(waiting, 15) + 1):
            ours = picks(waiting, wanted)
            assert next(chosen) == [*ours, waiting - ours[-1] - 1]
