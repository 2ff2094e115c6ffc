from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sam3d_networks import end_to_end_networks, end_to_end_noise, end_to_end_view
from sam3d_parity import load_fixture

from camfilter.engines.sam3d.gaussians import project
from camfilter.engines.sam3d.pipeline import Pipeline
from camfilter.engines.sam3d.request import Options
from camfilter.engines.sam3d.residency import Residency
from camfilter.frames import Intrinsics


def test_a_picture_becomes_the_official_gaussians() -> None:
    fixture = load_fixture("end_to_end")
    hyper, seen = fixture.hyper, dict[str, Any]()
    options = Options(hyper["stage1"]["steps"], hyper["stage2"]["steps"], size=hyper["size"])
    residency = Residency(torch.device("cpu"))
    networks = end_to_end_networks(fixture)
    pipeline = Pipeline(networks, residency, torch.float32, options, observe=seen.__setitem__)
    result = pipeline.reconstruct(end_to_end_view(fixture), end_to_end_noise(fixture))
    eighth, fourth, second = slice(None, None, 8), slice(None, None, 4), slice(None, None, 2)
    fixture.check("ss_tokens.first", seen["stage 1 condition"], rows=eighth)
    fixture.check("slat_tokens.first", seen["stage 2 condition"], rows=eighth)
    for name, latent in seen["stage 1"].items():
        fixture.check(f"latent.{name}", latent)
    fixture.check("logits", seen["structure"])
    fixture.check("coords", result.coords)
    fixture.check("pose.rotation", result.pose.quaternion)
    fixture.check("pose.translation", result.pose.translation)
    fixture.check("pose.scale", result.pose.scale.expand(3))
    for name in ("xyz", "scale", "rotation", "opacity", "colour"):
        fixture.check(f"local.{name}", getattr(result.local, name), rows=fourth)
        if name != "rotation":
            fixture.check(f"camera.{name}", getattr(result.cloud, name), rows=second)
    expected = fixture.expected("camera.rotation")
    turned = result.cloud.rotation[second].numpy()
    same_side = np.sign((turned * expected).sum(1, keepdims=True))
    fixture.check("camera.rotation", turned * same_side)
    known = fixture.array("intrinsics")
    camera = Intrinsics(*(float(known[at]) for at in ((0, 0), (1, 1), (0, 2), (1, 2))))
    height, width = fixture.array("mask").shape
    pixel, depth = project(result.cloud.in_opencv().xyz, camera, height, width)
    fixture.check("pixel", pixel, rows=second)
    fixture.check("depth", depth, rows=second)
    assert pipeline.notes == []
