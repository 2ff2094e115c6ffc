from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from sam3d_parity import Fixture, load_fixture

from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoder, GaussianDecoderSettings
from camfilter.engines.sam3d.sparse import Voxels

if TYPE_CHECKING:
    from camfilter.engines.sam3d.gaussians import Gaussians

_MODULES = {"gs_decoder_32": "slat_decoder_gs", "gs_decoder_4": "slat_decoder_gs_4"}
_CONSTANT_HARMONIC = 0.28209479177387814


def _decoded(name: str, *, quiet: bool = False, half: bool = False) -> tuple[Fixture, Gaussians]:
    fixture = load_fixture(name)
    decoder = GaussianDecoder(GaussianDecoderSettings.from_official(fixture.hyper))
    fixture.fill(decoder, _MODULES[name], quiet=quiet)
    if half:
        decoder.compute_in(torch.float16)
    with torch.inference_mode():
        voxels = Voxels(fixture.tensor("coords"), 64)
        return fixture, decoder(fixture.tensor("feats"), voxels)


@pytest.mark.parametrize(
    ("name", "quiet"),
    [("gs_decoder_32", False), ("gs_decoder_4", False), ("gs_decoder_4", True)],
)
def test_gaussians_are_the_official_ones(name: str, quiet: bool) -> None:
    fixture, cloud = _decoded(name, quiet=quiet)
    values = {
        "xyz": cloud.xyz,
        "scale": cloud.scale,
        "rotation": cloud.rotation,
        "opacity": cloud.opacity,
        "colour": cloud.colour,
        "f_dc": (cloud.colour - 0.5) / _CONSTANT_HARMONIC,
    }
    for attribute in ("rotation", "f_dc") if quiet else values:
        fixture.check(f"quiet.{attribute}" if quiet else attribute, values[attribute])


def test_half_precision_moves_no_gaussian_by_a_tenth_of_a_voxel() -> None:
    fixture, cloud = _decoded("gs_decoder_4", half=True)
    away = cloud.xyz - torch.from_numpy(fixture.expected("xyz"))
    assert away.abs().max() < 0.1 / 64
    assert cloud.xyz.dtype == torch.float32
