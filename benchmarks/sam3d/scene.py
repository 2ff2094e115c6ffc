"""A picture on its way to geometry, always with the same object in it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from benchmarks.sam3d.inputs import SIDE, picture
from benchmarks.sam3d.random_networks import randomised
from camfilter.engines.moge.network1 import MoGe1, MoGe1Settings
from camfilter.engines.sam3d.point_map import PointMapper
from camfilter.engines.sam3d.request import View
from camfilter.engines.sam3d.residency import Residency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from torch import Tensor

    from benchmarks.sam3d.bench import Bench
    from camfilter.engines.sam3d.pipeline import Pipeline
    from camfilter.engines.sam3d.request import Reconstruction


def _ignore() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture, MoGe that finds points in it, and where the networks are kept."""

    rgb: NDArray[np.uint8]
    moge: MoGe1
    mapper: PointMapper
    residency: Residency

    def reconstruct(self, by: Pipeline, mapped: Callable[[], None] = _ignore) -> Reconstruction:
        """The whole picture as an object; `mapped` is called when its points are known."""
        points, _ = self.mapper.estimate(self.rgb)
        mapped()
        mask = np.ones(self.rgb.shape[:2], np.bool_)
        return by.reconstruct(View(self.rgb, mask, points))


def make_scene(bench: Bench) -> Scene:
    """A picture of 1280 x 720 and a MoGe with random weights."""
    moge = _random_moge(bench)
    residency = Residency(bench.device)
    mapper = PointMapper(moge, residency, half=bench.cuda)
    return Scene(picture(720, 1280), moge, mapper, residency)


def low_memory_scene(bench: Bench, scene: Scene) -> Scene:
    """`scene` with only the network at work on the GPU."""
    residency = Residency(bench.device, low_memory=True)
    residency.settle(*bench.networks, scene.moge)
    mapper = PointMapper(scene.moge, residency, half=True)
    return Scene(scene.rgb, scene.moge, mapper, residency)


def _random_moge(bench: Bench) -> MoGe1:
    with torch.device(bench.device):
        moge: MoGe1 = randomised(MoGe1(MoGe1Settings.from_official(bench.sizes.moge)))
    if bench.cuda:
        for name, value in moge.named_parameters():
            if value.ndim >= 2 and "embed" not in name and "token" not in name:
                value.data = value.data.half()  # as the loader leaves them
    return moge


@contextlib.contextmanager
def one_object(bench: Bench) -> Iterator[None]:
    """The structure decoder always finds the voxels of the inputs."""
    logits = _logits(bench.inputs.coords)
    with _decoding(bench, lambda: logits):
        yield


@contextlib.contextmanager
def changing_objects(bench: Bench) -> Iterator[None]:
    """The structure decoder never finds as many voxels as it did before."""
    found = 0

    def fewer() -> Tensor:
        nonlocal found
        found += 1
        return _logits(bench.inputs.coords[37 * found :])

    with _decoding(bench, fewer):
        yield


@contextlib.contextmanager
def _decoding(bench: Bench, logits: Callable[[], Tensor]) -> Iterator[None]:
    decoder = bench.networks.structure_decoder
    hook = decoder.register_forward_hook(lambda *_: logits())
    try:
        yield
    finally:
        hook.remove()


def _logits(coords: Tensor) -> Tensor:
    logits = torch.full((1, 1, SIDE, SIDE, SIDE), -1.0, device=coords.device)
    x, y, z = coords.unbind(1)
    logits[0, 0, x, y, z] = 1.0
    return logits
