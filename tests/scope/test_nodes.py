from __future__ import annotations

import logging
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from stage import video

from camfilter.errors import SinkError
from camfilter.sinks.base import SinkInfo
from camfilter_scope.nodes import NODES, NdiDepthNode, VirtualCameraNode


class Recorder:
    """A sink that keeps what it is given."""

    info = SinkInfo("recorder", live=True)

    def __init__(self, spec, openings):
        self.spec, self.openings, self.outputs, self.closed = spec, openings, [], False

    def open(self, rate):
        if self.openings:
            raise self.openings.pop(0)

    def write(self, output):
        self.outputs.append(output)

    def viewers(self):
        return None

    def close(self):
        self.closed = True


@pytest.fixture
def record(monkeypatch):
    """Sinks of all nodes, in the order they were made, and errors that opening them raises."""
    made = SimpleNamespace(sinks=[], openings=[])

    def make(spec):
        made.sinks.append(Recorder(spec, made.openings))
        return made.sinks[-1]

    for node in NODES:
        monkeypatch.setattr(node, "make_sink", staticmethod(make))
    return made


def packet(tensor):
    return SimpleNamespace(tensor=tensor, timestamp=None)


def test_the_nodes_take_video_and_give_nothing_on():
    for node in NODES:
        definition = node.get_definition()
        assert definition.node_type_id == node.node_type_id
        assert [port.name for port in definition.inputs] == ["video"]
        assert not definition.outputs
        assert not definition.continuous
    assert len({node.node_type_id for node in NODES}) == len(NODES)


@pytest.mark.parametrize(
    ("node", "values", "spec"),
    [
        (VirtualCameraNode, {}, "vcam"),
        (VirtualCameraNode, {"device": " /dev/video7 "}, "vcam:/dev/video7"),
        (VirtualCameraNode, {"device": None, "strange": object()}, "vcam"),
        (NdiDepthNode, {}, "ndi:Scope+depth"),
        (NdiDepthNode, {"name": "Stage"}, "ndi:Stage+depth"),
        (NdiDepthNode, {"name": "Stage", "normals": True}, "ndi:Stage+depth+normals"),
    ],
)
def test_parameters_choose_the_sink(record, node, values, spec):
    made = node(node_id="a")
    assert made.execute({"video": packet(video())}, **values) == {}
    assert [sink.spec for sink in record.sinks] == [spec]
    made.shutdown()
    assert record.sinks[0].closed


def test_another_parameter_opens_another_sink(record):
    node = VirtualCameraNode()
    for device in ("one", "one", "two"):
        node.execute({"video": packet(video())}, device=device)
    assert [(sink.spec, sink.closed) for sink in record.sinks] == [
        ("vcam:one", True),
        ("vcam:two", False),
    ]
    node.shutdown()


def test_a_webcam_shows_the_pictures_of_any_pipeline(record):
    node = VirtualCameraNode()
    for value in range(3):
        node.execute({"video": packet(video(6, 8, value))})
    assert [int(o.picture[0, 0, 0]) for o in record.sinks[0].outputs] == [0, 1, 2]
    node.shutdown()


@pytest.mark.parametrize("nothing", [None, packet(None), packet(torch.empty(0)), "text"])
def test_nothing_is_made_of_nothing(record, nothing):
    node = VirtualCameraNode()
    assert node.execute({"video": nothing}) == {}
    assert node.execute({}) == {}
    assert not record.sinks


def test_depth_comes_in_full_precision_for_exactly_the_picture_that_is_wired(stage, record):
    node = NdiDepthNode()
    pipelines = [stage.pipeline(camfilter_engine="builtin", depth_invert=i) for i in (0, 1)]
    made = [pipeline(video=[video()], init_cache=True)["video"] for pipeline in pipelines]
    for tensor in made:
        node.execute({"video": packet(tensor.clone())})
    outputs = record.sinks[0].outputs
    for output, tensor in zip(outputs, made, strict=True):
        assert np.array_equal(output.picture, tensor[0].numpy())
        assert output.geometry is not None
        depth = output.depth()
        assert depth.dtype == np.float32
        assert len(np.unique(depth[24])) > 20
        assert depth[24, 4] < depth[24, 60]
    node.shutdown()


def test_pictures_of_other_pipelines_go_without_depth_and_it_is_said_once(record, caplog):
    node = NdiDepthNode()
    with caplog.at_level(logging.WARNING):
        for value in range(5):
            node.execute({"video": packet(video(6, 8, value))})
    assert caplog.text.count("has no depth") == 1
    output = record.sinks[0].outputs[-1]
    assert output.geometry is None
    assert not output.depth().any()
    assert not output.normals().any()
    node.shutdown()


def test_nothing_is_kept_for_nodes_that_are_not_there(stage, record):
    pipeline = stage.pipeline(camfilter_engine="builtin")
    node = NdiDepthNode()
    node.shutdown()
    shown = pipeline(video=[video()], init_cache=True)["video"]
    node.execute({"video": packet(shown)})
    assert record.sinks[0].outputs[0].geometry is None
    node.shutdown()


def test_an_output_that_cannot_be_had_is_said_once_and_tried_again(record, caplog, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("camfilter_scope.nodes.time.monotonic", lambda: now[0])
    record.openings += [SinkError("no virtual camera is here", "install one")] * 2
    node = VirtualCameraNode()
    with caplog.at_level(logging.ERROR):
        for _ in range(50):
            assert node.execute({"video": packet(video())}) == {}
    assert len(record.sinks) == 1
    assert caplog.text.count("no virtual camera is here; install one") == 1
    for _ in range(2):
        now[0] += 60
        node.execute({"video": packet(video())})
    assert len(record.sinks) == 3
    assert len(record.sinks[-1].outputs) == 1
    node.shutdown()


def test_a_receiver_gets_depth_finer_than_eight_bits(stage, ndi_network):
    from ndi_receiver import Receiver

    from camfilter.sinks.ndi_depth import decode_depth

    node = NdiDepthNode()
    pipeline = stage.pipeline(camfilter_engine="builtin", temporal_smoothing=0.0)

    def send():
        made = pipeline(video=[video(96, 160)])["video"]
        node.execute({"video": packet(made.clone())}, name="Scope stage")

    send()
    with Receiver("Scope stage depth") as receiver:
        got = receiver.after(send, lambda received: received.luma16[:96].any())
    node.shutdown()
    decoded = decode_depth(got.luma16, 160, 96, got.metadata)
    row = decoded.depth[48]
    assert decoded.valid.all()
    assert row[16] == pytest.approx(1 + 3 * 16 / 160, rel=0.06)
    assert row[144] == pytest.approx(1 + 3 * 144 / 160, rel=0.06)
    assert len(np.unique(row)) > 120


def test_an_unknown_output_never_raises():
    node = NdiDepthNode()
    assert node.execute({"video": packet(video())}, name="a" * 500) == {}
    node.shutdown()
