"""Condition tokens of both stages, with nothing encoded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from camfilter.engines.sam3d.condition import ConditionFeatures

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from camfilter.engines.sam3d.condition import ConditionEmbedder
    from camfilter.engines.sam3d.networks import Networks
    from camfilter.engines.sam3d.preparation import PreparedMaps
    from camfilter.engines.sam3d.residency import Residency


class Conditioner:
    """Embeds the maps of one view after the other.

    Features of a mask are kept until another mask comes: a mask of the whole picture is embedded
    once for all. Stage 2 takes over what an encoder that it shares with stage 1 has found.
    """

    def __init__(self, networks: Networks, residency: Residency) -> None:
        self._networks = networks
        self._residency = residency
        self._masks: dict[ConditionEmbedder, tuple[NDArray[np.bool_], Tensor]] = {}
        self._first: ConditionFeatures | None = None

    def forget(self) -> None:
        """Let go of all features."""
        self._masks.clear()
        self._first = None

    def stage1(self, maps: PreparedMaps, mask: NDArray[np.bool_]) -> Tensor:
        """Tokens (1, N, width) of pictures, masks and points."""
        embedder = self._networks.stage1_condition
        with self._residency.active(embedder):
            points = None if maps.points is None else embedder.encode_points(maps.points)
            pictures = embedder.encode_pictures(maps.pictures)
            self._first = ConditionFeatures(pictures, self._of_masks(embedder, maps, mask), points)
            return embedder.join(self._first)

    def stage2(self, maps: PreparedMaps, mask: NDArray[np.bool_]) -> Tensor:
        """Tokens (1, N, width) of pictures and masks; to be called after `stage1`."""
        embedder, first = self._networks.stage2_condition, self._first
        pictures_shared, masks_shared = self._networks.shared
        self._first = None
        with self._residency.active(embedder):
            if first is not None and pictures_shared:
                pictures = first.pictures
            else:
                pictures = embedder.encode_pictures(maps.pictures)
            if first is not None and masks_shared:
                masks = first.masks
            else:
                masks = self._of_masks(embedder, maps, mask)
            return embedder.join(ConditionFeatures(pictures, masks))

    def _of_masks(
        self, embedder: ConditionEmbedder, maps: PreparedMaps, mask: NDArray[np.bool_]
    ) -> Tensor:
        kept = self._masks.get(embedder)
        if kept is not None and np.array_equal(kept[0], mask):
            return kept[1]
        features = embedder.encode_masks(maps.masks)
        self._masks[embedder] = (mask.copy(), features)
        return features
