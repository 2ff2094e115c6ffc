from __future__ import annotations

import gc
import logging
import threading
import weakref
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from stage import broken, out_of_memory, ramp, video

from camfilter.errors import EngineError
from camfilter_scope.outlets import output_of, read_outputs
from camfilter_scope.pipeline import DepthPipeline

GREY = {"depth_colormap": "grayscale", "temporal_smoothing": 0.0}


def picture(made):
    """The picture a call returned, checked as the host would need it."""
    tensor = made["video"]
    assert tensor.dtype == torch.uint8
    assert tensor.dim() == 4
    assert tensor.shape[0] == 1
    assert tensor.shape[3] == 3
    return tensor[0].numpy()


def at_work(stage, **given):
    """A pipeline with the embedded engine alone, after its first call."""
    pipeline = stage.pipeline(camfilter_engine="builtin", **GREY, **given)
    pipeline(video=[video()], init_cache=True)
    return pipeline


def test_depth_is_bright_where_it_is_near(stage):
    shown = picture(at_work(stage)(video=[video()]))[..., 0]
    assert shown[24, 4] > shown[24, 32] > shown[24, 60]


@pytest.mark.parametrize(
    ("output", "width"), [("depth", 64), ("normals", 64), ("both", 64), ("both_wide", 128)]
)
def test_both_keeps_the_size_of_the_frame(stage, output, width):
    shown = picture(at_work(stage)(video=[video()], output=output))
    assert shown.shape == (48, width, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"depth_invert": True},
        {"depth_colormap": "turbo"},
        {"opacity": 0.5},
        {"output": "normals"},
        {"output": "both"},
        {"camfilter_range_mode": "locked", "camfilter_near": 2.0, "camfilter_far": 3.0},
    ],
)
def test_every_live_control_acts_on_the_next_picture(stage, change):
    pipeline = at_work(stage)
    before = picture(pipeline(video=[video()]))
    assert not np.array_equal(before, picture(pipeline(video=[video()], **change)))
    assert np.array_equal(before, picture(pipeline(video=[video()], init_cache=True)))


def test_no_opacity_gives_the_source_back(stage):
    given = video()
    shown = at_work(stage)(video=[given], opacity=0)["video"]
    assert torch.equal(shown, given)


def test_frames_of_changing_and_odd_sizes(stage):
    pipeline = at_work(stage)
    for height, width in [(181, 319), (48, 64), (64, 48), (1, 1), (2, 3), (720, 1280), (48, 64)]:
        for pace in ("sync", "paced"):
            made = pipeline(video=[video(height, width)], camfilter_pace=pace)
            assert picture(made).shape == (height, width, 3)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_frames_of_any_number_of_channels(stage, channels):
    given = torch.zeros(1, 48, 64, channels, dtype=torch.uint8)
    assert picture(at_work(stage)(video=[given])).shape == (48, 64, 3)


@pytest.mark.parametrize("call", [{}, {"video": None}, {"video": []}, {"video": [None]}])
def test_a_call_without_a_picture_gives_none(stage, call):
    assert at_work(stage)(**call) == {}


def test_only_the_newest_of_several_frames_is_used(stage):
    pipeline = at_work(stage)
    pipeline(video=[video(48, 64, 1), video(20, 20, 2), video(48, 64, 3)])
    assert (stage.opened[0].seen[-1].rgb == 3).all()


def test_geometry_that_is_no_number_is_no_fault(stage):
    def holes(actor, frame):
        made = ramp(frame)
        depth = made.depth.copy()
        depth[:12] = np.nan
        return type(made).checked(depth, made.normals, frame, metric=False)

    stage.infers["builtin"] = holes
    assert picture(at_work(stage)(video=[video()])).any()
    stage.infers["builtin"] = lambda actor, frame: type(ramp(frame)).checked(
        np.full((24, 32), np.nan, np.float32), np.zeros((24, 32, 3)), frame, metric=False
    )
    assert picture(at_work(stage)(video=[video()])).shape == (48, 64, 3)


def test_a_fault_in_the_hundredth_frame_holds_the_picture_and_is_said_once(stage, caplog):
    pipeline = at_work(stage)
    for _ in range(99):
        last = picture(pipeline(video=[video()]))
    stage.infers["builtin"] = broken
    with caplog.at_level(logging.ERROR):
        for _ in range(20):
            assert np.array_equal(picture(pipeline(video=[video()], depth_invert=True)), last)
    said = [record for record in caplog.records if record.name == "camfilter_scope"]
    assert len(said) == 1
    assert "something nobody foresaw" in said[0].getMessage()
    del stage.infers["builtin"]
    assert not np.array_equal(picture(pipeline(video=[video()], depth_invert=True)), last)


def test_a_fault_before_the_first_picture_shows_the_source(stage):
    stage.infers["builtin"] = broken
    given = video()
    pipeline = stage.pipeline(camfilter_engine="builtin")
    assert torch.equal(pipeline(video=[given], init_cache=True)["video"], given)


