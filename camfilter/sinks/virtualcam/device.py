"""An open virtual camera."""

from __future__ import annotations

import importlib
import math
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from camfilter.claims import Role, claim, release
from camfilter.errors import SinkError
from camfilter.sinks.fitting import even_size, fitted
from camfilter.sinks.virtualcam import faults
from camfilter.sinks.virtualcam.layouts import LAYOUTS
from camfilter.sinks.virtualcam.viewing import ViewerWatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from camfilter.sinks.virtualcam.backends import Candidate
    from camfilter.sinks.virtualcam.host import Host

_LOOK_S: Final = 1.0
_USUAL_RATE: Final = 30.0
_SMALLEST: Final = 64
_LARGEST: Final = 8192
"""What v4l2loopback takes, rounded towards what other programs can show."""


def device_size(picture: NDArray[np.uint8]) -> tuple[int, int]:
    """Height and width, both even, of a camera that shows `picture`."""
    height, width = even_size(picture)
    shrink = min(1.0, _LARGEST / max(height, width))
    sides = (2 * round(side * shrink / 2) for side in (height, width))
    height, width = (max(_SMALLEST, side) for side in sides)
    return height, width


class Device:
    """A virtual camera that takes pictures of any size and shows them in its own."""

    def __init__(self, camera: Any, candidate: Candidate, host: Host) -> None:
        self.name: str = camera.device
        self.size: tuple[int, int] = (camera.height, camera.width)
        self._camera = camera
        self._convert = LAYOUTS[candidate.backend.layout]
        self._alpha = candidate.backend.layout == "RGBA"
        self._host = host
        self._identity = self._identified()
        self._viewers = ViewerWatch(self.name, host.devices) if self._on_linux else None
        self._looked_at = time.monotonic()
        self._last: NDArray[np.uint8] | None = None
        claim(self.name, Role.WRITTEN)

    def send(self, rgb: NDArray[np.uint8], alpha: NDArray[np.uint8] | None = None) -> None:
        """Show a picture.

        Raises:
            SinkError: if the camera is gone, which pyvirtualcam itself would not say.
        """
        self._look()
        coverage = None
        if self._alpha and alpha is not None and alpha.shape == rgb.shape[:2]:
            coverage = fitted(np.repeat(alpha[..., None], 3, axis=2), *self.size)[..., 0]
        self._last = self._convert(fitted(rgb, *self.size), coverage)
        self._camera.send(self._last)

    def repeat(self) -> None:
        """Show the last picture once more, for readers that wait for one.

        Raises:
            SinkError: if the camera is gone.
        """
        self._look()
        if self._last is not None:
            self._camera.send(self._last)

    def check(self) -> None:
        """See that pictures still arrive somewhere.

        Raises:
            SinkError: if they do not.
        """
        if not self._on_linux:
            return
        if self._identity is None or self._identified() != self._identity:
            raise faults.gone(self.name)
        shown = self._host.devices.attribute(self.name, "format")
        height, width = self.size
        if shown is not None and f":{width}x{height}@" not in shown:
            raise faults.taken_over(self.name)

    def viewers(self) -> int | None:
        """Whether somebody looks, where the driver says so; unknown once the camera is gone."""
        if self._viewers is None:
            return None
        try:
            self._look()
        except SinkError:
            self._looked_at = -math.inf  # the next picture shall find it out as well
            return None
        return self._viewers.viewers

    def blank(self) -> None:
        """Leave nothing of the last picture to be seen."""
        with suppress(SinkError):
            self.send(np.zeros((*self.size, 3), np.uint8))

    def close(self) -> None:
        """Give the device back; may be called twice."""
        camera, self._camera = self._camera, None
        if camera is None:
            return
        if self._viewers is not None:
            self._viewers.close()
        camera.close()
        release(self.name, Role.WRITTEN)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_S:
            self._looked_at = now
            self.check()

    @property
    def _on_linux(self) -> bool:
        return self._host.system == "Linux"

    def _identified(self) -> tuple[int, int] | None:
        if not self._on_linux or not self._host.devices.is_loopback(self.name):
            return None
        try:
            return self._host.devices.identity(self.name)
        except OSError:
            return None


def load_pyvirtualcam() -> Any:
    """The package, which camfilter works without.

    Raises:
        SinkError: if it is not installed or does not load.
    """
    try:
        return importlib.import_module("pyvirtualcam")
    except ImportError as error:
        raise faults.no_module() from error


def open_device(
    candidates: Sequence[Candidate], size: tuple[int, int], rate: float, host: Host
) -> Device:
    """The first of the candidates that opens, at `size` (height, width).

    Raises:
        SinkError: why none does; a camera that is there and refuses is named before one that
            is not there.
    """
    package = load_pyvirtualcam()
    refusals: list[tuple[SinkError, bool]] = []
    for candidate in candidates:
        refusal = host.refusal(candidate.device)
        if refusal is None:
            try:
                return Device(_opened(package, candidate, size, rate), candidate, host)
            except (RuntimeError, KeyError) as error:
                refusal = faults.explained(error, candidate.label, host.system)
        refusals.append(refusal)
    raise worst(refusals)


def worst(refusals: Sequence[tuple[SinkError, bool]]) -> SinkError:
    """The refusal that says most: of a device that is there, if any is."""
    present = [error for error, absent in refusals if not absent]
    return (present or [error for error, _ in refusals])[0]


def _opened(package: Any, candidate: Candidate, size: tuple[int, int], rate: float) -> Any:
    # With a name that it does not know, pyvirtualcam also prints a traceback of its own.
    registered = getattr(package.camera, "BACKENDS", {})
    if candidate.backend.name not in registered:
        raise KeyError(candidate.backend.name)
    height, width = size
    return package.Camera(
        width,
        height,
        min(240.0, max(1.0, rate or _USUAL_RATE)),
        fmt=package.PixelFormat[candidate.backend.layout],
        device=candidate.device,
        backend=candidate.backend.name,
    )
