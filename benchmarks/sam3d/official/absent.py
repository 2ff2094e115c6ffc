"""Packages that the official sources import but that geometry does not need."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import sys
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_ABSENT = frozenset(
    [
        "astor",
        "diff_gaussian_rasterization",
        "diffoctreerast",
        "easydict",
        "gsplat",
        "imageio",
        "kaolin",
        "loguru",
        "nvdiffrast",
        "omegaconf",
        "optree",
        "plyfile",
        "pytorch3d",
        "pyvista",
        "spconv",
        "timm",
        "torchvision",
        "trimesh",
        "utils3d",
        "xatlas",
    ]
)


class _Nothing:
    """Stands in for anything that is named but never needed."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, *args: Any, **__: Any) -> Any:
        return args[0] if len(args) == 1 and callable(args[0]) else _Nothing()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


class EmptyModule(types.ModuleType):
    """A module in which every name is there and does nothing, unless it has been set."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Nothing,), {}) if name[0].isupper() else _Nothing()


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the absent packages and all that is imported from them."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name.split(".")[0] in _ABSENT:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> types.ModuleType:
        return EmptyModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


@contextlib.contextmanager
def absent_packages() -> Iterator[None]:
    """Everything inside can import them."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