def test_an_engine_that_cannot_be_loaded_shows_the_source_and_says_why(stage, caplog):
    def missing(_):
        raise EngineError("no runtime is here", "install one")

    stage.loads["builtin"] = missing
    given = video()
    with caplog.at_level(logging.ERROR):
        pipeline = stage.pipeline(camfilter_engine="builtin")
        for _ in range(5):
            assert torch.equal(pipeline(video=[given])["video"], given)
    assert caplog.text.count("no runtime is here; install one") == 1


def test_what_the_look_cannot_do_holds_the_picture(stage):
    pipeline = at_work(stage)
    last = picture(pipeline(video=[video()]))
    stage.infers["builtin"] = lambda actor, frame: replace(ramp(frame), depth=None)
    assert np.array_equal(picture(pipeline(video=[video()])), last)


def test_time_stamps_are_passed_on(stage):
    pipeline = at_work(stage)
    stamps = [SimpleNamespace(pts=n, time_base=Fraction(1, 30)) for n in (4, 5)]
    made = pipeline(video=[video(), video()], video_timestamps=stamps)
    assert made["video_timestamps"] == [stamps[-1]]
    assert set(pipeline(video=[video()])) == {"video"}
    assert set(pipeline(video=[video()], video_timestamps="wrong")) == {"video"}


def stamped(pts, base=Fraction(1, 30)):
    return [SimpleNamespace(pts=pts, time_base=base)]


@pytest.mark.parametrize(
    ("call", "forgets"),
    [
        ({"video_timestamps": stamped(11)}, False),
        ({"init_cache": True, "video_timestamps": stamped(11)}, True),
        ({"output": "both", "video_timestamps": stamped(11)}, True),
        ({"input_mode": "text", "video_timestamps": stamped(11)}, True),
        ({"video_timestamps": stamped(3)}, True),
        ({"video_timestamps": stamped(11, Fraction(1, 1000))}, True),
        ({"video_timestamps": stamped("x", "y")}, True),
        ({"video": [video(40, 64)], "video_timestamps": stamped(11)}, True),
    ],
)
def test_the_past_is_forgotten_when_it_is_another_picture_source(stage, call, forgets):
    stage.infers["builtin"] = lambda actor, frame: ramp(frame, scale)
    scale = 1.0
    pipeline = stage.pipeline(camfilter_engine="builtin", temporal_smoothing=0.95)
    common = {"video": [video()], "input_mode": "video", "video_timestamps": stamped(10)}
    pipeline(**common, init_cache=True)
    pipeline(**common)
    actor, resets = stage.opened[0], stage.opened[0].resets
    pipeline(**(common | call))
    assert (actor.resets > resets) is forgets


def test_no_range_survives_a_reset(stage):
    scales = iter([1.0, 50.0])
    stage.infers["builtin"] = lambda actor, frame: ramp(frame, next(scales))
    pipeline = stage.pipeline(camfilter_engine="builtin", **GREY)
    first = picture(pipeline(video=[video()], init_cache=True))
    again = picture(pipeline(video=[video()], init_cache=True))
    assert np.abs(first.astype(int) - again).max() <= 2


def test_prepare_asks_for_one_frame_in_order_or_for_what_is_new(stage):
    pipeline = at_work(stage)
    assert pipeline.prepare(video=True).input_size >= 1
    assert pipeline.prepare(camfilter_live=False).input_size == 1
    assert pipeline.prepare(camfilter_live="off", output=object()).input_size == 1


def test_every_frame_is_shown_where_that_is_asked_for(stage):
    pipeline = at_work(stage, camfilter_live=False)
    for value in range(5):
        pipeline(video=[video(48, 64, value)], camfilter_pace="paced")
    assert [int(frame.rgb[0, 0, 0]) for frame in stage.opened[0].seen[-5:]] == list(range(5))


def test_a_load_time_value_that_comes_live_is_applied_when_it_rests(stage):
    pipeline = at_work(stage)
    for resolution in (600, 610, 620):
        pipeline(video=[video()], inference_resolution=resolution)
    assert [actor.settings.inference_resolution for actor in stage.opened] == [512]

    def reached():
        pipeline(video=[video()], inference_resolution=620)
        return stage.running[-1].settings.inference_resolution == 620 and stage.opened[0].closed

    poll(reached)
    assert len(stage.opened) == 2


def poll(condition):
    """Call until true: every call is a picture, as the host makes them."""
    waiting = threading.Event()
    for _ in range(2000):
        if condition():
            return
        waiting.wait(0.005)
    raise AssertionError("it never came to that")


