"""MoGe in PyTorch: metric depth, normals and camera from one picture.

The weights are free to download without an account. Importing this package does not import torch.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from camfilter.engines.base import EngineStatus, downloadable, fetch_named, verify_named
from camfilter.errors import EngineError, UsageError
from camfilter.weights.catalogue import model_named, models_of
from camfilter.weights.local import Located, locate

if TYPE_CHECKING:
    from camfilter.engines.base import Engine, ModelStatus
    from camfilter.settings import FilterSettings

NAME: Final = "moge"
TITLE: Final = "MoGe depth and normals"
MODEL_VARIABLE: Final = "CAMFILTER_MOGE_MODEL"
"""Environment variable that names the weights to use instead of the most accurate ones here."""

_FETCH: Final = "camfilter models fetch moge-2-vitb"
_TORCH: Final = "pip install 'camfilter[sam3d]'"


def status() -> EngineStatus:
    """Whether PyTorch and weights are here, and on which devices they keep up with a camera."""
    has_torch = find_spec("torch") is not None
    try:
        found = chosen_weights()
    except EngineError as error:
        remedy = error.remedy if has_torch else f"{_TORCH}, then {error.remedy}"
        reason = error.message if has_torch else f"PyTorch is not installed and {error.message}"
        return EngineStatus(NAME, TITLE, False, reason, remedy)
    if not has_torch:
        return EngineStatus(NAME, TITLE, False, "PyTorch is not installed", _TORCH)
    try:
        from camfilter.engines.moge.device import gpus

        live = gpus()
    except (ImportError, OSError, RuntimeError) as error:
        reason = f"PyTorch cannot be loaded: {error}"
        return EngineStatus(NAME, TITLE, False, reason, f"install it again: {_TORCH}")
    where = f"on {live[0]}" if live else "on the CPU, too slowly for live pictures"
    reason = f"{found.model.name} {where}"
    return EngineStatus(NAME, TITLE, True, reason, live_devices=live)


def models() -> list[ModelStatus]:
    """The weights that can be used, small ones first."""
    return downloadable(NAME)


def fetch(name: str) -> None:
    """Get the weights `name` onto this machine.

    Raises:
        EngineError: if they cannot be had.
    """
    fetch_named(name)


def verify(name: str) -> None:
    """Read the weights `name` through and compare them with what was published.

    Raises:
        EngineError: if they are missing or damaged.
    """
    verify_named(name)


def open_engine(settings: FilterSettings) -> Engine:
    """The most accurate network whose weights are here, loaded and warm.

    Raises:
        EngineError: if there are none, they are damaged, or the device cannot run them.
    """
    found = chosen_weights()
    from camfilter.engines.moge.engine import MogeEngine

    return MogeEngine.load(settings, found.model, found.paths["model.pt"])


def open_behind(settings: FilterSettings) -> Engine:
    """The embedded engine on every frame, and this one refreshing behind it.

    Raises:
        EngineError: if there are no weights, or the device or the embedded engine are not there.
    """
    title = chosen_weights().model.title.partition(":")[0]
    from camfilter.engines.base import EngineInfo
    from camfilter.engines.moge.device import choose_device, choose_half, device_title
    from camfilter.engines.paced import open_paced

    device = choose_device(settings)
    choose_half(settings, device)
    info = EngineInfo(NAME, title, device_title(device), metric=False)
    return open_paced(settings, info, lambda: open_engine(settings))


def chosen_weights() -> Located:
    """Where the weights to use are: those CAMFILTER_MOGE_MODEL names, or the most accurate.

    Raises:
        EngineError: if they are not here.
    """
    wanted = os.environ.get(MODEL_VARIABLE)
    if wanted:
        return _named(wanted)
    # MoGe 1 has neither normals nor a scale, and comes last although it is large.
    by_accuracy = sorted(models_of(NAME), key=lambda m: (m.name != "moge-1", m.size), reverse=True)
    for model in by_accuracy:
        located = locate(model)
        if located.complete:
            return located
    raise EngineError("no weights of MoGe are here", _FETCH)


def _named(name: str) -> Located:
    try:
        model = model_named(name)
    except UsageError as error:
        message = f"{MODEL_VARIABLE} asks for '{name}', which does not exist"
        raise EngineError(message, error.remedy) from error
    if model.engine != NAME:
        names = ", ".join(one.name for one in models_of(NAME))
        message = f"{MODEL_VARIABLE} asks for '{name}', which is not MoGe"
        raise EngineError(message, f"set it to one of: {names}")
    located = locate(model)
    if not located.complete:
        raise EngineError(f"the weights {name} are not here", f"camfilter models fetch {name}")
    return located
