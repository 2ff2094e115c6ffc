"""Where the surfaces of one picture are in the pictures after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from camfilter.look.guide import guide_of
from camfilter.look.motion import Flow, flow_size, is_cut, strayed

if TYPE_CHECKING:
    from camfilter.frames import Frame
    from camfilter.look.arrays import Bytes, Map

FLOW_SIDE: Final = 256
_ALLOWED_PX: Final = 1.0
_ALLOWED_SHARE: Final = 0.05
"""Way there and back may differ by so much, and by this share of its length."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Flow between a kept picture and a newer one, in pixels of the flow's size.

    Attributes:
        backward: (h, w, 2) from the newer picture to the kept one.
        forward: (h, w, 2) from the kept picture to the newer one.
        sure, kept_sure: (h, w) 0..1 how well both agree, in the newer and in the kept picture.
    """

    backward: Map
    forward: Map
    sure: Map
    kept_sure: Map


class Follower:
    """Follows one kept picture; each flow starts from the one before."""

    def __init__(self) -> None:
        self._flow = Flow(fine=True)
        self._kept: Bytes | None = None
        self._last: Bytes | None = None
        self._before: tuple[Map, Map] | None = None

    def keep(self, grey: Bytes) -> None:
        """Follow this picture from now on."""
        self._kept, self._before = grey, None

    def follow(self, grey: Bytes) -> Followed | None:
        """Where everything is in `grey`; None after a cut, for as long as nothing else is kept."""
        kept, last = self._kept, self._last
        self._last = grey
        if kept is None or kept.shape != grey.shape:
            return None
        # The kept picture itself may be long past, and very different without any cut.
        if last is not None and last.shape == grey.shape and is_cut(grey, last):
            self._kept = None
            return None
        guesses = self._before or (None, None)
        backward = self._flow.between(grey, kept, guesses[0])
        forward = self._flow.between(kept, grey, guesses[1])
        self._before = backward, forward
        return Followed(backward, forward, _sure(backward, forward), _sure(forward, backward))


def grey_of(frame: Frame) -> Bytes:
    """The frame's luma at the size at which it is followed."""
    return guide_of(frame).grey(*flow_size(frame.size, FLOW_SIDE))


def _sure(there: Map, back: Map) -> Map:
    allowed = _ALLOWED_PX + _ALLOWED_SHARE * np.sqrt((there * there).sum(axis=2))
    return np.asarray(np.clip(2 - strayed(there, back) / allowed, 0, 1))
