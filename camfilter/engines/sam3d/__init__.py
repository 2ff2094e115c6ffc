"""SAM 3D Objects in plain PyTorch, from the official checkpoints.

Needs PyTorch, the gated weights of SAM 3D Objects and those of MoGe 1. Importing this package
does not import torch.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from camfilter.engines.base import EngineStatus, downloadable, fetch_named, verify_named
from camfilter.errors import EngineError
from camfilter.weights.catalogue import model_named
from camfilter.weights.local import locate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from camfilter.engines.base import Engine, ModelStatus
    from camfilter.settings import FilterSettings

NAME: Final = "sam3d"
TITLE: Final = "SAM 3D Objects"

_TORCH: Final = "pip install 'camfilter[sam3d]'"


def status() -> EngineStatus:
    """Whether PyTorch and both sets of weights are here."""
    if find_spec("torch") is None:
        return EngineStatus(NAME, TITLE, False, "PyTorch is not installed", _TORCH)
    try:
        weights_paths()
    except EngineError as error:
        return EngineStatus(NAME, TITLE, False, error.message, error.remedy)
    reason = "PyTorch and the weights are here; a GPU of 8 GB or more is needed to be quick"
    return EngineStatus(NAME, TITLE, True, reason, live_devices=())


def models() -> list[ModelStatus]:
    """The weights of SAM 3D Objects; those of MoGe 1 are among MoGe's."""
    return downloadable(NAME)


def fetch(name: str) -> None:
    """Get the weights `name`, and those of MoGe 1, onto this machine.

    Raises:
        EngineError: if they cannot be had.
    """
    fetch_named(name)
    if not locate(model_named("moge-1")).complete:
        fetch_named("moge-1")


def verify(name: str) -> None:
    """Read the weights `name` through and compare them with what was published.

    Raises:
        EngineError: if they are missing or damaged.
    """
    verify_named(name)


def open_engine(settings: FilterSettings) -> Engine:
    """All networks, loaded.

    Raises:
        EngineError: if weights are missing or damaged, or the device is not there or too small.
    """
    sam3d, moge = weights_paths()
    from camfilter.engines.paced import open_embedded
    from camfilter.engines.sam3d.engine import Sam3dEngine
    from camfilter.engines.sam3d.masks import MaskedEngine

    engine = Sam3dEngine.load(settings, sam3d, moge)
    return MaskedEngine(engine, lambda: open_embedded(settings), settings)


def open_behind(settings: FilterSettings) -> Engine:
    """The embedded engine on every frame, with the object drawn into what it sees.

    Raises:
        EngineError: if weights are missing, or the device or the embedded engine are not there.
    """
    sam3d, moge = weights_paths()
    from camfilter.engines.sam3d.live import open_live

    return open_live(settings, sam3d, moge)


def weights_paths() -> tuple[Mapping[str, Path], Path]:
    """The files of SAM 3D Objects by their path on the hub, and the file of MoGe 1.

    Raises:
        EngineError: if some are not here.
    """
    sam3d, moge = locate(model_named("sam3d")), locate(model_named("moge-1"))
    missing = [*sam3d.missing, *(f"MoGe 1's {name}" for name in moge.missing)]
    if missing:
        wanted = "sam3d" if sam3d.missing else "moge-1"
        message = f"the weights are not here ({', '.join(missing)})"
        raise EngineError(message, f"camfilter models fetch {wanted}")
    return sam3d.paths, moge.paths["model.pt"]
