from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import types
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import apart_engine
import numpy as np
import pytest
from apart_engine import ERRORS, gone
from fakes import until

from camfilter.engines.apart import Child, Children, StartError
from camfilter.engines.paced.gate import Gate
from camfilter.errors import CamfilterError, EngineError, EngineLostError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def children(gate: Gate) -> Children:
    return Children("Odd Engine", gate, apart_engine.build)


@pytest.fixture
def child(children: Children) -> Iterator[Child]:
    opened = children.open()
    yield opened
    opened.close()
    assert gone(opened.number)


def test_questions_are_answered_with_arrays(child: Child) -> None:
    assert child.info.reason == "0 calls"
    for count in (3, 200_000):
        arrays = [np.arange(count), np.ones((2, count), np.float32)]
        first, second = child.ask("doubled", arrays)
        assert np.array_equal(first, 2 * arrays[0])
        assert np.array_equal(second, 2 * arrays[1])
    assert child.info.reason == "2 calls"


def test_variables_are_set_unless_they_are(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMFILTER_TEST_MINE", "kept")
    wanted = {"CAMFILTER_TEST_MINE": "other", "CAMFILTER_TEST_NEW": "set"}
    child = Children("Odd Engine", gate, apart_engine.build, environment=wanted).open()
    try:
        assert [child.ask("variable", name) for name in wanted] == ["kept", "set"]
    finally:
        child.close()


def test_it_imports_nothing_from_the_folder_that_the_user_is_in(
    children: Children, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    child = children.open()
    try:
        assert child.ask("doubled", [1]) == [2]
    finally:
        child.close()


def test_what_prints_before_it_speaks_is_a_reason_not_to_start(
    children: Children, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('good morning')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(StartError, match="makes no sense"):
        children.open()


def test_one_that_is_opened_after_the_end_is_ended_at_once(gate: Gate, children: Children) -> None:
    gate.stop()
    with pytest.raises(EngineLostError):
        children.open()


def test_a_refusal_keeps_no_picture(child: Child) -> None:
    picture = np.zeros((4, 4), np.uint8)
    kept = weakref.ref(picture)
    gc.disable()
    try:
        with suppress(EngineError):
            child.ask("fail", "refused", picture)
        del picture
        assert kept() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("name", ["refused", "memory", "stopped"])
def test_our_errors_keep_their_type_and_words(child: Child, name: str) -> None:
    expected: Any = ERRORS[name]
    with pytest.raises(CamfilterError) as caught:
        child.ask("fail", name)
    assert type(caught.value) is type(expected)
    assert caught.value.message == expected.message
    assert caught.value.remedy == expected.remedy
    assert child.ask("doubled", [1]) == [2]


@pytest.mark.parametrize(
    ("name", "words"), [("other", "a driver's own words"), ("silent", "AssertionError")]
)
def test_other_errors_come_as_words(child: Child, name: str, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        child.ask("fail", name)
    with pytest.raises(RuntimeError, match="pickle"):
        child.ask("unspeakable")
    assert child.ask("doubled", [1]) == [2]


@pytest.mark.parametrize("name", ["memory", "other"])
def test_an_engine_that_cannot_be_built_leaves_no_process(
    gate: Gate, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Children("Odd Engine", gate, apart_engine.build, name)
    begun: set[Child] = set()
    monkeypatch.setattr(broken, "_living", begun)
    with pytest.raises((CamfilterError, RuntimeError), match=r"the GPU is full|driver's own words"):
        broken.open()
    assert [gone(child.number) for child in begun] == [True]


def test_an_engine_that_is_not_known_there_is_said_to_be_missing(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_here = types.ModuleType("only_here")
    exec("def build(stopped): ...", vars(only_here))
    monkeypatch.setitem(sys.modules, "only_here", only_here)
    with pytest.raises(RuntimeError, match="only_here"):
        Children("Odd Engine", gate, only_here.build).open()


@pytest.mark.parametrize(
    ("how", "what"),
    [
        (("end", signal.SIGKILL), r"was ended from outside \(SIGKILL\)"),
        (("end", signal.SIGSEGV), r"crashed \(SIGSEGV\)"),
        (("leave", 3), "ended by itself with status 0x3"),
    ],
)
def test_a_process_that_dies_is_told_of_and_replaced(
    children: Children, how: tuple[str, int], what: str
) -> None:
    child = children.open()
    with pytest.raises(EngineLostError, match=what) as caught:
        child.ask(*how)
    assert "Odd Engine" in caught.value.message
    assert "started again" in caught.value.remedy
    with pytest.raises(EngineLostError, match=what):
        child.ask("doubled", [1])
    child.close()
    child = children.open()
    assert child.ask("doubled", [1]) == [2]
    child.close()


def test_one_that_hangs_is_ended_and_whoever_waits_for_it_goes_on(
    children: Children, tmp_path: Path
) -> None:
    child, errors = children.open(), list[CamfilterError]()

    def work() -> None:
        try:
            child.ask("hang", tmp_path / "begun")
        except EngineLostError as error:
            errors.append(error)
        child.close()

    thread = threading.Thread(target=work)
    thread.start()
    until((tmp_path / "begun").exists)
    children.abandon()
    thread.join(10)
    assert "did not answer" in errors[0].message
    assert gone(child.number)


def test_ctrl_c_is_not_for_it_and_it_steps_back(child: Child) -> None:
    os.kill(child.number, signal.SIGINT)
    assert os.getpgid(child.number) != os.getpgid(0)
    assert child.ask("niceness") >= 15


def test_what_it_logs_is_logged_here_and_what_it_prints_disturbs_nothing(
    child: Child, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        child.ask("chatter")
        assert child.ask("doubled", [1]) == [2]
    said = [(record.name, record.levelname, record.getMessage()) for record in caplog.records]
    assert ("camfilter.odd", "WARNING", "this is slow") in said
    assert any(name == "py.warnings" and "an old function" in text for name, _, text in said)
    assert not any("a detail" in text for _, _, text in said)


def test_it_waits_for_late_pictures_and_gives_up_when_told_to(
    gate: Gate, child: Child, tmp_path: Path
) -> None:
    assert child.ask("watch_gate", tmp_path / "free") == pytest.approx((0, False), abs=0.02)
    gate._took_s, gate._interval_s = 0.1, 0.1
    with gate.picture():
        gate._took_s, gate._interval_s = 1.0, 1.0
        waited_s, stopped = child.ask("watch_gate", tmp_path / "late")
    assert waited_s >= 0.05
    assert not stopped
    thread = threading.Thread(target=_stopped_work, args=(child, tmp_path / "begun"))
    thread.start()
    until((tmp_path / "begun").exists)
    gate.stop()
    thread.join(10)
    assert not thread.is_alive()


def _stopped_work(child: Child, begun: Path) -> None:
    with pytest.raises(CamfilterError, match="stopped"):
        child.ask("work_until_stopped", begun)


@pytest.mark.parametrize("path", [["/nowhere"], None])
def test_where_no_process_can_be_started_that_is_said(
    children: Children, monkeypatch: pytest.MonkeyPatch, path: list[str] | None
) -> None:
    if path is None:
        monkeypatch.setattr(sys, "executable", "")
    else:
        monkeypatch.setattr(sys, "path", path)
    with pytest.raises(StartError):
        children.open()


UNGUARDED = """
import sys, time
sys.stderr.write("once\\n")
sys.path[:0] = {path!r}
import apart_engine
from pathlib import Path
from camfilter.engines.apart import Children
from camfilter.engines.paced.gate import Gate
child = Children("Odd Engine", Gate(), apart_engine.build).open()
sys.stdout.write(f"{{child.number}}\\n")
sys.stdout.flush()
child.ask("hang", Path({begun!r}))
"""


@pytest.mark.parametrize("busy", [True, False])
def test_it_ends_with_its_parent_whose_main_module_it_never_runs(
    tmp_path: Path, busy: bool
) -> None:
    program = UNGUARDED.format(path=sys.path, begun=str(tmp_path / "begun"))
    if not busy:
        program = program.replace("child.ask", "time.sleep(60) or child.ask")
    pipe = subprocess.PIPE
    words = [sys.executable, "-"]
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        assert parent.stderr is not None
        parent.stdin.write(program)
        parent.stdin.close()
        number = int(parent.stdout.readline())
        assert not busy or until((tmp_path / "begun").exists) is None
        parent.kill()
        until(lambda: gone(number))
        assert parent.stderr.read().count("once") == 1
