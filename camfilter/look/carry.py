"""The last geometry carried to today's frame, for engines slower than the camera."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.bands import aside
from camfilter.look.clean import cleaned, depth_of, inverse_depth
from camfilter.look.guide import guide_of
from camfilter.look.motion import Flow, flow_size, is_cut, length, moved, places, strayed
from camfilter.look.normals import unit_length

if TYPE_CHECKING:
    from collections.abc import Collection

    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Bytes, Map


LAYERS: Final = frozenset({"normals", "person", "thickness"})
"""The maps that may be carried besides depth."""
_FLOW_SIDE: Final = 256
_AGREES_PX: Final = 1.5
_AROUND: Final = (41, 41)
_BORDER: Final = cv2.BORDER_REFLECT_101
_AGREES_SHARE: Final = 0.1
"""Forward and backward flow may differ by so much, and by this share of their length."""


class FlowCarrier:
    """Carries the last geometry to today's frame by optical flow.

    Attributes:
        inverse: inverse depth of what was carried last, which then is clean; None if not known.
    """

    def __init__(self) -> None:
        self._flows = Flow(), Flow()
        self._kept: tuple[Frame, Geometry, Map, Bytes] | None = None
        self.inverse: Map | None = None
        self._guesses: tuple[Map | None, Map | None] = (None, None)

    def reset(self) -> None:
        """Forget the geometry: the next frame belongs to another scene."""
        self._kept, self._guesses = None, (None, None)

    def keep(self, frame: Frame, geometry: Geometry, inverse: Map | None = None) -> None:
        """Carry `geometry`, which was inferred from `frame`, from now on.

        With its `inverse` depth, where that is known, it is taken to be clean.
        """
        if inverse is None:
            geometry = cleaned(geometry)
            inverse = inverse_depth(geometry)
        self._kept = frame, geometry, inverse, _grey(frame)
        self._guesses = (None, None)

    def carry(self, frame: Frame, layers: Collection[str] = LAYERS) -> Geometry | None:
        """The kept geometry with every surface where `frame` shows it; None before the first.

        Its time and index stay those of the frame it was inferred from. Where forward and
        backward flow disagree, something was covered or laid bare and the motion is taken from
        around. A frame of another scene or shape gets the geometry as it was. Maps that are not
        among the `layers` stay where they were, which saves up to half of the time.
        """
        self.inverse = None
        if self._kept is None:
            return None
        origin, geometry, inverse, then = self._kept
        if frame.index == origin.index and frame.time_ns == origin.time_ns:
            return geometry
        now = _grey(frame)
        if now.shape != then.shape or is_cut(now, then):
            return geometry
        forward_flow = aside(self._flows[1].between, then, now, self._guesses[1])
        backward = self._flows[0].between(now, then, self._guesses[0])
        forward = forward_flow()
        self._guesses = (backward, forward)
        flow = _trusted(backward, forward)
        geometry, self.inverse = _moved(geometry, inverse, flow, layers)
        return geometry


def _grey(frame: Frame) -> Bytes:
    return guide_of(frame).grey(*flow_size(frame.size, _FLOW_SIDE))


def _trusted(backward: Map, forward: Map) -> Map:
    """The backward flow, replaced by that of its surroundings where the forward one disagrees."""
    allowed = cv2.addWeighted(length(backward), _AGREES_SHARE, backward[..., 0], 0, _AGREES_PX)
    good = cv2.compare(strayed(backward, forward), allowed, cv2.CMP_LE)
    if cv2.countNonZero(good) == good.size:
        return backward
    share = cv2.boxFilter(good, cv2.CV_32F, _AROUND, borderType=_BORDER)
    np.maximum(share, np.float32(0.255), out=share)
    around = cv2.blur(cv2.copyTo(backward, good), _AROUND, borderType=_BORDER)
    around = cv2.divide(around, cv2.merge([share, share]), scale=255)
    return np.asarray(cv2.copyTo(backward, good, around))


def _moved(
    geometry: Geometry, inverse: Map, flow: Map, layers: Collection[str]
) -> tuple[Geometry, Map]:
    where = places(flow, geometry.size)
    inverse, valid = moved(inverse, where), geometry.valid
    if not valid.all():
        known = moved(valid.astype(np.float32), where)
        valid = known > 0.5
        inverse = np.where(valid, inverse / np.maximum(known, np.float32(0.01)), np.float32(0))
    changes: dict[str, Map] = {"depth": depth_of(inverse, valid), "valid": valid}
    if "normals" in layers:
        changes["normals"] = unit_length(moved(geometry.normals, where))
    for name in ("person", "thickness"):
        extra = getattr(geometry, name)
        if extra is not None and name in layers:
            changes[name] = moved(extra, where)
    return replace(geometry, **changes), inverse  # type: ignore[arg-type]
