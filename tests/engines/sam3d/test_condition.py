from __future__ import annotations

import functools

import pytest
import torch
from sam3d_parity import Fixture, load_fixture
from torch import Tensor

from camfilter.engines.dinov2 import DinoV2Settings
from camfilter.engines.sam3d.condition import (
    ConditionEmbedder,
    ConditionFeatures,
    share_encoders,
)
from camfilter.engines.sam3d.hyper_parameters import (
    STAGE1_CONDITION,
    STAGE2_CONDITION,
    ConditionSettings,
    PointSettings,
)


@functools.cache
def stage(name: str) -> ConditionEmbedder:
    return embedder(load_fixture(name))


def embedder(fixture: Fixture, *, quiet: bool = False) -> ConditionEmbedder:
    module = ConditionEmbedder(ConditionSettings.from_official(fixture.hyper))
    fixture.fill(module, "condition_embedder", quiet=quiet)
    return module


def pairs(fixture: Fixture) -> list[Tensor]:
    names = (("image", "rgb_image"), ("mask", "rgb_image_mask"), ("pointmap", "rgb_pointmap"))
    return [
        torch.cat([fixture.tensor(cropped), fixture.tensor(full)])
        for cropped, full in names
        if f"in.{cropped}" in fixture.arrays
    ]


@pytest.mark.parametrize("name", ["ss_condition", "slat_condition"])
def test_tokens_match_the_official_ones(name: str) -> None:
    fixture = load_fixture(name)
    fixture.check("tokens", stage(name)(*pairs(fixture)))


@pytest.mark.parametrize("name", ["ss_condition", "slat_condition"])
def test_tokens_match_with_activations_as_small_as_the_norms_eps(name: str) -> None:
    fixture = load_fixture(name)
    tokens = embedder(fixture, quiet=True)(*pairs(fixture))
    fixture.check("quiet.tokens", tokens, rows=slice(None, None, 4))


def small(*, prenorm: bool = False) -> ConditionEmbedder:
    torch.manual_seed(1)
    dino = DinoV2Settings(width=64, depth=2, heads=2, registers=4)
    point = None if prenorm else PointSettings(size=32, width=64, heads=4)
    module = ConditionEmbedder(ConditionSettings(dino, prenorm, point, width=64))
    return module.requires_grad_(False)


def test_one_pass_of_equal_encoders_serves_both_stages() -> None:
    pictures, masks, points = pairs(load_fixture("ss_condition"))
    stage1, stage2 = small(), small(prenorm=True)
    expected = stage1(pictures, masks, points), stage2(pictures, masks)
    assert share_encoders(stage1, stage2) == (True, True)
    features = ConditionFeatures(
        stage1.encode_pictures(pictures), stage1.encode_masks(masks), stage1.encode_points(points)
    )
    torch.testing.assert_close(stage1.join(features), expected[0])
    torch.testing.assert_close(
        stage2.join(ConditionFeatures(features.pictures, features.masks)), expected[1]
    )


def test_encoders_that_differ_in_one_weight_are_not_shared() -> None:
    stage1, stage2 = small(), small(prenorm=True)
    stage2.state_dict()["module_list.1.backbone.blocks.1.mlp.fc1.bias"][5] += 1e-3
    assert share_encoders(stage1, stage2) == (True, False)


@pytest.mark.parametrize(
    ("settings", "entries", "parameters"),
    [(STAGE1_CONDITION, 722, 634_485_760), (STAGE2_CONDITION, 699, 626_054_144)],
)
def test_the_default_sizes_are_those_of_the_checkpoints(
    settings: ConditionSettings, entries: int, parameters: int
) -> None:
    with torch.device("meta"):
        module = ConditionEmbedder(settings)
    assert len(module.state_dict()) == entries
    assert sum(weight.numel() for weight in module.parameters()) == parameters


def test_half_precision_stays_close() -> None:
    module = small()
    maps = pairs(load_fixture("ss_condition"))
    expected = module(*maps)
    tokens = module.to(torch.bfloat16)(*maps)
    assert tokens.isfinite().all()
    assert (tokens.float() - expected).norm() / expected.norm() < 0.02
