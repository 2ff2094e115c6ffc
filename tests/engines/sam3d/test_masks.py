from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from object_scene import ObjectScene, ShiveringEngine, TrueEngine, still

from camfilter.engines.sam3d.masks import MaskedEngine, masked
from camfilter.errors import EngineError
from camfilter.settings import FilterSettings

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
    engine = MaskedEngine(slow, finder, _settings("person"))
    assert engine.infer(FRAME).valid.any()
    assert _overlap(slow.seen[0].alpha) > 0.9
    engine.close()
    assert (slow.closed, finder.closed) == (1, 1)


def test_a_still_without_the_object_is_refused_with_a_remedy() -> None:
    engine = MaskedEngine(TrueEngine(SCENE), None, _settings("person"))
    with pytest.raises(EngineError, match="no person") as refusal:
        engine.infer(FRAME)
    assert "object-mask" in refusal.value.remedy
