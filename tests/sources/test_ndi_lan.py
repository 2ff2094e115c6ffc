from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from ndi_lan import two_hosts
from ndi_sending import Sending

BACK_WITHIN_S = 2.0
RESTARTS = int(os.environ.get("CAMFILTER_TEST_RESTARTS", "2"))
AWAY_S = (2.1, 0.4, 1.3, 0.0, 2.8)

WATCH = """
import sys, time
from fakes import FlatEngine, RecordingSink, opener
from camfilter.live import Session
from camfilter.settings import FilterSettings
from camfilter.sources import list_sources, make_source

def senders():
    return [it.spec for it in list_sources() if it.kind == "ndi"]

# An announcement takes about a second, and more where the machine is busy.
looks = (senders() for _ in range(8))
print(*next((found for found in looks if found != ["ndi"]), ["none"]), sep=";", flush=True)
sink = RecordingSink(live=True)
sink.on_write = lambda output: output.geometry is None or print(time.monotonic(), flush=True)
session = Session(make_source("ndi:far"), [sink], FilterSettings(), opener=opener(FlatEngine()))
session.start()
sys.stdin.read()
session.stop()
session.join()
sys.exit(len(session.failures))
"""


@contextmanager
def watching(host):
    tests = str(Path(__file__).parent.parent)
    pipe = subprocess.PIPE
    watcher = subprocess.Popen(
        [*host.entering, sys.executable, "-c", WATCH],
        stdin=pipe,
        stdout=pipe,
        text=True,
        env={**os.environ, "PYTHONPATH": tests},
    )
    try:
        yield watcher
    finally:
        watcher.communicate()
    assert watcher.returncode == 0


def first_picture_after(watcher, time_s):
    for line in watcher.stdout:
        if float(line) > time_s:
            return float(line)
    pytest.fail("no picture came")


@pytest.mark.timeout(60 + 10 * RESTARTS)
def test_a_sender_on_another_machine_is_announced_and_back_soon_after_each_restart():
    delays = []
    with two_hosts() as (alpha, beta):
        program = Sending("far", entering=alpha.entering)
        try:
            with watching(beta) as watcher:
                assert watcher.stdout.readline().split(";")[0].strip() == "ndi:ALPHA (far)"
                first_picture_after(watcher, 0)
                for number in range(RESTARTS):
                    program.kill()
                    Event().wait(AWAY_S[number % len(AWAY_S)])
                    program = Sending("far", entering=alpha.entering)
                    delays.append(first_picture_after(watcher, program.up_at) - program.up_at)
        finally:
            program.kill()
    assert max(delays) <= BACK_WITHIN_S, delays
