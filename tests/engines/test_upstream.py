"""The official package's back end, with a stand-in for the package."""

from __future__ import annotations

import hashlib
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from camfilter.engines import upstream
from camfilter.engines.sam3d.gaussians import rotation_matrix
from camfilter.engines.sam3d.request import Noise, Options, View
from camfilter.engines.upstream import UpstreamPipeline
from camfilter.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

QUATERNION = torch.tensor([[0.9, 0.1, -0.3, 0.2]]) / torch.tensor(0.95).sqrt()
OPTIONS = Options(6, 5, shortcut=True, seed=11)


class StandIn:
    """Answers as the official pipeline does: dictionaries of tensors, and a Gaussian object."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.image: Any = None
        self.asked: dict[str, Any] = {}

    def run(self, image: Any, mask: Any = None, seed: int | None = None, **options: Any) -> Any:
        if self.error is not None:
            raise self.error
        assert mask is None
        self.image, self.asked = image, options | {"seed": seed}
        generator = torch.Generator().manual_seed(0)
        cloud = SimpleNamespace(
            get_xyz=torch.rand(8, 3, generator=generator) - 0.5,
            get_scaling=torch.full((8, 3), 0.01),
            get_rotation=torch.tensor([[1.0, 0, 0, 0]]).repeat(8, 1),
            get_opacity=torch.full((8, 1), 0.7),
            get_features=torch.zeros(8, 1, 3),
        )
        return {
            options["decode_formats"][0]: [cloud],
            "rotation": QUATERNION,
            "translation": torch.tensor([[0.1, -0.2, 2.0]]),
            "scale": torch.full((1, 3), 0.5),
            "coords": torch.zeros(8, 4, dtype=torch.int32),
        }


def view() -> View:
    mask = np.zeros((6, 9), np.bool_)
    mask[2:4, 3:7] = True
    rgb = np.arange(6 * 9 * 3, dtype=np.uint8).reshape(6, 9, 3)
    points = torch.arange(3 * 6 * 9, dtype=torch.float32).reshape(3, 6, 9)
    return View(rgb, mask, points)


def test_the_official_pipeline_gets_what_it_expects() -> None:
    official, given = StandIn(), view()
    UpstreamPipeline(official, OPTIONS).reconstruct(given)
    assert official.image.shape == (6, 9, 4)
    assert official.image.dtype == np.uint8
    np.testing.assert_array_equal(official.image[..., :3], given.rgb)
    np.testing.assert_array_equal(official.image[..., 3], given.mask * 255)
    assert torch.equal(official.asked["pointmap"], given.points.permute(1, 2, 0))
    assert official.asked["seed"] == 11
    assert official.asked["stage1_inference_steps"] == 6
    assert official.asked["stage2_inference_steps"] == 5
    assert official.asked["use_stage1_distillation"]
    assert official.asked["decode_formats"] == ["gaussian"]
    assert not official.asked["with_mesh_postprocess"]


def test_the_cloud_is_in_camera_space_as_of_our_own_runtime() -> None:
    official = StandIn()
    pipeline = UpstreamPipeline(official, OPTIONS, gaussians=4)
    made = pipeline.reconstruct(view())
    assert official.asked["decode_formats"] == ["gaussian_4"]
    matrix = rotation_matrix(QUATERNION[0])
    expected = 0.5 * made.local.xyz @ matrix + torch.tensor([0.1, -0.2, 2.0])
    assert torch.allclose(made.cloud.xyz, expected, atol=1e-6)
    assert torch.allclose(made.cloud.scale, torch.full((8, 3), 0.005))
    assert torch.allclose(made.cloud.colour, torch.full((8, 3), 0.5))
    assert made.cloud.opacity.shape == (8, 1)
    assert pipeline.notes == []


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), "more GPU memory"),
        (ValueError("width or height below 2"), "ValueError: width or height"),
    ],
)
def test_what_the_package_raises_is_explained(error: Exception, message: str) -> None:
    with pytest.raises(EngineError, match=message) as caught:
        UpstreamPipeline(StandIn(error), OPTIONS).reconstruct(view())
    assert "--engine sam3d" in caught.value.remedy


def test_an_empty_mask_and_given_noise_are_refused() -> None:
    pipeline = UpstreamPipeline(StandIn(), OPTIONS)
    given = view()
    with pytest.raises(EngineError, match="mask is empty"):
        pipeline.reconstruct(View(given.rgb, np.zeros_like(given.mask), given.points))
    with pytest.raises(EngineError, match="own noise"):
        pipeline.reconstruct(given, Noise({}, torch.zeros(1, 1, 8)))


def test_without_the_package_it_says_how_to_get_it(tmp_path: Path) -> None:
    assert upstream.missing_packages()
    with pytest.raises(EngineError, match="no sam3d_objects") as caught:
        UpstreamPipeline.load(tmp_path, OPTIONS)
    assert upstream.INSTALL in caught.value.remedy


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stand-ins for the packages; what they were asked to load ends up in the dictionary."""
    seen: dict[str, Any] = {}
    for name in (*upstream.PACKAGES, "hydra.utils"):
        module = ModuleType(name)
        module.__spec__ = SimpleNamespace(name=name)  # type: ignore[assignment]
        monkeypatch.setitem(sys.modules, name, module)

    def load(path: Path) -> SimpleNamespace:
        seen["path"] = path
        return SimpleNamespace()

    def instantiate(config: SimpleNamespace) -> StandIn:
        seen["config"] = config
        if "error" in seen:
            raise seen["error"]
        return StandIn()

    sys.modules["omegaconf"].OmegaConf = SimpleNamespace(load=load)  # type: ignore[attr-defined]
    sys.modules["hydra.utils"].instantiate = instantiate  # type: ignore[attr-defined]
    monkeypatch.setenv("LIDRA_SKIP_INIT", "true")
    return seen


def test_published_files_are_loaded(tmp_path: Path, packages: dict[str, Any]) -> None:
    (tmp_path / "pipeline.yaml").write_bytes(b"official")
    published = {"pipeline.yaml": hashlib.sha256(b"official").hexdigest()}
    pipeline = UpstreamPipeline.load(tmp_path, OPTIONS, published=published)
    assert packages["path"] == tmp_path / "pipeline.yaml"
    assert packages["config"].workspace_dir == str(tmp_path)
    assert packages["config"].rendering_engine == "pytorch3d"
    assert len(pipeline.reconstruct(view()).cloud) == 8


def test_other_files_are_never_handed_to_it(tmp_path: Path, packages: dict[str, Any]) -> None:
    for name in upstream.published_hashes():
        (tmp_path / name).write_bytes(b"_target_: os.system")
    with pytest.raises(EngineError, match="not what Meta published"):
        UpstreamPipeline.load(tmp_path, OPTIONS)
    assert packages == {}


def test_a_missing_file_is_named(tmp_path: Path, packages: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match=r"pipeline\.yaml"):
        UpstreamPipeline.load(tmp_path, OPTIONS)


def test_a_package_that_does_not_load_is_explained(
    tmp_path: Path, packages: dict[str, Any]
) -> None:
    packages["error"] = ImportError("no module named pytorch3d")
    with pytest.raises(EngineError, match="pytorch3d") as caught:
        UpstreamPipeline.load(tmp_path, OPTIONS, published={})
    assert upstream.INSTALL in caught.value.remedy
