"""Opens the embedded weights in ONNX Runtime on the best device there is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import onnxruntime as ort

from camfilter.engines.builtin.weights import read_weights
from camfilter.errors import EngineError
from camfilter.settings import DeviceChoice

if TYPE_CHECKING:
    from camfilter.engines.builtin.weights import Weights

PROVIDERS: Final = {
    DeviceChoice.CUDA: "CUDAExecutionProvider",
    DeviceChoice.DIRECTML: "DmlExecutionProvider",
    DeviceChoice.COREML: "CoreMLExecutionProvider",
    DeviceChoice.CPU: "CPUExecutionProvider",
}
"""ONNX Runtime's name for each device, the fastest first."""

_REMEDIES: Final = {
    DeviceChoice.CUDA: "install onnxruntime-gpu in place of onnxruntime, or use --device cpu",
    DeviceChoice.DIRECTML: "install onnxruntime-directml (Windows only), or use --device cpu",
    DeviceChoice.COREML: "CoreML is part of onnxruntime on macOS only; elsewhere use --device cpu",
}

_MOST_THREADS: Final = 4


def open_session(
    weights: Weights, wanted: DeviceChoice
) -> tuple[ort.InferenceSession, DeviceChoice]:
    """The loaded net and the device it runs on.

    Raises:
        EngineError: if what was asked for is not there, or the weights are damaged.
    """
    device = _choose_device(wanted, ort.get_available_providers())
    # A provider may refuse an operator, so the CPU always stands behind it.
    providers = list(dict.fromkeys([PROVIDERS[device], PROVIDERS[DeviceChoice.CPU]]))
    data = read_weights(weights)
    try:
        session = ort.InferenceSession(data, _options(), providers=providers)
    except Exception as error:  # ONNX Runtime raises its own unrelated classes per cause
        raise EngineError(
            f"the embedded net does not load on {device}: {error}", "use --device cpu"
        ) from error
    running = next(d for d, p in PROVIDERS.items() if p == session.get_providers()[0])
    if wanted not in (DeviceChoice.AUTO, running):
        raise EngineError(f"{wanted} is there but refuses the net", _REMEDIES[device])
    return session, running


def _choose_device(wanted: DeviceChoice, available: list[str]) -> DeviceChoice:
    if wanted is DeviceChoice.AUTO:
        return next(d for d, provider in PROVIDERS.items() if provider in available)
    if PROVIDERS[wanted] not in available:
        raise EngineError(f"this ONNX Runtime cannot use {wanted}", _REMEDIES[wanted])
    return wanted


def _options() -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = min(_MOST_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # Threads that spin while idle take the cores that the look and the codecs need.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return options
