"""Plants mistakes in the SAM 3D runtime one at a time and shows that the parity tests notice each.

    python tools/parity_mutations.py [--jobs N] [--only TEXT] [--list]

Each row names a module, a piece of its source, what to write instead, and the tests that must
then fail. The sources on disk stay as they are: the text is swapped while a module is imported.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.machinery
import importlib.util
import io
import multiprocessing
import multiprocessing.pool
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parity_mutation_table import MUTATIONS, Mutation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
PASSED, FAILED = 0, 1  # pytest's exit statuses; any other one says that no test could run


class MutatedFinder(importlib.machinery.PathFinder):
    """Finds one module and gives it changed source; leaves every other module alone."""

    mutation: Mutation

    @classmethod
    def find_spec(
        cls,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != cls.mutation.module:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is None or spec.origin is None:
            return None
        loader = MutatedLoader(fullname, spec.origin)
        return importlib.util.spec_from_file_location(fullname, spec.origin, loader=loader)


class MutatedLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from changed source, and neither reads nor writes compiled files."""

    def get_code(self, fullname: str) -> object:  # type: ignore[override]
        source = MutatedFinder.mutation.applied(Path(self.path).read_text("utf-8"))
        return compile(source, self.path, "exec", dont_inherit=True)


@dataclass(frozen=True)
class Outcome:
    """What became of the tests of one row, or of all tests unchanged where there is no row."""

    mutation: Mutation | None
    status: int
    seconds: float
    output: str

    @property
    def noticed(self) -> bool:
        """Whether a test failed, rather than none or the import."""
        return self.status == FAILED


def main() -> int:
    """Status 0 if the tests pass as they are and each planted mistake makes one fail."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 1))
    parser.add_argument("--only", default="", help="rows whose name contains this")
    parser.add_argument("--list", action="store_true", help="name the rows and stop")
    options = parser.parse_args()
    chosen = [index for index, row in enumerate(MUTATIONS) if options.only in row.name]
    if options.list:
        say("\n".join(MUTATIONS[index].name for index in chosen))
        return 0
    stale = [MUTATIONS[index].name for index in chosen if not MUTATIONS[index].fits(ROOT)]
    if stale:
        say("their source text is not there just once: " + "; ".join(stale))
        return 1
    return plant(chosen, options.jobs)


def plant(chosen: list[int], jobs: int) -> int:
    """Run the unchanged tests, then each chosen row; the exit status."""
    started = time.monotonic()
    os.environ.update(PYTHONDONTWRITEBYTECODE="1", OMP_NUM_THREADS="1")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    with fresh_processes(jobs) as pool:
        tests = sorted({test for index in chosen for test in MUTATIONS[index].tests})
        unchanged = pool.apply(run_tests, (None, tests))
        if unchanged.status != PASSED:
            say(f"{unchanged.output}\nthe unchanged tests do not pass")
            return 1
        say(f"passed      {unchanged.seconds:5.1f} s  all of these tests, nothing planted")
        outcomes = []
        for outcome in pool.imap(run_row, chosen):
            report(outcome)
            outcomes.append(outcome)
    noticed = sum(outcome.noticed for outcome in outcomes)
    seconds = time.monotonic() - started
    say(f"{noticed} of {len(outcomes)} planted mistakes noticed, {seconds:.0f} s")
    return 0 if noticed == len(outcomes) else 1


def fresh_processes(jobs: int) -> multiprocessing.pool.Pool:
    """A pool in which every row gets a process of its own, with torch imported where possible."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn").Pool(jobs, maxtasksperchild=1)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["torch", "safetensors.numpy", "pytest"])
    return context.Pool(jobs, maxtasksperchild=1)


def run_row(index: int) -> Outcome:
    """Plant the mistake of one row in this process and run its tests."""
    mutation = MUTATIONS[index]
    MutatedFinder.mutation = mutation
    sys.meta_path.insert(0, MutatedFinder)
    return run_tests(mutation, mutation.tests)


def run_tests(mutation: Mutation | None, tests: Sequence[str]) -> Outcome:
    """Run `tests` in this process, up to the first that fails."""
    import pytest

    started = time.monotonic()
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        status = int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests]))
    return Outcome(mutation, status, time.monotonic() - started, output.getvalue())


def report(outcome: Outcome) -> None:
    """Say what became of one row, with the tests' output if they did not notice."""
    name = "" if outcome.mutation is None else outcome.mutation.name
    word = "noticed" if outcome.noticed else "NOT NOTICED"
    say(f"{word:12}{outcome.seconds:5.1f} s  {name}")
    if not outcome.noticed:
        say(f"status {outcome.status}\n{outcome.output[-2000:]}")


def say(text: str) -> None:
    """Write a line now."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
