"""Condition tokens of both stages, with nothing encoded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from camfilter.engines.sam3d.condition import ConditionFeatures
from camfilter.engines.sam3d.graphs import GraphedEncoder

if TYPE_CHECKING:
    from collections.abc import Callable

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
        self._graphs: dict[Callable[[Tensor], Tensor], GraphedEncoder] = {}

    def forget(self) -> None:
        """Let go of all features and recordings."""
        self._masks.clear()
        self._graphs.clear()
        self._first = None

    def stage1(
        self, maps: PreparedMaps, mask: NDArray[np.bool_], *, graphs: bool = False
    ) -> Tensor:
        """Tokens (1, N, width) of pictures, masks and points; `graphs` for encoders that stay."""
        embedder = self._networks.stage1_condition
        with self._residency.active(embedder):
            points = None if maps.points is None else embedder.encode_points(maps.points)
            pictures = self._encoded(embedder.encode_pictures, maps.pictures, graphs)
            masks = self._of_masks(embedder, maps, mask, graphs)
            self._first = ConditionFeatures(pictures, masks, points)
            return embedder.join(self._first)

    def stage2(
        self, maps: PreparedMaps, mask: NDArray[np.bool_], *, graphs: bool = False
    ) -> Tensor:
        """Tokens (1, N, width) of pictures and masks; to be called after `stage1`."""
        embedder, first = self._networks.stage2_condition, self._first
        pictures_shared, masks_shared = self._networks.shared
        self._first = None
        with self._residency.active(embedder):
            if first is not None and pictures_shared:
                pictures = first.pictures
            else:
                pictures = self._encoded(embedder.encode_pictures, maps.pictures, graphs)
            if first is not None and masks_shared:
                masks = first.masks
            else:
                masks = self._of_masks(embedder, maps, mask, graphs)
            return embedder.join(ConditionFeatures(pictures, masks))

    def _of_masks(
        self,
        embedder: ConditionEmbedder,
        maps: PreparedMaps,
        mask: NDArray[np.bool_],
        graphs: bool,
    ) -> Tensor:
        kept = self._masks.get(embedder)
        if kept is not None and np.array_equal(kept[0], mask):
            return kept[1]
        features = self._encoded(embedder.encode_masks, maps.masks, graphs)
        self._masks[embedder] = (mask.copy(), features)
        return features

    def _encoded(self, encode: Callable[[Tensor], Tensor], maps: Tensor, graphs: bool) -> Tensor:
        if not graphs:
            return encode(maps)
        if encode not in self._graphs:
            self._graphs[encode] = GraphedEncoder(encode, maps)
        return self._graphs[encode](maps)
