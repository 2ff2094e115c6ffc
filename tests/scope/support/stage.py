"""Engines that behave as told, and pictures and calls as the host makes them."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import torch

from camfilter.engines.base import EngineInfo
from camfilter.frames import Frame, Geometry
from camfilter_scope.pipeline import DepthPipeline

PATIENCE_S = 10.0


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Stage:
    """Opens engines and remembers them; `load` and `infer` may be replaced by what goes wrong."""

    def __init__(self, best: str = "builtin") -> None:
        self.best = best
        self.opened: list[Actor] = []
        self.loads: dict[str, Any] = {}
        self.infers: dict[str, Any] = {}
        self.changed = threading.Condition()

    def open(self, settings: Any) -> tuple[Actor, str]:
        name = str(settings.engine)
        if name in self.loads:
            self.loads[name](settings)
        actor = Actor(self, settings)
        with self.changed:
            self.opened.append(actor)
            self.changed.notify_all()
        return actor, "as told"

    def wait(self, condition: Any) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, PATIENCE_S)

    @property
    def running(self) -> list[Actor]:
        return [actor for actor in self.opened if not actor.closed]

    def pipeline(self, **given: Any) -> DepthPipeline:
        stage = self

        class OnStage(DepthPipeline):
            @staticmethod
            def open_engine(settings: Any) -> Any:
                return stage.open(settings)

            @staticmethod
            def best_engine(settings: Any) -> str:
                return stage.best

        return OnStage(**given)


class Actor:
    """An engine that sees a ramp, nearer on the left; the brighter the picture, the nearer."""

    def __init__(self, stage: Stage, settings: Any) -> None:
        self.settings = settings
        self.name = str(settings.engine)
        self.info = EngineInfo(self.name, self.name, "test", metric=False)
        self.stage = stage
        self.closed = False
        self.resets = 0
        self.seen: list[Frame] = []
        self.threads = {threading.get_ident()}

    def infer(self, frame: Frame) -> Geometry:
        self.threads.add(threading.get_ident())
        self.seen.append(frame)
        if self.name in self.stage.infers:
            made = self.stage.infers[self.name](self, frame)
            if made is not None:
                return made
        return ramp(frame)

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        with self.stage.changed:
            self.closed = True
            self.stage.changed.notify_all()


def ramp(frame: Frame, scale: float = 1.0) -> Geometry:
    """24x32: depth from 1 on the left to 4 on the right, by `scale`."""
    depth = np.tile(np.linspace(1, 4, 32, dtype=np.float32) * scale, (24, 1))
    normals = np.zeros((24, 32, 3), np.float32)
    normals[..., 2] = -1
    return Geometry.checked(depth, normals, frame, metric=False)


def video(height: int = 48, width: int = 64, value: int | None = None) -> torch.Tensor:
    """(1, height, width, 3) as the host passes it."""
    if value is not None:
        return torch.full((1, height, width, 3), value, dtype=torch.uint8)
    columns = torch.linspace(0, 255, width).to(torch.uint8)
    return columns[None, None, :, None].expand(1, height, width, 3).clone()


def out_of_memory(*_: Any) -> None:
    raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")


def broken(*_: Any) -> None:
    raise ValueError("something nobody foresaw")
