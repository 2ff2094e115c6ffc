"""Outputs for the host's graph, from 0.2.4 on: a virtual camera, and NDI with 16-bit depth."""

from __future__ import annotations

import time
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
from scope.core.nodes.base import Node, NodeDefinition, NodeParam, NodePort

from camfilter.errors import CamfilterError
from camfilter.frames import Frame
from camfilter.sinks.registry import make_sink
from camfilter_scope.faults import Fault
from camfilter_scope.outlets import output_of, read_outputs, stop_reading
from camfilter_scope.reports import Reports
from camfilter_scope.tensors import newest, rgb_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Geometry
    from camfilter.sinks.base import Output, Sink

_RETRY_S: Final = 3.0
_INPUT: Final = [NodePort(name="video", port_type="video", description="Pictures to send")]


@dataclass(frozen=True, slots=True)
class Plain:
    """A picture of which nothing more is known."""

    frame: Frame

    @property
    def picture(self) -> NDArray[np.uint8]:
        """The picture itself."""
        return self.frame.rgb

    @property
    def geometry(self) -> Geometry | None:
        """Not known."""
        return None

    def depth(self) -> NDArray[np.float32]:
        """Not known anywhere."""
        return np.zeros(self.frame.size, np.float32)

    def normals(self) -> NDArray[np.uint8]:
        """Not known anywhere."""
        return np.zeros_like(self.frame.rgb)

    def depth_range(self) -> tuple[float, float]:
        """Of no meaning."""
        return 1.0, 10.0


class SinkNode(Node):
    """Writes every picture to a sink; faults are logged and tried again, never raised."""

    def __init__(self, node_id: str = "", config: dict[str, Any] | None = None) -> None:
        super().__init__(node_id=node_id, config=config)
        self._reports = Reports()
        self._sink: Sink | None = None
        self._spec = ""
        self._blocked_until = 0.0
        self._index = 0

    def execute(self, inputs: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Deliver the picture that came; nothing goes on to other nodes."""
        try:
            self._deliver(inputs.get("video"), self.spec_of(kwargs))
        except Exception as error:  # noqa: BLE001  the host would stop feeding this node
            self._blocked_until = time.monotonic() + _RETRY_S
            self._close()
            self._reports.fault(f"{self.node_type_id} cannot send", Fault.of(error))
        return {}

    def shutdown(self) -> None:
        """Give the output back."""
        self._close()

    @staticmethod
    def make_sink(spec: str) -> Sink:
        """The sink that `spec` means, not opened yet."""
        return make_sink(spec)

    @abstractmethod
    def spec_of(self, values: dict[str, Any]) -> str:
        """The sink that the node's parameters mean, as on the command line."""

    def output_for(self, frame: Frame) -> Output:
        """What the sink gets."""
        return Plain(frame)

    def _deliver(self, packet: Any, spec: str) -> None:
        picture = newest(getattr(packet, "tensor", packet))
        if picture is None:
            return
        if spec != self._spec:
            self._close()
            self._spec, self._blocked_until = spec, 0.0
        if time.monotonic() < self._blocked_until:
            return
        if self._sink is None:
            sink = self.make_sink(spec)
            sink.open(0.0)
            self._sink = sink
        frame = Frame(rgb_of(picture), time.monotonic_ns(), self._index)
        self._index += 1
        self._sink.write(self.output_for(frame))

    def _close(self) -> None:
        sink, self._sink = self._sink, None
        if sink is None:
            return
        try:
            sink.close()
        except CamfilterError as error:
            self._reports.fault(f"{self.node_type_id} did not close well", Fault.of(error))


class VirtualCameraNode(SinkNode):
    """Shows pictures of any pipeline as a webcam."""

    node_type_id: ClassVar[str] = "camfilter-virtual-camera"

    @classmethod
    def get_definition(cls) -> NodeDefinition:
        """What the host shows of it."""
        device = NodeParam(
            name="device",
            param_type="string",
            default="",
            description="Device: path, number or name; empty for the first that works",
        )
        return NodeDefinition(
            node_type_id=cls.node_type_id,
            display_name="Virtual Camera (camfilter)",
            category="output",
            description="Shows its pictures as a webcam in OBS, Zoom, Teams and browsers.",
            inputs=_INPUT,
            params=[device],
        )

    def spec_of(self, values: dict[str, Any]) -> str:
        """`vcam`, with the device if one is named."""
        device = str(values.get("device") or "").strip()
        return f"vcam:{device}" if device else "vcam"


class NdiDepthNode(SinkNode):
    """Sends the picture as one NDI source and its depth in 16 bits as another."""

    node_type_id: ClassVar[str] = "camfilter-ndi-depth"

    def __init__(self, node_id: str = "", config: dict[str, Any] | None = None) -> None:
        super().__init__(node_id=node_id, config=config)
        read_outputs(self)

    @classmethod
    def get_definition(cls) -> NodeDefinition:
        """What the host shows of it."""
        name = NodeParam(
            name="name",
            param_type="string",
            default="Scope",
            description="Name of the picture's source; that of the depth ends in ' depth'",
        )
        normals = NodeParam(
            name="normals",
            param_type="boolean",
            default=False,
            description="Send the normals too, as a third source",
        )
        return NodeDefinition(
            node_type_id=cls.node_type_id,
            display_name="NDI 16-bit Depth (camfilter)",
            category="output",
            description=(
                "Sends a camfilter pipeline's picture and its depth in 16 bits over NDI. Wire it"
                " to the video output of the pipeline itself."
            ),
            inputs=_INPUT,
            params=[name, normals],
        )

    def spec_of(self, values: dict[str, Any]) -> str:
        """`ndi:NAME+depth`, and normals if they are asked for."""
        name = str(values.get("name") or "").strip() or "Scope"
        more = "+normals" if values.get("normals") in (True, "true", "1", 1) else ""
        return f"ndi:{name}+depth{more}"

    def output_for(self, frame: Frame) -> Output:
        """What the pipeline made the picture of, or the picture alone if it is of another one."""
        output = output_of(frame.rgb)
        if output is not None:
            return output
        self._reports.warn("NDI depth: no camfilter pipeline made this picture, so it has no depth")
        return super().output_for(frame)

    def shutdown(self) -> None:
        """Take the sources off the network."""
        stop_reading(self)
        super().shutdown()


NODES: Final = (VirtualCameraNode, NdiDepthNode)
