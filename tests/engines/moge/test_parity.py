"""Both networks and the recovery of the camera, against outputs of the official modules."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from sam3d_parity import Fixture, compare, load_fixture

from camfilter.engines.moge.network1 import MoGe1, MoGe1Settings
from camfilter.engines.moge.network2 import MoGe2, MoGe2Settings
from camfilter.engines.moge.output import Prediction, Scene, scene_from

if TYPE_CHECKING:
    from torch import Tensor

VERSIONS = ["moge_v1", "moge_v2"]


@cache
def fixture(version: str) -> Fixture:
    return load_fixture(version, "moge")


@cache
def network(version: str) -> MoGe1 | MoGe2:
    data = fixture(version)
    config = data.hyper["model_config"]
    net: MoGe1 | MoGe2
    if version == "moge_v1":
        net = MoGe1(MoGe1Settings.from_official(config))
    else:
        net = MoGe2(MoGe2Settings.from_official(config))
    data.fill(net, version)
    return net


def picture(data: Fixture) -> Tensor:
    return data.tensor("image").permute(2, 0, 1)[None].float() / 255


@pytest.mark.parametrize("version", VERSIONS)
def test_the_seeded_weights_are_those_of_the_fixture(version: str) -> None:
    data = fixture(version)
    manifest = data.manifest["modules"][version]
    assert data.weights_digest(version) == manifest["weights_sha256"]
    assert set(network(version).state_dict()) == set(manifest["keys"])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("name", "tokens", "step"), [("net", "num_tokens", 1), ("low", "low_num_tokens", 2)]
)
def test_network_outputs(version: str, name: str, tokens: str, step: int) -> None:
    data = fixture(version)
    with torch.inference_mode():
        found = network(version)(picture(data), data.manifest["calls"][tokens])
    outputs = {
        "points": found.points,
        "mask": found.mask,
        "normal": found.normals,
        "metric_scale": found.scale,
    }
    checked = [key for key in outputs if f"{name}.{key}" in data.manifest["outputs"]]
    assert len(checked) == (2 if version == "moge_v1" else 4)
    for key in checked:
        value = outputs[key]
        assert value is not None
        data.check(f"{name}.{key}", value[:, ::step, ::step] if value.ndim > 1 else value)


def synthetic(version: str) -> Prediction:
    data = fixture(version)
    if version == "moge_v1":
        return Prediction(data.tensor("synthetic.points"), data.tensor("synthetic.mask"))
    return Prediction(
        data.tensor("synthetic.points"),
        data.tensor("synthetic.mask"),
        data.tensor("synthetic.normal"),
        data.tensor("synthetic.metric_scale"),
    )


def intrinsics(scene: Scene) -> Tensor:
    return torch.tensor([[float(scene.fx[0]), 0, 0.5], [0, float(scene.fy[0]), 0.5], [0, 0, 1]])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", ["plain", "projected", "fov60"])
def test_the_camera_is_recovered_as_by_the_reference_solver(version: str, case: str) -> None:
    data = fixture(version)
    given = synthetic(version)
    aspect = given.points.shape[2] / given.points.shape[1]
    fov = 60.0 if case == "fov60" else None
    scene = scene_from(given, aspect, fov, project=case == "projected")
    unknown = ~scene.valid
    data.check(f"infer.{case}.depth", scene.depth.masked_fill(unknown, torch.inf)[0])
    data.check(f"infer.{case}.intrinsics", intrinsics(scene))
    if case == "plain":
        data.check("infer.plain.mask", scene.valid[0].to(torch.uint8))
        data.check("infer.plain.focal", scene.focal)
        data.check("infer.plain.shift", scene.shift)
    if case == "projected":
        points = scene.points.masked_fill(unknown[..., None], torch.inf)
        data.check("infer.projected.points", points[0, ::4, ::4])


@pytest.mark.parametrize("version", VERSIONS)
def test_the_solver_converges_fully(version: str) -> None:
    solver = fixture(version).manifest["solver"]
    given = synthetic(version)
    scene = scene_from(given, given.points.shape[2] / given.points.shape[1])
    compare("focal", scene.focal.numpy(), np.array([solver["converged_focal"]]), 1e-6)
    compare("shift", scene.shift.numpy(), np.array([solver["converged_shift"]]), 1e-6)
