"""Which controls are shown together, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from camfilter.settings import EngineChoice
from camfilter_ui.controls.wording import choice_text
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camfilter.settings import Parameter

EVERYDAY: Final = "Everyday"

_EVERYDAY_NAMES: Final = (
    "output",
    "depth_colormap",
    "depth_invert",
    "opacity",
    "temporal_smoothing",
)
_BEFORE: Final = ("Stability", "Range", "Depth", "Normals", "Picture", "NDI")
"""In the order in which a picture is made: cleaned, ranged, coloured, sized, sent."""
_AFTER: Final = ("Engine", "SAM 3D")
_MOVED: Final = {"diffusion_steps": "SAM 3D"}
_ENGINES: Final = {"SAM 3D": EngineChoice.SAM3D, "MoGe": EngineChoice.MOGE}


def grouped(parameters: Iterable[Parameter]) -> dict[str, list[str]]:
    """Names of parameters by group, the everyday ones first; a group nobody knows is kept."""
    groups: dict[str, list[str]] = {EVERYDAY: []}
    for parameter in parameters:
        own = _MOVED.get(parameter.name, parameter.group)
        name = EVERYDAY if parameter.name in _EVERYDAY_NAMES else own
        groups.setdefault(name, []).append(parameter.name)
    groups[EVERYDAY].sort(key=_EVERYDAY_NAMES.index)
    return {name: groups[name] for name in sorted(groups, key=_place)}


def group_title(group: str) -> str:
    """The title of a group in the user's language."""
    if group == EVERYDAY:
        return QCoreApplication.translate("ControlsPanel", "Everyday")
    return tr_core(group)


def engine_of(group: str) -> EngineChoice | None:
    """The only engine that a group has to do with, if there is one."""
    return next((engine for name, engine in _ENGINES.items() if group.startswith(name)), None)


def matches(parameter: Parameter, words: str) -> bool:
    """Whether all of `words`, in lower case, are found in what is said of a parameter."""
    choices = [choice_text(parameter.name, choice) for choice in parameter.choices]
    core = [parameter.label, parameter.help, parameter.group]
    said = [parameter.name, *parameter.choices, *choices, *core, *map(tr_core, core)]
    text = " ".join(said).casefold()
    return all(word in text for word in words.split())


def _place(group: str) -> tuple[int, int, str]:
    if group == EVERYDAY:
        return 0, 0, ""
    if group in _BEFORE:
        return 1, _BEFORE.index(group), ""
    if group in _AFTER or engine_of(group):
        known = _AFTER.index(group) if group in _AFTER else len(_AFTER)
        return 3, known, group
    return 2, 0, group
