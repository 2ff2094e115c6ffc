"""Reads the parity data and fills modules with the seeded weights it was made with.

Each fixture is a manifest `<name>.json` and its arrays `<name>.safetensors`: inputs, outputs of
the official modules in fp32, and the tolerance of each output.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import Tensor, nn

if TYPE_CHECKING:
    from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"


def seeded(key: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The weight of a full checkpoint key, by the rule crc32-v1."""
    rng = np.random.default_rng(zlib.crc32(key.encode()))
    values = np.float32(0.02) * rng.standard_normal(shape, dtype=np.float32)
    if key.endswith("gamma") or (len(shape) == 1 and key.endswith("weight")):
        return np.asarray(np.float32(1) + np.float32(5) * values)
    if len(shape) >= 2 and key.endswith("weight"):
        return np.asarray(values / np.float32(0.02) / np.float32(math.sqrt(math.prod(shape[1:]))))
    return np.asarray(values)


@dataclass(frozen=True)
class Fixture:
    """One parity fixture: its manifest, its inputs and its outputs."""

    manifest: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    @property
    def hyper(self) -> dict[str, Any]:
        """The manifest's hyper-parameters."""
        found: dict[str, Any] = self.manifest["hyper_parameters"]
        return found

    def array(self, name: str) -> NDArray[Any]:
        """The input `name`."""
        return self.arrays[f"in.{name}"]

    def tensor(self, name: str) -> Tensor:
        """The input `name` as a tensor."""
        return torch.from_numpy(np.ascontiguousarray(self.array(name)))

    def tensors(self, prefix: str) -> dict[str, Tensor]:
        """Inputs whose names start with `prefix`, without it."""
        start = f"in.{prefix}"
        return {
            key.removeprefix(start): self.tensor(key.removeprefix("in."))
            for key in sorted(self.arrays)
            if key.startswith(start)
        }

    def expected(self, name: str) -> NDArray[Any]:
        """The output `name` of the official modules."""
        return self.arrays[f"out.{name}"]

    def full_keys(self, module: str) -> dict[str, tuple[int, ...]]:
        """Shape of every checkpoint key of `module`."""
        entry = self.manifest["modules"][module]
        return {key: tuple(shape) for key, shape in entry["keys"].items()}

    def state(
        self, module: str, *, quiet: bool = False, prefix: str | None = None
    ) -> dict[str, Tensor]:
        """State dict of `module`: seeded weights and stored buffers, prefix removed.

        A kept buffer that is not stored (it then follows a formula) is left out.
        """
        entry = self.manifest["modules"][module]
        stripped: str = entry["prefix"] if prefix is None else prefix
        state: dict[str, Tensor] = {}
        for key, shape in self.full_keys(module).items():
            short = key.removeprefix(stripped)
            if key in entry["keep"]:
                if f"in.keep.{key}" in self.arrays:
                    state[short] = self.tensor(f"keep.{key}")
                continue
            weight = seeded(key, shape)
            if quiet and re.search(self.manifest["quiet"]["pattern"], short):
                weight = weight * np.float32(self.manifest["quiet"]["factor"])
            state[short] = torch.from_numpy(weight)
        return state

    def weights_digest(self, module: str) -> str:
        """SHA-256 of the seeded weights, to be compared with the manifest's."""
        entry = self.manifest["modules"][module]
        digest = hashlib.sha256()
        for key, shape in sorted(self.full_keys(module).items()):
            if key not in entry["keep"]:
                digest.update(seeded(key, shape).astype("<f4").tobytes())
        return digest.hexdigest()

    def fill(
        self, module: nn.Module, name: str, *, quiet: bool = False, prefix: str | None = None
    ) -> None:
        """Load the weights of `name` into `module`, every key of both sides matching."""
        module.load_state_dict(self.state(name, quiet=quiet, prefix=prefix), strict=True)
        module.eval().requires_grad_(False)

    def check(self, name: str, value: Tensor | NDArray[Any], *, rows: slice | None = None) -> None:
        """Compare `value`, or its `rows` along the first long axis, with the output `name`.

        Raises:
            AssertionError: if any element lies outside its tolerance.
        """
        ours = value.detach().cpu().numpy() if isinstance(value, Tensor) else np.asarray(value)
        if rows is not None:
            ours = ours[:, rows] if ours.ndim == 3 else ours[rows]
        entry = self.manifest["outputs"][name]
        compare(name, ours, self.expected(name), entry["atol"], entry.get("rtol", 0.0))


def load_fixture(name: str, folder: str = "sam3d") -> Fixture:
    """The fixture `name` in `tests/data/<folder>`."""
    base = DATA / folder / name
    manifest = json.loads(base.with_suffix(".json").read_text())
    return Fixture(manifest, load_file(base.with_suffix(".safetensors")))


def compare(
    name: str, ours: NDArray[Any], expected: NDArray[Any], atol: float, rtol: float = 0.0
) -> None:
    """Fail unless |ours - expected| <= atol + rtol |expected| everywhere, NaN and inf alike."""
    assert ours.shape == expected.shape, f"{name}: shape {ours.shape}, not {expected.shape}"
    ours64, expected64 = ours.astype(np.float64), expected.astype(np.float64)
    finite = np.isfinite(expected64)
    np.testing.assert_array_equal(ours64[~finite], expected64[~finite], err_msg=name)
    error = np.abs(ours64[finite] - expected64[finite])
    excess = error - (atol + rtol * np.abs(expected64[finite]))
    assert not np.isnan(error).any(), f"{name}: NaN where the official modules have numbers"
    assert (excess <= 0).all(), f"{name}: off by up to {error.max():.3g}, allowed {atol:.3g}"
