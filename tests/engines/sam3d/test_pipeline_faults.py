from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from camfilter.engines.sam3d.networks import Networks, load_networks
from camfilter.engines.sam3d.pipeline import Pipeline
from camfilter.engines.sam3d.request import Options, StoppedError, View
from camfilter.engines.sam3d.residency import Residency
from camfilter.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CPU = torch.device("cpu")
_SIZE = 56


@pytest.fixture
def networks(tiny_checkpoints: Path) -> Networks:
    folder = tiny_checkpoints / "sam-3d-objects"
    paths = {str(path.relative_to(folder)): path for path in folder.rglob("*.ckpt")}
    return load_networks(paths, 4, torch.float32, lambda _: None)


@pytest.fixture
def view() -> View:
    rng = np.random.default_rng(3)
    points = torch.from_numpy(rng.normal(size=(3, 40, 60)).astype(np.float32))
    points[2] += 4
    return View(rng.integers(0, 256, (40, 60, 3), np.uint8), np.ones((40, 60), np.bool_), points)


def _pipeline(networks: Networks, **values: Any) -> Pipeline:
    hooks = {name: values.pop(name) for name in ("observe", "stopped") if name in values}
    options = Options(1, 1, size=_SIZE, **values)
    return Pipeline(networks, Residency(_CPU), torch.float32, options, **hooks)


