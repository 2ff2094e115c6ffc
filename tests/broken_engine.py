"""An engine package that says it works and then cannot load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camfilter.engines.base import Engine, EngineStatus
from camfilter.errors import EngineError

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings


def status() -> EngineStatus:
    return EngineStatus("broken", "Broken", True, "claims to work")


def open_engine(settings: FilterSettings) -> Engine:
    raise EngineError("the weights are damaged", "fetch them again")
