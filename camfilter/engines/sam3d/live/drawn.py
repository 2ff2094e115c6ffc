"""What is seen of an object in one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from camfilter.engines.sam3d.live.motion import Motion
    from camfilter.frames import View3D
    from camfilter.look.arrays import Map


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object as the camera sees it; 0 where it does not.

    Attributes:
        inverse: (h, w) inverse depth of its visible surface.
        normals: (h, w, 3).
        opacity: (h, w) 0..1.
        thickness: (h, w) to its far side.
        view: the object as something to be seen from all sides, where it is known as that.
    """

    inverse: Map
    normals: Map
    opacity: Map
    thickness: Map
    view: View3D | None = None


class Shape(Protocol):
    """An object that can be looked at in any place."""

    def draw(self, motion: Motion) -> Drawn:
        """The object after `motion`."""
