"""Which of camfilter's parameters are controls in Scope, and under which names.

Scope sends a live value from its Settings panel to every pipeline of a chain, by its bare name. The
eight public parameters keep their names all the same, because saved workflows, OSC and MIDI maps
carry them; all others have the prefix. Every control also listens to its prefixed name, with which
a script moves ours alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from camfilter.settings import Parameter, parameters

PREFIX: Final = "camfilter_"

_PUBLIC: Final = (
    "output",
    "depth_colormap",
    "depth_invert",
    "normal_space",
    "opacity",
    "inference_resolution",
    "temporal_smoothing",
    "diffusion_steps",
)
_EXTRA: Final = (
    "engine",
    "pace",
    "range_mode",
    "near",
    "far",
    "normal_format",
    "object_mask",
    "pick_x",
    "pick_y",
    "orbit_yaw",
    "orbit_pitch",
    "orbit_sway",
)

_NARROWER: Final = {"near": (0.05, 20.0), "far": (0.1, 100.0)}
"""A slider of the host has steps of 0.01, so the full range of metres would be all in its first
pixel."""

LIVE: Final = Parameter(
    name="live",
    label="Stay Live",
    help="Skip pictures that pile up while one is worked on, so that the newest is shown; off"
    " shows every picture in order, however late.",
    group="Engine",
    kind="bool",
    default=True,
    choices=(),
    minimum=None,
    maximum=None,
    load_time=False,
)
"""The one control that is about the host's queue and not about pictures."""


@dataclass(frozen=True, slots=True)
class Control:
    """A parameter as the host knows it: `key` is its field, `names` what it listens to."""

    key: str
    parameter: Parameter

    @property
    def names(self) -> tuple[str, ...]:
        """Keywords under which a value may come, the one that counts most first."""
        prefixed = PREFIX + self.parameter.name
        return tuple(dict.fromkeys((prefixed, self.key)))


def _control(parameter: Parameter) -> Control:
    name = parameter.name
    if name in _PUBLIC:
        return Control(name, parameter)
    low, high = _NARROWER.get(name, (parameter.minimum, parameter.maximum))
    # Engines are changed in the background here, so no control but the public ones has to wait for
    # a new start.
    return Control(PREFIX + name, replace(parameter, minimum=low, maximum=high, load_time=False))


def _controls() -> tuple[Control, ...]:
    known = {parameter.name: parameter for parameter in parameters()}
    chosen = [*(known[name] for name in (*_PUBLIC, *_EXTRA)), LIVE]
    return tuple(_control(parameter) for parameter in chosen)


CONTROLS: Final = _controls()
"""All of them, in the order they are shown."""
