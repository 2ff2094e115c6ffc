"""The last geometry carried to today's frame, for engines slower than the camera."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.clean import cleaned, depth_of, inverse_depth
from camfilter.look.guide import Guide
from camfilter.look.motion import Flow, flow_size, is_cut, moved, places, strayed
from camfilter.look.normals import unit_length

if TYPE_CHECKING:
    from collections.abc import Collection

    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Bytes, Map


LAYERS: Final = frozenset({"normals", "person", "thickness"})
"""The maps that may be carried besides depth."""
_FLOW_SIDE: Final = 256
_AGREES_PX: Final = 1.5
_AROUND_PX: Final = 41
_AGREES_SHARE: Final = 0.1
"""Forward and backward flow may differ by so much, and by this share of their length."""


class FlowCarrier:
    """Carries the last geometry to today's frame by optical flow."""

    def __init__(self) -> None:
        self._flow = Flow()
        self._kept: tuple[Frame, Geometry, Bytes] | None = None
        self._guesses: tuple[Map | None, Map | None] = (None, None)

    def reset(self) -> None:
        """Forget the geometry: the next frame belongs to another scene."""
        self._kept, self._guesses = None, (None, None)

    def keep(self, frame: Frame, geometry: Geometry) -> None:
        """Carry `geometry`, which was inferred from `frame`, from now on."""
        self._kept, self._guesses = (frame, cleaned(geometry), _grey(frame)), (None, None)

    def carry(self, frame: Frame, layers: Collection[str] = LAYERS) -> Geometry | None:
        """The kept geometry with every surface where `frame` shows it; None before the first.

        Its time and index stay those of the frame it was inferred from. Where forward and
        backward flow disagree, something was covered or laid bare and the motion is taken from
        around. A frame of another scene or shape gets the geometry as it was. Maps that are not
        among the `layers` stay where they were, which saves up to half of the time.
        """
        if self._kept is None:
            return None
        origin, geometry, then = self._kept
        if frame.index == origin.index and frame.time_ns == origin.time_ns:
            return geometry
        now = _grey(frame)
        if now.shape != then.shape or is_cut(now, then):
            return geometry
        backward = self._flow.between(now, then, self._guesses[0])
        forward = self._flow.between(then, now, self._guesses[1])
        self._guesses = (backward, forward)
        return _moved(geometry, _trusted(backward, forward), layers)


def _grey(frame: Frame) -> Bytes:
    return Guide(frame.rgb).grey(*flow_size(frame.size, _FLOW_SIDE))


def _trusted(backward: Map, forward: Map) -> Map:
    """The backward flow, replaced by that of its surroundings where the forward one disagrees."""
    allowed = _AGREES_PX + _AGREES_SHARE * np.sqrt((backward * backward).sum(axis=2))
    good = (strayed(backward, forward) <= allowed).astype(np.float32)
    if good.all():
        return backward
    around = _mean(backward * good[..., None]) / np.maximum(_mean(good), 1e-3)[..., None]
    return np.where(good[..., None] > 0, backward, around).astype(np.float32)


def _mean(values: Map) -> Map:
    return np.asarray(cv2.blur(values, (_AROUND_PX, _AROUND_PX)))


def _moved(geometry: Geometry, flow: Map, layers: Collection[str]) -> Geometry:
    where = places(flow, geometry.size)
    inverse, valid = moved(inverse_depth(geometry), where), geometry.valid
    if not valid.all():
        known = moved(valid.astype(np.float32), where)
        inverse, valid = inverse / np.maximum(known, 0.01), known > 0.5
    changes: dict[str, Map] = {"depth": depth_of(inverse, valid), "valid": valid}
    if "normals" in layers:
        changes["normals"] = unit_length(moved(geometry.normals, where))
    for name in ("person", "thickness"):
        extra = getattr(geometry, name)
        if extra is not None and name in layers:
            changes[name] = moved(extra, where)
    return replace(geometry, **changes)  # type: ignore[arg-type]
