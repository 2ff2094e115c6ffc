"""One frame and its geometry, and the maps and pictures that can be made of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.clean import depth_of
from camfilter.look.colour import colourise
from camfilter.look.edges import Edges, find_edges
from camfilter.look.layout import notice
from camfilter.look.normals import normal_picture, turned
from camfilter.look.orbit import orbited
from camfilter.look.range import DepthRange, shown
from camfilter.look.upsample import upsampled, upsampled_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Bytes, Map
    from camfilter.look.guide import Guide
    from camfilter.settings import FilterSettings


_KNOWN: Final = 0.5


class Scene:
    """What is seen in `frame`: each map at the frame's size is made once, when it is asked for.

    `inverse` is the geometry's inverse depth, `limits` are the distances shown brightest and
    darkest, `rotation` turns normals to the axes they are shown in, `thickest` is the thickness
    shown brightest.
    """

    def __init__(
        self,
        frame: Frame,
        geometry: Geometry,
        inverse: Map,
        guide: Guide,
        settings: FilterSettings,
        limits: DepthRange,
        rotation: NDArray[np.floating] | None,
        thickest: float,
    ) -> None:
        self.frame = frame
        self.geometry = geometry
        self.limits = limits
        self._inverse = inverse
        self._guide = guide
        self._settings = settings
        self._rotation = rotation
        self._thickest = thickest

    @cached_property
    def _shown(self) -> Map:
        return shown(self._inverse, self.limits, self._settings.depth_curve)

    @cached_property
    def edges(self) -> Edges | None:
        """The steps of the depth shown, or None where there are none or none are wanted."""
        if not self._settings.edge_refinement:
            return None
        late = self.frame.time_ns != self.geometry.time_ns
        return find_edges(self._shown, self._guide, late=late)

    def layer(self, name: str) -> Bytes:
        """(H, W) brightness of a map, or (H, W, 3): normals, the orbit picture, a notice."""
        geometry, size = self.geometry, self.frame.size
        match name:
            case "depth":
                return upsampled_bytes(self._shown, size, self.edges, own=True)
            case "person" if geometry.person is not None:
                return upsampled_bytes(np.clip(geometry.person, 0, 1), size, self.edges)
            case "thickness" if geometry.thickness is not None:
                share = geometry.thickness * np.float32(1 / self._thickest)
                return upsampled_bytes(np.clip(share, 0, 1), size, self.edges)
            case "back" if geometry.thickness is not None:
                far = shown(
                    self._far_side(geometry.thickness), self.limits, self._settings.depth_curve
                )
                return upsampled_bytes(far, size, self.edges)
            case "normals":
                return self.normals
            case "orbit":
                relief = upsampled(self._inverse, self._inverse.shape, self.edges)
                return orbited(self.frame, geometry, relief, self._settings)
        return notice(self.frame.rgb, f"No {name} from this engine")

    def _far_side(self, thickness: Map) -> Map:
        """Inverse depth of the last surface; 0 where unknown."""
        return np.asarray(self._inverse / (1 + self._inverse * thickness))

    def coloured(self, name: str, layer: Bytes) -> Bytes:
        """(H, W, 3) the layer in the colours asked for."""
        if layer.ndim == 3:
            return layer
        if name == "person":
            return np.asarray(cv2.cvtColor(layer, cv2.COLOR_GRAY2RGB), np.uint8)
        return colourise(layer, self._settings.depth_colormap, self._settings.depth_invert)

    @cached_property
    def normals(self) -> Bytes:
        """(H, W, 3) the normals as a picture, in the space and format asked for."""
        normals = turned(self.geometry.normals, self._rotation)
        style = self._settings.normal_format
        return normal_picture(normals, self.frame.size, self.edges, style)

    @cached_property
    def depth(self) -> Map:
        """(H, W) float32 distance, 0 where unknown."""
        size, valid = self.frame.size, self.geometry.valid
        if valid.all():
            return depth_of(upsampled(self._inverse, size, self.edges), np.ones(size, np.bool_))
        known = upsampled(valid.astype(np.float32), size, self.edges) > _KNOWN
        filled = _filled(self._inverse, valid)
        return depth_of(upsampled(filled, size, self.edges), known)


def _filled(inverse: Map, valid: NDArray[np.bool_]) -> Map:
    """The map with unknown pixels like the known ones around them."""
    known = valid.astype(np.float32)
    weight = cv2.blur(known, (9, 9))
    around = cv2.blur(inverse, (9, 9)) / np.maximum(weight, 1e-3)
    return np.where(valid, inverse, around).astype(np.float32)