def test_out_of_memory_takes_smaller_pictures_and_in_the_end_the_embedded_engine(stage, caplog):
    stage.infers["moge"] = out_of_memory
    pipeline = stage.pipeline(camfilter_engine="moge", inference_resolution=512)
    with caplog.at_level(logging.WARNING):
        poll(lambda: picture(pipeline(video=[video()])).any() and "it is given up" in caplog.text)
    tried = [a.settings.inference_resolution for a in stage.opened if a.name == "moge"]
    assert tried == [512, 384, 288, 256]
    stage.wait(lambda: [actor.name for actor in stage.running] == ["builtin"])
    assert "out of memory: inference resolution 512 becomes 384" in caplog.text


def test_out_of_memory_in_a_running_engine_does_not_stop_the_pictures(stage):
    pipeline = stage.pipeline(camfilter_engine="moge")
    poll(lambda: pipeline(video=[video()]) and stage.opened[0].closed)
    stage.infers["moge"] = lambda actor, _: (
        out_of_memory() if actor.settings.inference_resolution == 512 else None
    )
    poll(
        lambda: (
            picture(pipeline(video=[video()])).any()
            and [a.settings.inference_resolution for a in stage.running] == [384]
        )
    )


def test_engines_work_on_threads_of_their_own(stage):
    at_work(stage)
    (actor,) = stage.opened
    assert len(actor.threads) == 1
    assert threading.get_ident() not in actor.threads


def test_unloading_frees_the_pipeline_its_threads_and_its_engines(stage):
    before = threading.active_count()
    loaded = {"camfilter": stage.pipeline(camfilter_engine="moge")}
    poll(lambda: loaded["camfilter"](video=[video()]) and stage.opened[0].closed)
    gone = weakref.ref(loaded["camfilter"])
    gc.disable()
    try:
        loaded.clear()
        assert gone() is None
    finally:
        gc.enable()
    stage.wait(lambda: not stage.running)
    assert threading.active_count() == before


def test_unloading_while_an_engine_loads_closes_it_when_it_comes(stage):
    go_on = threading.Event()
    stage.loads["moge"] = lambda _: go_on.wait(10)
    pipeline = stage.pipeline(camfilter_engine="moge")
    assert picture(pipeline(video=[video()])).any()
    del pipeline
    go_on.set()
    stage.wait(lambda: len(stage.opened) == 2 and not stage.running)


def test_two_pipelines_share_nothing(stage):
    one, other = at_work(stage), at_work(stage, depth_invert=True)
    shown = [picture(pipeline(video=[video()])) for pipeline in (one, other)]
    assert not np.array_equal(*shown)
    assert stage.opened[0] is not stage.opened[1]


def test_whatever_else_the_host_sends_is_let_pass(stage):
    strange = {"height": -1, "base_seed": None, "prompts": [], "unknown": object(), "bpm": 120.0}
    pipeline = at_work(stage, **strange)
    assert picture(pipeline(video=[video()], **strange)).shape == (48, 64, 3)


def test_the_embedded_engine_shows_a_picture_with_no_weights_at_all():
    pipeline = DepthPipeline(camfilter_engine="sam3d", height=512, width=512)
    shown = [picture(pipeline(video=[video(96, 128)])) for _ in range(2)]
    assert all(one.shape == (96, 128, 3) for one in shown)
    assert shown[0].std() > 1
    gc.collect()


def pumping(ends):
    ends = np.asarray(ends)
    return np.abs(np.diff(ends, axis=0)).mean() / (ends[:, 1] - ends[:, 0]).mean()


def test_the_range_pumps_three_times_less_than_min_and_max_of_four_pictures(stage):
    rng = np.random.default_rng(0)

    def noisy(actor, frame):
        made = ramp(frame, rng.uniform(0.98, 1.02))
        outliers = rng.random((24, 32)) < 0.003
        depth = np.where(outliers, made.depth * rng.uniform(0.3, 3, (24, 32)), made.depth)
        shown.append(1 / depth)
        return type(made).checked(depth, made.normals, frame, metric=False)

    shown, ours = [], []
    read_outputs(stage)
    stage.infers["builtin"] = noisy
    pipeline = stage.pipeline(camfilter_engine="builtin")
    for _ in range(80):
        near, far = output_of(picture(pipeline(video=[video()]))).depth_range()
        ours.append((1 / far, 1 / near))
    chunks = [np.stack(shown[start : start + 4]) for start in range(0, 80, 4)]
    host = [(chunk.min(), chunk.max()) for chunk in chunks for _ in range(4)]
    assert pumping(host) >= 3 * pumping(ours)


def test_pictures_of_one_scene_do_not_flicker(stage):
    rng = np.random.default_rng(0)
    stage.infers["builtin"] = lambda actor, frame: ramp(frame, rng.uniform(0.95, 1.05))
    pipeline = stage.pipeline(camfilter_engine="builtin", depth_colormap="grayscale")
    shown = [picture(pipeline(video=[video()])).astype(int) for _ in range(30)]
    assert np.mean([np.abs(b - a).mean() for a, b in pairwise(shown[5:])]) < 2
