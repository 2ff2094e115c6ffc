"""What weights are on this machine, found out and changed away from the thread of the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.errors import CamfilterError, EngineError
from camfilter.weights.hub import has_token
from camfilter.weights.local import free_bytes, models_folder
from camfilter.weights.storage import Stored, delete_model, stored

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from camfilter.weights.catalogue import Model


@dataclass(frozen=True, slots=True)
class Survey:
    """What is here; `free` is in bytes, on the disk of `folder`, where downloads go."""

    models: tuple[Stored, ...]
    folder: Path
    free: int
    has_token: bool

    @property
    def used(self) -> int:
        """Bytes that camfilter's own files take."""
        return sum(found.deletable for found in self.models)

    @property
    def complete(self) -> frozenset[str]:
        """Names of the models that can be used."""
        return frozenset(found.model.name for found in self.models if found.complete)

    def of(self, model: Model) -> Stored:
        """What is here of one model."""
        return next(found for found in self.models if found.model is model)


def look(models: tuple[Model, ...], _: threading.Event) -> Survey:
    """What of `models` is on this machine."""
    folder = models_folder()
    found = tuple(stored(model) for model in models)
    return Survey(found, folder, free_bytes(folder), _has_token())


def delete(model: Model, _: threading.Event) -> tuple[Model, CamfilterError | None]:
    """Delete `model`; with it, why that did not work."""
    try:
        delete_model(model)
    except CamfilterError as error:
        return model, error
    return model, None


def _has_token() -> bool:
    try:
        return has_token()
    except EngineError:
        # One that cannot be sent is none; storing another replaces it.
        return False
