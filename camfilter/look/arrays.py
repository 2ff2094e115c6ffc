"""Names for the arrays that the look passes around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

Map: TypeAlias = "NDArray[Any]"
"""float32, (h, w) or (h, w, C); loosely typed, as the stubs of OpenCV lose the element type."""
Bytes: TypeAlias = "NDArray[Any]"
"""uint8, (H, W) or (H, W, 3)."""
