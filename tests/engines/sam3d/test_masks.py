from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from object_scene import ObjectScene, ShiveringEngine, TrueEngine, still

from camfilter.engines.sam3d.masks import MaskedEngine, masked
from camfilter.errors import EngineError
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry

SCENE = ObjectScene(still)
FRAME = SCENE.frame(0)
SEEN = ShiveringEngine(SCENE).infer(FRAME)
COVERED = SCENE.covered(0, SCENE.size)
AT = tuple(np.argwhere(COVERED).mean(axis=0)[::-1] / (SCENE.size[1], SCENE.size[0]))


def _settings(mask: str, at: tuple[float, float] = AT) -> FilterSettings:
    return FilterSettings().changed(object_mask=mask, pick_x=at[0], pick_y=at[1])


def _overlap(alpha: np.ndarray | None) -> float:
    assert alpha is not None
    mask = alpha > 127
    return float((mask & COVERED).sum() / (mask | COVERED).sum())


def test_full_takes_the_whole_picture_whatever_its_alpha() -> None:
    frame = replace(FRAME, alpha=np.zeros(SCENE.size, np.uint8))
    chosen = masked(frame, SEEN, _settings("full"))
    assert chosen is not None
    assert chosen.alpha is None
    assert chosen.rgb is FRAME.rgb


def test_alpha_takes_what_is_opaque_or_everything_without_one() -> None:
    alpha = np.where(COVERED, 200, 90).astype(np.uint8)
    chosen = masked(replace(FRAME, alpha=alpha), None, _settings("alpha"))
    assert chosen is not None
    assert _overlap(chosen.alpha) == 1
    assert masked(FRAME, None, _settings("alpha")) is FRAME
    nothing = replace(FRAME, alpha=np.zeros(SCENE.size, np.uint8))
    assert masked(nothing, None, _settings("alpha")) is None


def test_person_takes_what_the_embedded_net_sees() -> None:
    chosen = masked(FRAME, SEEN, _settings("person"))
    assert chosen is not None
    assert _overlap(chosen.alpha) > 0.9
    nobody = replace(SEEN, person=np.zeros(SEEN.size, np.float32))
    assert masked(FRAME, nobody, _settings("person")) is None
    assert masked(FRAME, replace(SEEN, person=None), _settings("person")) is None


@pytest.mark.parametrize("hinted", [False, True])
def test_of_several_persons_one_is_taken_and_stays_the_one(hinted: bool) -> None:
    person = np.zeros((72, 128), np.float32)
    person[10:60, 10:50] = 1
    person[20:50, 80:100] = 1
    hint = np.zeros((36, 64), np.bool_)
    hint[12:24, 41:49] = True
    seen = replace(SEEN, person=person)
    chosen = masked(FRAME, seen, _settings("person"), hint if hinted else None)
    assert chosen is not None
    assert chosen.alpha is not None
    columns = np.flatnonzero((chosen.alpha > 0).any(axis=0)) / SCENE.size[1] * 128
    assert bool(columns.min() > 70) is hinted
    assert bool(columns.max() < 60) is not hinted


def test_a_pick_takes_the_object_under_it() -> None:
    chosen = masked(FRAME, SEEN, _settings("picked"))
    assert chosen is not None
    assert _overlap(chosen.alpha) > 0.9


def test_a_pick_beside_the_object_does_not_take_it() -> None:
    chosen = masked(FRAME, SEEN, _settings("picked", (0.05, 0.05)))
    assert chosen is not None
    assert _overlap(chosen.alpha) < 0.2


def test_a_hint_counts_more_than_the_pick() -> None:
    small = SCENE.covered(0, (54, 96))
    chosen = masked(FRAME, SEEN, _settings("picked", (0.05, 0.05)), small)
    assert chosen is not None
    assert _overlap(chosen.alpha) > 0.9


@pytest.mark.parametrize("at", [(0.0, 0.0), (1.0, 1.0)])
def test_the_corners_can_be_picked(at: tuple[float, float]) -> None:
    assert masked(FRAME, SEEN, _settings("picked", at)) is not None


def test_stills_are_masked_by_an_engine_that_sees_persons() -> None:
    slow, finder = TrueEngine(SCENE), ShiveringEngine(SCENE)
    engine = MaskedEngine(slow, lambda: finder, _settings("person"))
    assert engine.infer(FRAME).valid.any()
    assert _overlap(slow.seen[0].alpha) > 0.9
    engine.close()
    assert (slow.closed, finder.closed) == (1, 1)


class _Nobody(ShiveringEngine):
    """Sees no person."""

    def infer(self, frame: Frame) -> Geometry:
        seen = super().infer(frame)
        return replace(seen, person=np.zeros(seen.size, np.float32))


def test_the_mask_can_change_while_pictures_run() -> None:
    slow, opened = TrueEngine(SCENE), list[ShiveringEngine]()

    def open_finder() -> ShiveringEngine:
        opened.append(ShiveringEngine(SCENE))
        return opened[-1]

    engine = MaskedEngine(slow, open_finder, _settings("full"))
    engine.infer(FRAME)
    assert not opened
    engine.adjust(_settings("picked"))
    engine.infer(FRAME)
    engine.infer(FRAME)
    assert len(opened) == 1
    assert slow.seen[0].alpha is None
    assert _overlap(slow.seen[2].alpha) > 0.9
    engine.close()


def test_a_still_without_the_object_is_refused_with_a_remedy() -> None:
    engine = MaskedEngine(TrueEngine(SCENE), lambda: _Nobody(SCENE), _settings("person"))
    with pytest.raises(EngineError, match="no person") as refusal:
        engine.infer(FRAME)
    assert "object-mask" in refusal.value.remedy
