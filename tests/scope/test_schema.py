from __future__ import annotations

import json

import pytest
from scope.core.config import get_models_dir
from scope.core.pipelines.base_schema import BasePipelineConfig

from camfilter.settings import FilterSettings
from camfilter.weights.catalogue import model_named
from camfilter.weights.local import locate, look_also_in
from camfilter_scope.controls import CONTROLS
from camfilter_scope.pipeline import PIPELINES
from camfilter_scope.schema import CAMFILTER, MOGE, SAM3D

ALL = [CAMFILTER, MOGE, SAM3D]
PUBLIC = [
    ("output", "Output", "depth", False),
    ("depth_colormap", "Depth Colormap", "magma", False),
    ("depth_invert", "Invert Depth", False, False),
    ("normal_space", "Normal Space", "camera", False),
    ("opacity", "Effect Opacity", 1.0, False),
    ("inference_resolution", "Inference Resolution", 512, True),
    ("temporal_smoothing", "Temporal Smoothing", 0.3, False),
    ("diffusion_steps", "Diffusion Steps", 12, True),
]
BOUNDS = {
    "opacity": (0, 1),
    "inference_resolution": (256, 1024),
    "temporal_smoothing": (0, 0.95),
    "diffusion_steps": (1, 50),
}


def properties(config):
    return config.model_json_schema()["properties"]


@pytest.mark.parametrize("config", ALL)
@pytest.mark.parametrize(("name", "label", "default", "load"), PUBLIC)
def test_the_public_parameters_are_as_published(config, name, label, default, load):
    shown = properties(config)[name]
    assert shown["ui"]["label"] == label
    assert shown["default"] == default
    assert shown["ui"]["is_load_param"] is load
    assert (shown.get("minimum"), shown.get("maximum")) == BOUNDS.get(name, (None, None))


def test_the_public_parameters_come_first_and_in_order():
    own = {k: p["ui"]["order"] for k, p in properties(CAMFILTER).items() if "ui" in p}
    assert sorted(own, key=own.get)[: len(PUBLIC)] == [row[0] for row in PUBLIC]
    assert sorted(own.values()) == list(range(1, len(own) + 1))


def test_all_other_names_are_our_own():
    own = [name for name, shown in properties(CAMFILTER).items() if "ui" in shown]
    others = [name for name in own if name not in [row[0] for row in PUBLIC]]
    assert "camfilter_engine" in others
    assert "camfilter_live" in others
    assert all(name.startswith("camfilter_") for name in others)
    assert not set(own) & set(BasePipelineConfig.model_fields)


@pytest.mark.parametrize("config", ALL)
def test_every_control_can_be_drawn(config):
    json.dumps(config.model_json_schema())
    for name, shown in properties(config).items():
        if "ui" not in shown:
            continue
        assert shown["ui"]["label"], name
        assert shown["description"], name
        if shown["type"] in ("integer", "number"):
            assert {"minimum", "maximum"} <= set(shown), name
        assert all(isinstance(choice, str) for choice in shown.get("enum", [])), name


def test_each_pipeline_starts_with_its_engine():
    engines = [config.model_fields["camfilter_engine"].default for config in ALL]
    assert engines == ["auto", "moge", "sam3d"]
    assert len({config.pipeline_id for config in ALL}) == len(ALL)
    assert [pipeline.get_config_class() for pipeline in PIPELINES] == ALL


def test_the_schema_gives_the_defaults_of_the_core():
    core = FilterSettings()
    for control in CONTROLS:
        if control.parameter.name not in ("live", "engine"):
            given = CAMFILTER.model_fields[control.key].default
            assert given == getattr(core, control.parameter.name)


def test_a_picture_needs_no_download_but_engines_offer_theirs():
    assert CAMFILTER.artifacts == []
    assert [a.repo_id for a in MOGE.artifacts] == ["Ruicheng/moge-2-vitb-normal"]
    assert [a.repo_id for a in SAM3D.artifacts] == [
        "facebook/sam-3d-objects",
        "Ruicheng/moge-vitl",
    ]
    assert "accept the SAM License" in SAM3D.pipeline_description


@pytest.mark.parametrize(
    ("config", "names"), [(MOGE, ["moge-2-vitb"]), (SAM3D, ["sam3d", "moge-1"])]
)
def test_what_the_host_downloads_is_found_by_camfilter(config, names):
    look_also_in(get_models_dir())
    assert not any(locate(model_named(name)).complete for name in names)
    for artifact in config.artifacts:
        for file in artifact.files:
            assert not set(file) & set("*?[]")
            path = get_models_dir() / artifact.repo_id.split("/")[-1] / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    assert all(locate(model_named(name)).complete for name in names)


def test_the_host_shows_no_prompt_box_and_takes_video():
    for config in ALL:
        assert config.supports_prompts is False
        assert config.modes["video"].default
        assert [usage.value for usage in config.usage] == ["preprocessor"]
