"""Blends two exported files of one net: between a net and what it became by more training."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper


def blend(first: Path, second: Path, share: float, out: Path) -> None:
    """Write `first` with `share` of `second` in every weight.

    Batch norms are folded into the convolutions there, so that the blend is of what they do.

    Raises:
        ValueError: if the files are of different nets.
    """
    one, other = onnx.load(str(first)), onnx.load(str(second))
    pairs = list(zip(one.graph.initializer, other.graph.initializer, strict=True))
    if any(a.name != b.name or list(a.dims) != list(b.dims) for a, b in pairs):
        raise ValueError(f"{first} and {second} are of different nets")
    for a, b in pairs:
        from_first, from_second = numpy_helper.to_array(a), numpy_helper.to_array(b)
        if np.issubdtype(from_first.dtype, np.floating):
            mixed = (1 - share) * from_first.astype(np.float32) + share * from_second
            a.CopyFrom(numpy_helper.from_array(mixed.astype(from_first.dtype), a.name))
    onnx.save(one, str(out))


def main() -> None:
    """Blend two files."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, required=True, help="of the second")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    blend(given.first, given.second, given.share, given.out)


if __name__ == "__main__":
    main()
