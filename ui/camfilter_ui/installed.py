"""The terms of camfilter and the versions of what it runs on, as they are installed."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Final

import camfilter

_TERMS: Final = ("LICENSE", "NOTICE")
_PACKAGES: Final = (
    "PySide6-Essentials",
    "numpy",
    "opencv-python",
    "onnxruntime",
    "av",
    "torch",
    "pyvirtualcam",
    "ndi-python",
    "huggingface_hub",
    "pydantic",
)


def terms() -> dict[str, str]:
    """LICENSE and NOTICE by their names, as far as they are found."""
    found = {}
    for name in _TERMS:
        places = [*_in_distribution(name), Path(camfilter.__file__).parents[1] / name]
        path = next((place for place in places if place.is_file()), None)
        if path is not None:
            found[name] = path.read_text(encoding="utf-8")
    return found


def versions() -> dict[str, str]:
    """The versions of camfilter, the system, Python, and its main packages that are installed."""
    found = {
        "camfilter": camfilter.__version__,
        "system": platform.platform(),
        "Python": platform.python_version(),
    }
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _in_distribution(name: str) -> list[Path]:
    try:
        files = distribution("camfilter").files or []
    except PackageNotFoundError:
        return []
    return [Path(str(file.locate())) for file in files if _is_term(file.parts, name)]


def _is_term(parts: tuple[str, ...], name: str) -> bool:
    return parts[-1] == name and parts[0].endswith(".dist-info")
