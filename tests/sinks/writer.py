"""Writes noise into a sink until it is killed or the disk refuses: SPEC COUNT MODE [BYTES]."""

from __future__ import annotations

import os
import resource
import signal
import sys
from types import SimpleNamespace

import numpy as np

from camfilter.errors import SinkError
from camfilter.frames import Frame
from camfilter.sinks import make_sink

spec, count, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if mode == "limited":
    limit = int(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
random = np.random.default_rng(0)
sink = make_sink(spec)
written = 0
try:
    sink.open(30.0)
    for index in range(count):
        coarse = random.integers(0, 255, (16, 16, 3), np.uint8)
        picture = np.ascontiguousarray(coarse.repeat(8, 0).repeat(8, 1))
        frame = Frame(picture, index * 33_333_333, index)
        sink.write(SimpleNamespace(picture=picture, frame=frame))
        written += 1
    if mode == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    sink.close()
except SinkError as error:
    sys.stdout.write(f"{written}|{error.message}|{error.remedy}\n")
    sink.close()
    sys.exit(error.exit_status)
