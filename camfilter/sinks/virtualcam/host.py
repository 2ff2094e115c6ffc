"""What a virtual camera asks of its operating system beside pyvirtualcam."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camfilter.claims import Role, claimed
from camfilter.sinks.virtualcam import faults
from camfilter.video4linux import VideoDevices

if TYPE_CHECKING:
    from camfilter.errors import SinkError


@dataclass(frozen=True, slots=True)
class Host:
    """An operating system, as `platform.system` calls it, and its video devices."""

    system: str = field(default_factory=platform.system)
    devices: VideoDevices = field(default_factory=VideoDevices)

    def refusal(self, device: str | None) -> tuple[SinkError, bool] | None:
        """Why the Linux device at that path would not open, and whether it is merely absent.

        pyvirtualcam tells these apart only in part, and a device that opens once must not be
        opened for a try.
        """
        if self.system != "Linux" or device is None:
            return None
        if claimed(device, Role.READ):
            return faults.own_source(device), False
        try:
            abilities = self.devices.abilities(device)
        except FileNotFoundError:
            return self._explained("does not exist", device)
        except PermissionError:
            return self._explained("missing permissions", device)
        except OSError as error:
            return self._explained(f"could not be opened: {error.strerror}", device)
        if not abilities.loopback:
            return self._explained("not a V4L2 device", device)
        if abilities.output:
            return None
        if abilities.capture:
            return self._explained("already in use", device)
        return faults.exclusive_caps_fault(device), False

    def _explained(self, words: str, device: str) -> tuple[SinkError, bool]:
        return faults.explained(RuntimeError(words), device, self.system)
