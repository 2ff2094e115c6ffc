"""Fixtures for every test: nothing may be left running, and nobody's own settings are read."""

from __future__ import annotations

import threading
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE_S = 5.0

# How long an example takes is the machine's affair, not a fault.
hypothesis.settings.register_profile("camfilter", deadline=None)
hypothesis.settings.load_profile("camfilter")
_NEED_TORCH = [
    "engines/sam3d",
    "engines/moge",
    "engines/test_dinov2.py",
    "engines/test_upstream.py",
    "weights/test_convert.py",
    "cli/test_models.py",
    "scope",
]

collect_ignore_glob = [] if find_spec("torch") else _NEED_TORCH


def pytest_report_header() -> str | None:
    """Say what is left out."""
    left_out = "no PyTorch: the tests of MoGe, SAM 3D and the Scope plugin are left out"
    return left_out if collect_ignore_glob else None


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that leaves one of its threads running."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _PATIENCE_S
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left running: {alive}"


@pytest.fixture
def ndi_network() -> Iterator[None]:
    """NDI, in a network that has no other machine; skips where there is neither."""
    # Here, so that a missing extra costs the other tests nothing.
    from ndi_network import inside_network

    from camfilter.ndi.library import NdiMissingError, ndi_module

    with inside_network():
        try:
            ndi_module()
        except NdiMissingError as error:
            pytest.skip(error.message)
        yield


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration folder of the test's own."""
    folder = tmp_path / "config"
    monkeypatch.setenv("CAMFILTER_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def own_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, and none of the weights that the machine may have."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("CAMFILTER_CACHE_DIR", str(folder))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    for variable in ("CAMFILTER_MODELS_DIR", "CAMFILTER_MODELS_PATH", "CAMFILTER_MOGE_MODEL"):
        monkeypatch.delenv(variable, raising=False)
    return folder
