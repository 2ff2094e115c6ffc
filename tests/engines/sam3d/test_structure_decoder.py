from __future__ import annotations

import torch
from sam3d_parity import load_fixture

from camfilter.engines.sam3d.hyper_parameters import StructureDecoderSettings
from camfilter.engines.sam3d.structure_decoder import StructureDecoder
from camfilter.engines.sam3d.voxels import occupied_voxels

FIXTURE = load_fixture("ss_decoder")


def decoder() -> StructureDecoder:
    module = StructureDecoder(StructureDecoderSettings.from_official(FIXTURE.hyper))
    FIXTURE.fill(module, "ss_decoder")
    return module


def tokens() -> torch.Tensor:
    return FIXTURE.tensor("z").flatten(2).transpose(1, 2)


def test_logits_and_voxels_match_the_official_ones() -> None:
    logits = decoder()(tokens())
    FIXTURE.check("logits", logits)
    FIXTURE.check("coords", torch.nonzero(logits[0, 0] > 0))
    FIXTURE.check("pruned", occupied_voxels(logits).coords)


def test_norms_match_where_their_eps_shows() -> None:
    module = decoder()
    factors = {"input_layer.weight": 1e-3, "input_layer.bias": 1e-3}
    state = module.state_dict()
    module.load_state_dict({key: value * factors.get(key, 1.0) for key, value in state.items()})
    x = module.input_layer(FIXTURE.tensor("z"))
    channels = x.movedim(1, -1)
    spread = (channels.var(-1, correction=0, keepdim=True) + 1e-5).sqrt()
    norm = module.middle_block[0].norm1
    expected = (channels - channels.mean(-1, keepdim=True)) / spread * norm.weight + norm.bias
    torch.testing.assert_close(norm(x).movedim(1, -1), expected, rtol=0, atol=1e-5)


def test_the_default_sizes_are_those_of_the_checkpoint() -> None:
    with torch.device("meta"):
        module = StructureDecoder(StructureDecoderSettings())
        logits = module(torch.zeros(1, 4096, 8))
    assert sum(weight.numel() for weight in module.parameters()) == 73_671_201
    assert logits.shape == (1, 1, 64, 64, 64)


def test_half_precision_keeps_the_voxels() -> None:
    module = decoder()
    exact = module(tokens())[0, 0] > 0
    half = module.to(torch.bfloat16)(tokens())
    assert half.dtype == torch.float32
    found = half[0, 0] > 0
    union, common = (exact | found).sum(), (exact & found).sum()
    assert common / union > 0.98
