"""What the app remembers beside the filter's parameters."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from camfilter.config import load_app_table, save_app_table
from camfilter.sinks.ndi import USUAL_NAME

EVERYDAY_GROUPS: Final = ("Everyday", "Range")

_log = logging.getLogger(__name__)


class ViewMode(StrEnum):
    """What the preview shows."""

    OUTPUT = "output"
    SOURCE = "source"
    SPLIT = "split"
    BESIDE = "beside"


class Theme(StrEnum):
    """Colours of the app."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class AppSettings(BaseModel):
    """Kept in the table `app` of the configuration file; immutable.

    Attributes:
        source: what `--source` takes; empty for the first camera, or the demo where there is none.
        vcam_on, ndi_on: how the outputs were left.
        start_outputs: whether outputs that were left on are on at the next start.
        hotkey: turns the virtual camera on and off from anywhere; empty for none.
        folder: where snapshots and recordings go; empty for the user's own pictures and videos.
        unfolded: groups of controls that are open, by the core's names for them.
        geometry, splitter: as Qt saves them, in base64.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str = ""
    view: ViewMode = ViewMode.OUTPUT
    divider: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    panel_open: bool = True
    vcam_on: bool = False
    vcam_device: str = ""
    ndi_on: bool = False
    ndi_name: str = USUAL_NAME
    ndi_depth: bool = True
    ndi_normals: bool = False
    ndi_colour: bool = False
    start_outputs: bool = True
    start_minimised: bool = False
    close_to_tray: bool = False
    hotkey: str = ""
    theme: Theme = Theme.SYSTEM
    language: str = "system"
    folder: str = ""
    first_steps_seen: bool = False
    unfolded: tuple[str, ...] = EVERYDAY_GROUPS
    geometry: str = ""
    splitter: str = ""

    @classmethod
    def load(cls) -> AppSettings:
        """What was kept; a value that makes no sense any more is left out, and reported.

        Raises:
            ConfigError: if the file cannot be read.
        """
        kept = load_app_table()
        good: dict[str, Any] = {}
        for name in cls.model_fields.keys() & kept.keys():
            try:
                cls.model_validate({name: kept[name]})
            except ValidationError:
                _log.warning("app.%s: %r has no effect", name, kept[name])
            else:
                good[name] = kept[name]
        return cls.model_validate(good)

    def save(self) -> None:
        """Keep what differs from the defaults.

        Raises:
            ConfigError: if it cannot be written.
        """
        save_app_table(self.model_dump(mode="json", exclude_defaults=True))
