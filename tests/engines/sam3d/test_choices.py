from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from camfilter.engines.base import open_engine
from camfilter.engines.sam3d.choices import gaussians_of, options_of, saves_memory
from camfilter.engines.sam3d.networks import GAUSSIAN_DECODER_FILES
from camfilter.errors import EngineError
from camfilter.frames import Frame
from camfilter.settings import FilterSettings

FEW = {GAUSSIAN_DECODER_FILES[4]: Path("few"), GAUSSIAN_DECODER_FILES[32]: Path("many")}
MANY = {GAUSSIAN_DECODER_FILES[32]: Path("many")}


def chosen(**values: Any) -> FilterSettings:
    return FilterSettings().changed(**values)


@pytest.mark.parametrize(
    ("sampler", "steps", "shortcut"),
    [
        ("auto", 4, True),
        ("auto", 5, False),
        ("standard", 2, False),
        ("shortcut", 25, True),
    ],
)
def test_the_sampler_follows_the_user_and_else_the_steps(
    sampler: str, steps: int, shortcut: bool
) -> None:
    options = options_of(chosen(sampler=sampler, diffusion_steps=steps, seed=7))
    assert options.shortcut is shortcut
    assert (options.stage1_steps, options.stage2_steps, options.seed) == (steps, steps, 7)


@pytest.mark.parametrize(
    ("wanted", "paths", "count"),
    [("auto", FEW, 4), ("auto", MANY, 32), ("4", FEW, 4), ("32", FEW, 32)],
)
def test_gaussians_follow_the_user_and_else_the_files(
    wanted: str, paths: dict[str, Path], count: int
) -> None:
    assert gaussians_of(chosen(gaussians_per_voxel=wanted), paths) == count


def test_memory_is_saved_when_asked_for_and_never_on_auto_without_a_gpu() -> None:
    cpu = torch.device("cpu")
    assert saves_memory(chosen(gpu_memory="low"), cpu)
    assert not saves_memory(chosen(gpu_memory="all"), cpu)
    assert not saves_memory(chosen(), cpu)


def settings(**values: Any) -> FilterSettings:
    small = {"diffusion_steps": 1, "inference_resolution": 256, "device": "cpu"}
    return chosen(engine="sam3d", **(small | values))


def test_another_seed_gives_another_object(tiny_models: Path) -> None:
    rgb = np.random.default_rng(4).integers(0, 256, (60, 80, 3), np.uint8)
    frame, clouds = Frame(rgb, 0, 0), []
    for seed in (1, 1, 2):
        engine, _ = open_engine(settings(seed=seed))
        clouds.append(engine.infer(frame).splats.cloud.xyz)
        engine.close()
    assert torch.equal(clouds[0], clouds[1])
    assert clouds[0].shape != clouds[2].shape or not torch.equal(clouds[0], clouds[2])


def test_the_official_runtime_says_what_it_lacks(tiny_models: Path) -> None:
    with pytest.raises(EngineError, match="official package cannot be used") as caught:
        open_engine(settings(runtime="official"))
    assert "install it" in caught.value.remedy
