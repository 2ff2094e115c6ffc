"""A cloud of Gaussians as something to be seen from all sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from camfilter.engines.sam3d.rendering import render
from camfilter.engines.sam3d.similarity import Similarity
from camfilter.settings import Projection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from camfilter.engines.sam3d.cloud_surface import CloudSurface
    from camfilter.engines.sam3d.gaussians import Gaussians
    from camfilter.frames import Intrinsics


@dataclass(frozen=True, slots=True)
class CloudView:
    """A cloud in OpenCV axes, before it was `moved` to where `camera` sees it; a `View3D`."""

    cloud: Gaussians
    camera: Intrinsics
    surface: CloudSurface
    moved: Similarity | None = None
    projection: Projection = Projection.PERSPECTIVE

    @torch.inference_mode()
    def seen_from(
        self, yaw_deg: float, pitch_deg: float, pivot: float, height: int, width: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """As of `View3D`."""
        device = self.cloud.xyz.device
        turn = Similarity.turn(yaw_deg, pitch_deg, pivot).to(device)
        seen = render(
            self.cloud,
            self.camera,
            height,
            width,
            moved=turn if self.moved is None else turn.after(self.moved),
            projection=self.projection,
            surface=self.surface,
            thickness=False,
        )
        rgb = (seen.colour * 255).round().to(torch.uint8)
        coverage = torch.where(seen.covered, seen.opacity, 0.0)
        return rgb.cpu().numpy(), coverage.cpu().numpy()
