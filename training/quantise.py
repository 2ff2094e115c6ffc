"""Makes the int8 variant of a net: static quantisation, calibrated on synthetic pictures."""

from __future__ import annotations

import argparse
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import onnx
import onnxruntime as ort
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.evaluate.metrics import angles
from training.export import store_in_half

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_LOG: Final = logging.getLogger(__name__)
_HEIGHT: Final = 192
_WIDTH: Final = 256
_ALL: Final = ("Conv", "Add", "Resize", "Concat", "Relu", "Clip")
_LEAST_CORRELATION: Final = 0.995
_MOST_DEGREES: Final = 2.5


@dataclass(frozen=True, slots=True)
class Recipe:
    """How ranges are found, and which operators become int8."""

    method: CalibrationMethod
    operators: tuple[str, ...]


_ENDS: Final = ("/head/", "/place", "/context", "/focal")
_HALF_RESOLUTION: Final = (
    *("/_conv_stem", "/_blocks.0/", "/encoder/Concat", "/laterals.0"),
    *("/narrow.0", "/decoder/Resize_3", "/decoder/Add_3", "/decoder/Relu_4", "/levels.0"),
)
"""Int8 spares nothing in maps this large: changes of layout and of precision take it back."""

_SINGLE: Final = (*_ENDS, *_HALF_RESOLUTION)
"""Parts of the names of the nodes that stay in single precision."""

_RECIPES: Final = tuple(
    Recipe(method, operators)
    for operators in (_ALL, ("Conv", "Relu", "Clip"))
    for method in (CalibrationMethod.MinMax, CalibrationMethod.Percentile)
)
"""From the fastest to the most faithful."""


@dataclass(frozen=True, slots=True)
class Distance:
    """Int8 against fp32: least and mean correlation of inverse depth, mean degrees of normals."""

    least_correlation: float
    correlation: float
    degrees: float

    @property
    def small(self) -> bool:
        """Whether it may ship."""
        return self.correlation >= _LEAST_CORRELATION and self.degrees <= _MOST_DEGREES


class _Pictures(CalibrationDataReader):
    def __init__(self, pictures: Sequence[NDArray[np.uint8]], name: str) -> None:
        self._feeds: Iterator[dict[str, NDArray[np.uint8]]] = iter(
            {name: picture[None]} for picture in pictures
        )

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """One picture, None after the last."""
        return next(self._feeds, None)


def read_pictures(folder: Path, count: int) -> list[NDArray[np.uint8]]:
    """`count` synthetic pictures out of .npz files with `rgb` (N, H, W, 3), at the usual size."""
    found: list[NDArray[np.uint8]] = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as arrays:
            found.extend(arrays["rgb"])
    chosen = found[:: max(1, len(found) // count)][:count]
    # Histograms are only gathered over maps of one size.
    return [
        np.asarray(cv2.resize(rgb, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
        for rgb in chosen
    ]


def quantise(
    weights: Path, out: Path, pictures: Sequence[NDArray[np.uint8]], recipe: Recipe
) -> None:
    """Write `weights` to `out` with int8 convolutions, one scale per channel of the weights."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        # Folds the half-precision store and the batch norms into plain weights.
        quant_pre_process(str(weights), str(plain), skip_symbolic_shape=True)
        graph = onnx.load(str(plain)).graph
        kept = [n.name for n in graph.node if any(part in n.name for part in _SINGLE)]
        quantize_static(
            str(plain),
            str(out),
            _Pictures(pictures, graph.input[0].name),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(recipe.operators),
            nodes_to_exclude=kept,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=recipe.method,
            extra_options=_options(recipe),
        )
        model = onnx.load(str(out))
        # What stays in single precision need not be stored in it.
        store_in_half(model)
        # Shapes that the calibration wrote down and that nothing reads.
        del model.graph.value_info[:]
        onnx.save(model, str(out))


def _options(recipe: Recipe) -> dict[str, object]:
    options: dict[str, object] = {"ActivationSymmetric": False, "WeightSymmetric": True}
    if recipe.method is CalibrationMethod.Percentile:
        options["CalibPercentile"] = 99.995
    return options


def distance(first: Path, second: Path, pictures: Sequence[NDArray[np.uint8]]) -> Distance:
    """How far two files of one net are apart on `pictures`."""
    sessions = [_open(path) for path in (first, second)]
    correlations, degrees = [], []
    for picture in pictures:
        (one, normals, *_), (other, other_normals, *_) = (
            session.run(None, {"rgb": picture[None]}) for session in sessions
        )
        correlations.append(np.corrcoef(one.ravel(), other.ravel())[0, 1])
        degrees.append(angles(normals, other_normals).mean())
    return Distance(
        float(np.min(correlations)), float(np.mean(correlations)), float(np.mean(degrees))
    )


def _open(path: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 4
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def main() -> None:
    """Try the recipes, from the fastest net to the most faithful, until one is near enough."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="ONNX from training.export")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, required=True, help="folder of synthetic .npz")
    parser.add_argument("--judge", type=Path, help="folder of others to compare on")
    parser.add_argument("--count", type=int, default=48)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if given.judge:
        calibration = read_pictures(given.pictures, given.count)
        check = read_pictures(given.judge, given.count)
    else:
        pictures = read_pictures(given.pictures, 2 * given.count)
        calibration, check = pictures[::2], pictures[1::2]
    for recipe in _RECIPES:
        quantise(given.weights, given.out, calibration, recipe)
        found = distance(given.weights, given.out, check)
        _LOG.info("%s: %s", recipe, found)
        if found.small:
            return
    raise SystemExit("no recipe is near enough")


if __name__ == "__main__":
    main()
