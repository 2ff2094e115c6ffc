from __future__ import annotations

import threading

import numpy as np
import pytest

from camfilter.look import FlowCarrier, Look
from camfilter.look import bands as bands_module
from camfilter.look.bands import aside, bands, helpers, helping, in_two, share
from camfilter.look.guide import resized
from camfilter.settings import FilterSettings


@pytest.fixture
def three(monkeypatch):
    """Two helpers, whatever the machine has."""
    monkeypatch.setattr(bands_module, "_threads", lambda: 3)


@pytest.mark.parametrize("size", [(720, 1280), (1080, 1920), (721, 1283), (288, 512), (1, 1)])
@pytest.mark.parametrize("small", [(288, 512), (288, 500), (216, 384), (90, 160), (1, 1)])
def test_bands_are_what_the_whole_would_be(three, size, small):
    values = np.random.default_rng(0).random(small, np.float32)
    if small[0] > size[0] or small[1] > size[1]:
        values = values[: size[0], : size[1]]
    with helpers():
        found = [band.enlarged(values) for band in bands(size, values)]
    whole = resized(values, size)
    assert np.concatenate(found).shape == whole.shape
    assert np.abs(np.concatenate(found) - whole).max() < 1e-5


def test_there_are_no_more_bands_than_somebody_works_on(three):
    assert len(bands((720, 1280))) == 1
    with helpers():
        assert len(bands((720, 1280), np.zeros((288, 512)))) == 6


@pytest.mark.parametrize(("threads", "each"), [(1, 0), (2, 0), (3, 0), (4, 2)])
def test_two_take_turns_where_each_has_somebody_to_help_it(monkeypatch, threads, each):
    monkeypatch.setattr(bands_module, "_threads", lambda: threads)
    assert in_two() is bool(each)
    with helpers():
        assert helping() == threads
    if each:
        with helpers(shared_by=2):
            assert helping() == each


def test_helpers_share_the_work_and_are_gone_afterwards(three):
    names: set[str] = set()
    together = threading.Barrier(3, timeout=20)

    def work(_: int) -> None:
        together.wait()
        names.add(threading.current_thread().name)

    with helpers():
        assert helping() == 3
        share(work, [1, 2, 3])
        assert aside(sum, [1, 2])() == 3
    assert len(names) == 3
    assert helping() == 1
    assert aside(sum, [1, 2])() == 3


def test_what_a_helper_fails_of_is_raised(three):
    def work(part: int) -> None:
        if part:
            raise ValueError(part)

    with helpers(), pytest.raises(ValueError, match="1"):
        share(work, [0, 1])


def test_work_is_done_though_helpers_take_no_more(three, monkeypatch):
    def refuse(*_):
        raise RuntimeError("cannot schedule new futures after shutdown")

    monkeypatch.setattr(bands_module.ThreadPoolExecutor, "submit", refuse)
    done = []
    with helpers():
        share(done.append, range(5))
        assert aside(sum, (1, 2))() == 3
    assert sorted(done) == [0, 1, 2, 3, 4]


def test_pictures_are_the_same_with_helpers(three, maker, textured):
    wide = textured(180, 400)
    depth = np.full((90, 160), 4.0, np.float32)
    depth[30:60, 60:100] = 1.0
    settings = FilterSettings()
    with helpers():
        helped = list(_pictures(maker, wide, depth, settings))
    for one, other in zip(_pictures(maker, wide, depth, settings), helped, strict=True):
        assert np.array_equal(one, other)


def _pictures(maker, wide, depth, settings):
    look, carrier = Look(), FlowCarrier()
    for left in range(0, 60, 6):
        frame = maker.frame(np.ascontiguousarray(wide[:, left : left + 320]))
        look.foresee(frame, settings)
        if left % 18 == 0:
            geometry = look.steady(maker.geometry(depth, frame), frame, settings)
            carrier.keep(frame, geometry, look.inverse)
        carried = carrier.carry(frame, look.needs(settings))
        yield look.render(frame, carried, settings, carrier.inverse).picture
