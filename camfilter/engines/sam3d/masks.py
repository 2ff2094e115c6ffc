"""Which part of a picture is the object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.engines.base import Adjustable
from camfilter.engines.sam3d.picking import picked_region
from camfilter.errors import EngineError
from camfilter.look.guide import resized
from camfilter.settings import ObjectMask

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from camfilter.engines.base import Engine, EngineInfo
    from camfilter.frames import Frame, Geometry
    from camfilter.settings import FilterSettings

_SURE: Final = 0.5
_LEAST_SHARE: Final = 0.002
"""Of the picture: what covers less is no object to be reconstructed."""
_OPAQUE: Final = 128


def masked(
    frame: Frame,
    seen: Geometry | None,
    settings: FilterSettings,
    hint: NDArray[np.bool_] | None = None,
) -> Frame | None:
    """`frame` with an alpha that covers the object that `settings` mean, or none for all of it.

    `seen` is the embedded engine's geometry of it, for masks of persons and of what is picked.
    A `hint` (h, w) of where the object was counts more than the pick, and tells which of several
    persons it is. None if there is no such object.
    """
    match settings.object_mask:
        case ObjectMask.FULL:
            return replace(frame, alpha=None)
        case ObjectMask.ALPHA:
            return frame if frame.alpha is None else _covering(frame, frame.alpha >= _OPAQUE)
        case ObjectMask.PERSON:
            person = None if seen is None else seen.person
            if person is None:
                return None
            return _covering(frame, _one_of(np.asarray(resized(person, frame.size) > _SURE), hint))
        case ObjectMask.PICKED:
            if seen is None:
                return None
            at = settings.pick_x, settings.pick_y
            return _covering(frame, picked_region(frame.rgb, seen, at, hint))


def _one_of(mask: NDArray[np.bool_], hint: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """The largest part that hangs together, or the one that most of the hint lies in."""
    count, labels, facts, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count <= 2:
        return mask
    sizes = facts[1:, cv2.CC_STAT_AREA]
    if hint is not None:
        seen = np.asarray(resized(hint.astype(np.float32), mask.shape)) > _SURE
        shared = np.bincount(np.asarray(labels)[seen & mask], minlength=count)[1:]
        sizes = shared if shared.any() else sizes
    return np.asarray(labels == 1 + int(np.argmax(sizes)))


def _covering(frame: Frame, mask: NDArray[np.bool_]) -> Frame | None:
    if mask.mean() < _LEAST_SHARE:
        return None
    return replace(frame, alpha=mask.astype(np.uint8) * np.uint8(255))


class MaskedEngine:
    """An engine for objects that is shown which part of each frame is the object."""

    def __init__(
        self, engine: Engine, open_finder: Callable[[], Engine], settings: FilterSettings
    ) -> None:
        """`open_finder` gives what sees persons and surfaces, once that is needed."""
        self._engine = engine
        self._open_finder = open_finder
        self._finder: Engine | None = None
        self._settings = settings

    @property
    def info(self) -> EngineInfo:
        """Of the engine itself."""
        return self._engine.info

    def adjust(self, settings: FilterSettings) -> None:
        """Use `settings` for the frames that follow."""
        self._settings = settings
        if isinstance(self._engine, Adjustable):
            self._engine.adjust(settings)

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of the object in `frame`.

        Raises:
            EngineError: if there is no object, or an engine fails.
        """
        wanted = self._settings.object_mask
        if wanted is ObjectMask.ALPHA:
            return self._engine.infer(frame)
        chosen = masked(frame, self._seen(frame), self._settings)
        if chosen is None:
            person = wanted is ObjectMask.PERSON
            what = "no person is seen here" if person else "there is no object at this pick"
            raise EngineError(what, "use --object-mask full, or another picture")
        return self._engine.infer(chosen)

    def _seen(self, frame: Frame) -> Geometry | None:
        if self._settings.object_mask not in (ObjectMask.PERSON, ObjectMask.PICKED):
            return None
        self._finder = self._finder or self._open_finder()
        return self._finder.infer(frame)

    def reset(self) -> None:
        """Forget what came before."""
        self._engine.reset()

    def close(self) -> None:
        """Close the engines."""
        self._engine.close()
        if self._finder is not None:
            self._finder.close()
