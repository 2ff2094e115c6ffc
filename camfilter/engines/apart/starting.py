"""How a process for an engine is started, and what is said when it has come to an end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camfilter.engines.apart.memory import CommonMemory

_PROGRAM: Final = (
    "import json, sys; path, handle = json.loads(sys.argv[1]); sys.path[:] = path;"
    " from camfilter.engines.apart.child import main; main(handle)"
)


class StartError(Exception):
    """There cannot be another process here."""


def started(common: CommonMemory, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A process that is about to run `camfilter.engines.apart.child`, with these modules' paths.

    Its variables are those of this process and, where they are not set, of `environment`.

    A program of its own, not one of `multiprocessing`: that would import the main module of
    whatever program this is once more, which hosts of plugins and notebooks do not expect.

    Raises:
        StartError: if there cannot be another process here.
    """
    if getattr(sys, "frozen", False) or not sys.executable:
        raise StartError("this program has no Python to start")
    given = json.dumps([[str(folder) for folder in sys.path], common.handle])
    # Out of reach of Ctrl-C, which the terminal sends to a whole group. No session of its own:
    # Linux would then share the processor out between sessions, whatever their niceness.
    apart: Mapping[str, Any] = {"process_group": 0, "pass_fds": common.inherited}
    if sys.platform == "win32":
        quiet = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        apart = {"creationflags": quiet | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    pipe = subprocess.PIPE
    # Without -P the folder that the user stands in would be the first to import from.
    words = [sys.executable, "-P", "-c", _PROGRAM, given]
    try:
        known = {**environment, **os.environ}
        return subprocess.Popen(words, stdin=pipe, stdout=pipe, env=known, **apart)
    except OSError as error:
        raise StartError(str(error)) from error


def fate(status: int | None) -> str:
    """What became of a process, to follow its name."""
    if status is None:
        return "closed its pipe"
    if status >= 0:
        return f"ended by itself with status {status:#x}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    crashed = name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE")
    return f"crashed ({name})" if crashed else f"was ended from outside ({name})"


def remedy(status: int | None) -> str:
    """What to do about it."""
    if sys.platform != "win32" and status == -signal.SIGKILL:
        return "close other programs if memory is short; it is started again"
    return "it is started again; if this goes on, update the GPU's driver, or use --engine moge"