class _Cramped:
    """A device that runs out of memory where a network is given more than it can take."""

    def __init__(self, module: nn.Module, too_much: Callable[..., bool]) -> None:
        self._too_much = too_much
        module.register_forward_pre_hook(self._check, with_kwargs=True)

    def _check(self, _module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if self._too_much(*args, **kwargs):
            raise torch.OutOfMemoryError("CUDA out of memory")


def test_the_same_seed_gives_the_same_object(networks: Networks, view: View) -> None:
    first, second = (_pipeline(networks).reconstruct(view).cloud for _ in range(2))
    assert torch.equal(first.xyz, second.xyz)
    other = _pipeline(networks, seed=7).reconstruct(view).cloud
    assert first.xyz.shape != other.xyz.shape or not torch.equal(first.xyz, other.xyz)


def test_stage_1_without_memory_for_two_runs_one_after_the_other(
    networks: Networks, view: View
) -> None:
    whole = _pipeline(networks).reconstruct(view)
    _Cramped(networks.stage1_flow, lambda latents, *_: len(latents["shape"]) > 1)
    pipeline = _pipeline(networks)
    result = pipeline.reconstruct(view)
    assert len(pipeline.notes) == 1
    assert "memory" in pipeline.notes[0]
    assert torch.equal(result.coords, whole.coords)
    torch.testing.assert_close(result.cloud.xyz, whole.cloud.xyz, atol=1e-3, rtol=1e-3)
    pipeline.reconstruct(view)
    assert len(pipeline.notes) == 1


def test_stage_2_without_memory_for_its_voxels_halves_the_resolution(
    networks: Networks, view: View
) -> None:
    seen: dict[str, Any] = {}
    _pipeline(networks, observe=seen.__setitem__).reconstruct(view)
    networks.structure_decoder.out_layer[2].bias -= seen["structure"].median()
    _Cramped(networks.stage2_flow, lambda latents, *_, **__: len(latents) > 12_000)
    pipeline = _pipeline(networks)
    coords = pipeline.reconstruct(view).coords
    assert 1_000 < len(coords) <= 12_000
    assert torch.equal(coords, coords.unique(dim=0))
    assert "half resolution" in pipeline.notes[-1]
    count = len(pipeline.notes)
    assert torch.equal(pipeline.reconstruct(view).coords, coords)
    assert len(pipeline.notes) == count


@pytest.mark.parametrize(
    "stage",
    ["stage1_condition", "stage1_flow", "structure_decoder", "stage2_flow", "gaussian_decoder"],
)
def test_no_memory_at_all_is_an_error_and_the_next_view_works(
    networks: Networks, view: View, stage: str
) -> None:
    full = [True]
    module = getattr(networks, stage)
    _Cramped(module.module_list[0] if "condition" in stage else module, lambda *_, **__: full[0])
    pipeline = _pipeline(networks)
    with pytest.raises(EngineError, match="memory") as refusal:
        pipeline.reconstruct(view)
    assert refusal.value.remedy
    full[0] = False
    assert len(pipeline.reconstruct(view).cloud) > 0


class _Overflowing:
    """Half precision that leaves its range: infinity from a network whose weights are fp16."""

    def __init__(self, module: nn.Module, dtypes: set[torch.dtype]) -> None:
        self._dtypes = dtypes
        module.register_forward_hook(self._overflow)

    def _overflow(self, module: nn.Module, _args: Any, result: Any) -> Any:
        if next(module.parameters()).dtype not in self._dtypes:
            return result
        return result * torch.inf if isinstance(result, Tensor) else result


@pytest.mark.parametrize(
    ("overflowing", "dtype"),
    [
        ({torch.float16}, torch.bfloat16),
        ({torch.float16, torch.bfloat16}, torch.float32),
    ],
)
def test_an_overflow_is_done_again_in_a_wider_precision(
    networks: Networks, view: View, overflowing: set[torch.dtype], dtype: torch.dtype
) -> None:
    networks.compute_in(torch.float16)
    _Overflowing(networks.structure_decoder, overflowing)
    options = Options(1, 1, size=_SIZE)
    pipeline = Pipeline(networks, Residency(_CPU), torch.float16, options)
    result = pipeline.reconstruct(view)
    assert torch.isfinite(result.cloud.xyz).all()
    assert next(networks.structure_decoder.parameters()).dtype is dtype
    assert all("overflow" in note for note in pipeline.notes)
    assert len(pipeline.notes) == len(overflowing)


@pytest.mark.parametrize("stage", ["stage1_flow", "stage2_flow", "gaussian_decoder"])
def test_weights_that_are_no_numbers_are_an_error(
    networks: Networks, view: View, stage: str
) -> None:
    next(getattr(networks, stage).blocks.parameters()).fill_(torch.nan)
    with pytest.raises(EngineError, match="not numbers"):
        _pipeline(networks).reconstruct(view)


def test_no_voxel_is_an_error_and_the_next_view_works(networks: Networks, view: View) -> None:
    bias = networks.structure_decoder.out_layer[2].bias
    kept = bias.clone()
    bias -= 1e6
    pipeline = _pipeline(networks)
    with pytest.raises(EngineError, match="no object"):
        pipeline.reconstruct(view)
    bias.copy_(kept)
    assert len(pipeline.reconstruct(view).coords) > 0


def test_a_picture_without_any_known_point_works(networks: Networks, view: View) -> None:
    blind = View(view.rgb, view.mask, torch.full_like(view.points, torch.nan))
    assert torch.isfinite(_pipeline(networks).reconstruct(blind).cloud.xyz).all()


@pytest.mark.parametrize("place", ["stage 1 step 1", "stage 2 step 1", "structure"])
def test_it_stops_between_steps_and_can_go_on(networks: Networks, view: View, place: str) -> None:
    seen: list[str] = []
    asked = [True]
    pipeline = _pipeline(
        networks,
        observe=lambda stage, _: seen.append(stage),
        stopped=lambda: asked[0] and seen[-1] == place,
    )
    with pytest.raises(StoppedError):
        pipeline.reconstruct(view)
    assert seen[-1] == place
    asked[0] = False
    assert len(pipeline.reconstruct(view).cloud) > 0


def test_a_still_mask_is_embedded_once(networks: Networks, view: View) -> None:
    calls: list[int] = []
    networks.stage1_condition.module_list[1].register_forward_hook(lambda *_: calls.append(1))
    pipeline = _pipeline(networks)
    pipeline.reconstruct(view)
    pipeline.reconstruct(view)
    assert len(calls) == 1
    mask = view.mask.copy()
    mask[:10] = False
    pipeline.reconstruct(View(view.rgb, mask, view.points))
    assert len(calls) == 2


def test_an_object_done_at_half_the_resolution_keeps_its_size(
    networks: Networks, view: View
) -> None:
    whole = _pipeline(networks).reconstruct(view)
    small = _pipeline(networks, voxel_limit=len(whole.coords) - 1).reconstruct(view)
    assert len(small.coords) < len(whole.coords)
    torch.testing.assert_close(small.pose.scale, 2 * whole.pose.scale)


@pytest.mark.parametrize("shortcut", [False, True])
def test_a_shortcut_is_not_guided_in_either_stage(
    networks: Networks, view: View, shortcut: bool
) -> None:
    evaluations: list[int] = []
    networks.stage1_flow.register_forward_hook(
        lambda _, __, out: evaluations.append(len(out["shape"]))
    )
    networks.stage2_flow.register_forward_hook(lambda _, __, out: evaluations.append(len(out)))
    _pipeline(networks, shortcut=shortcut).reconstruct(view)
    assert evaluations == ([1, 1] if shortcut else [2, 2])
