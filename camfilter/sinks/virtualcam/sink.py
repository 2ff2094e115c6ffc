"""The sink that other programs see as a webcam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camfilter.errors import SinkError
from camfilter.sinks.base import SinkInfo
from camfilter.sinks.virtualcam.backends import candidates
from camfilter.sinks.virtualcam.device import (
    Device,
    device_size,
    load_pyvirtualcam,
    open_device,
    worst,
)
from camfilter.sinks.virtualcam.host import Host
from camfilter.sinks.virtualcam.parking import put_away, take_out

if TYPE_CHECKING:
    from camfilter.sinks.base import Output
    from camfilter.sinks.virtualcam.backends import Candidate


class VirtualCameraSink:
    """Shows pictures as a webcam; live, so a late picture is better dropped than kept.

    The device opens with the first picture, which decides its size, and stays open: another size
    is letterboxed, since the programs that show it would lose the camera if it were opened again.
    """

    def __init__(self, target: str | None = None, host: Host | None = None) -> None:
        """`target` is a device path, number or name; None for the first that works."""
        self.info = SinkInfo(f"vcam:{target}" if target else "vcam", live=True)
        self._target = target
        self._host = host or Host()
        self._rate = 0.0
        self._ready = False
        self._device: Device | None = None

    @property
    def device_name(self) -> str | None:
        """What other programs call it or where it is, once it is open."""
        return self._device.name if self._device is not None else None

    def open(self, rate: float) -> None:
        """See that there is a virtual camera that takes pictures.

        Raises:
            SinkError: if there is none; says what to install, start, or close.
        """
        self.close()
        load_pyvirtualcam()
        self._device = take_out(self._target)
        if self._device is None:
            self._check(self._candidates())
        self._rate = rate
        self._ready = True

    def write(self, output: Output) -> None:
        """Show one picture.

        Raises:
            SinkError: if the camera cannot be had or is gone.
        """
        if not self._ready:
            raise SinkError("the virtual camera is not open", "open the sink before writing to it")
        picture = output.picture
        if self._device is None:
            size = device_size(picture)
            self._device = open_device(self._candidates(), size, self._rate, self._host)
        self._device.send(picture, output.frame.alpha)

    def repeat(self) -> None:
        """Show the last picture once more; programs that wait long for one give the camera up.

        Raises:
            SinkError: if the camera is gone.
        """
        if self._device is not None:
            self._device.repeat()

    def viewers(self) -> int | None:
        """1 or 0 where v4l2loopback (0.13 or later) says whether it is read; else unknown."""
        return self._device.viewers() if self._device is not None else None

    def close(self) -> None:
        """Darken the camera and give it back, or keep it for the next run (see `stay_open`)."""
        device, self._device = self._device, None
        self._ready = False
        if device is not None:
            put_away(self._target, device)

    def _candidates(self) -> list[Candidate]:
        return candidates(self._target, self._host.system, self._host.devices.loopbacks())

    def _check(self, found: list[Candidate]) -> None:
        refusals = [self._host.refusal(candidate.device) for candidate in found]
        if all(refusals):
            raise worst([refusal for refusal in refusals if refusal is not None])
