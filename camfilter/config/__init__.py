"""Settings and presets kept between runs, as TOML in the user's configuration folder.

What counts is, the later over the earlier: the defaults, the file, environment variables
CAMFILTER_<NAME>, a preset, the command line.
"""

from __future__ import annotations

from camfilter.config.app_table import load_app_table, save_app_table
from camfilter.config.kept import (
    Layer,
    config_file,
    layered_settings,
    load_settings,
    save_settings,
)
from camfilter.config.presets import (
    PresetInfo,
    delete_preset,
    list_presets,
    load_preset,
    name_key,
    save_preset,
)
from camfilter.config.sharing import export_preset, import_preset
from camfilter.config.store import config_folder

__all__ = [
    "Layer",
    "PresetInfo",
    "config_file",
    "config_folder",
    "delete_preset",
    "export_preset",
    "import_preset",
    "layered_settings",
    "list_presets",
    "load_app_table",
    "load_preset",
    "load_settings",
    "name_key",
    "save_app_table",
    "save_preset",
    "save_settings",
]
