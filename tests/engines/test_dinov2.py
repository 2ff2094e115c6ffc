from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from camfilter.engines.dinov2 import DinoV2, DinoV2Settings, dinov2_settings, imagenet_normalised

SMALL = DinoV2Settings(width=32, depth=3, heads=2, registers=4, grid=5)


def network(settings: DinoV2Settings = SMALL) -> DinoV2:
    torch.manual_seed(3)
    module = DinoV2(settings)
    for name, weight in module.named_parameters():
        if "token" in name or "pos_embed" in name:
            torch.nn.init.normal_(weight)
    return module.eval().requires_grad_(False)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("dinov2_vits14", 22_056_576),
        ("dinov2_vits14_reg", 22_058_112),
        ("dinov2_vitb14", 86_580_480),
        ("dinov2_vitl14", 304_368_640),
        ("dinov2_vitl14_reg", 304_372_736),
    ],
)
def test_sizes_are_those_of_the_released_models(name: str, parameters: int) -> None:
    with torch.device("meta"):
        module = DinoV2(dinov2_settings(name))
    assert sum(weight.numel() for weight in module.parameters()) == parameters


def test_tokens_are_class_registers_and_patches() -> None:
    pictures = torch.rand(2, 3, 42, 70)
    module = network()
    tokens = module(pictures)
    assert tokens.shape == (2, 1 + 4 + 3 * 5, 32)
    torch.testing.assert_close(module.norm(module.encode(pictures)), tokens)


def test_taps_are_normalised_and_without_registers() -> None:
    pictures = torch.rand(1, 3, 28, 42)
    module = network()
    tokens = module(pictures)
    first, last = module.taps(pictures, [0, 2])
    assert first[0].shape == last[0].shape == (1, 6, 32)
    torch.testing.assert_close(last[0], tokens[:, 5:])
    torch.testing.assert_close(last[1], tokens[:, 0])
    torch.testing.assert_close(module.last_taps(pictures, 1)[0][0], last[0])
    assert not torch.allclose(first[0], last[0])


@pytest.mark.parametrize("offset", [None, 0.1])
@pytest.mark.parametrize(("rows", "columns"), [(5, 5), (3, 7), (11, 4)])
def test_positions_keep_a_constant_and_the_class(
    offset: float | None, rows: int, columns: int
) -> None:
    module = network(replace(SMALL, position_offset=offset, position_antialias=offset is None))
    module.pos_embed[:, 1:] = torch.arange(32.0)
    positions = module.positions(rows, columns)
    assert positions.shape == (1, 1 + rows * columns, 32)
    torch.testing.assert_close(positions[:, 0], module.pos_embed[:, 0])
    expected = torch.arange(32.0).expand(rows * columns, 32)
    torch.testing.assert_close(positions[0, 1:], expected, rtol=0, atol=1e-4)


def test_positions_of_the_trained_size_are_the_trained_ones() -> None:
    module = network()
    assert torch.equal(module.positions(5, 5), module.pos_embed)


def test_positions_run_row_by_row() -> None:
    module = network()
    ramp = torch.linspace(-1, 1, 5)
    module.pos_embed[0, 1:, 0] = ramp.repeat_interleave(5)
    module.pos_embed[0, 1:, 1] = ramp.repeat(5)
    table = module.positions(2, 10)[0, 1:, :2].view(2, 10, 2)
    assert (table[0, :, 0] < table[1, :, 0]).all()
    assert (table[0, 1:, 1] > table[0, :-1, 1]).all()


def test_kept_positions_follow_the_weights() -> None:
    module = network()
    before = module.positions(3, 3)
    state = {key: value + 1 for key, value in module.state_dict().items()}
    module.load_state_dict(state)
    torch.testing.assert_close(module.positions(3, 3), before + 1)
    assert module.to(torch.float16).positions(3, 3).dtype == torch.float16


def test_imagenet_statistics_become_zero_and_one() -> None:
    mean = torch.tensor([0.485, 0.456, 0.406])
    std = torch.tensor([0.229, 0.224, 0.225])
    pictures = torch.stack([mean, mean + std]).view(2, 3, 1, 1).expand(-1, -1, 2, 2)
    normalised = imagenet_normalised(pictures)
    torch.testing.assert_close(
        normalised, torch.tensor([0.0, 1.0]).view(2, 1, 1, 1).expand(2, 3, 2, 2)
    )


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_stays_close(dtype: torch.dtype) -> None:
    pictures = torch.rand(1, 3, 70, 70)
    exact = network()(pictures)
    half = network().to(dtype)(pictures)
    assert half.dtype == dtype
    assert (half.float() - exact).norm() / exact.norm() < 0.02
