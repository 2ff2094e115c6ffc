from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.moge.layers import GroupNorm
from camfilter.engines.sam3d import fused
from camfilter.engines.sam3d.layers import CrossAttention, FoldedCrossAttention
from camfilter.engines.sam3d.modulated_block import ModulatedBlock

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("gated", [False, True])
@pytest.mark.parametrize("extra", [False, True])
def test_sum_and_norm_in_one_are_those_one_after_the_other(gated: bool, extra: bool) -> None:
    x, branch = drawn(2, 3, 8), drawn(2, 3, 8, seed=1)
    gate, more, shift, factor = drawn(4, 8, seed=2)
    total, normed = fused.residual_norm(
        x,
        branch,
        gate if gated else None,
        (shift, factor),
        1e-6,
        torch.float32,
        extra=more if extra else None,
    )
    expected = x + branch * (gate if gated else 1) + (more if extra else 0)
    torch.testing.assert_close(total, expected)
    centred = expected - expected.mean(-1, keepdim=True)
    spread = (centred.square().mean(-1, keepdim=True) + 1e-6).sqrt()
    torch.testing.assert_close(normed, centred / spread * factor + shift)


def test_the_sum_keeps_its_precision_where_the_norm_is_half() -> None:
    x, branch = drawn(1, 3, 8), drawn(1, 3, 8, seed=1).half()
    pair = (torch.zeros(8), torch.ones(8))
    total, normed = fused.residual_norm(x, branch, None, pair, 1e-6, torch.float16)
    assert (total.dtype, normed.dtype) == (torch.float32, torch.float16)
    torch.testing.assert_close(total, x + branch.float())


def test_without_cuda_nothing_is_fused() -> None:
    packed = drawn(1, 3, 24).half()
    before = packed.clone()
    assert not fused.usable(packed.device)
    assert not fused.norm_heads(packed, torch.ones(2, 4), torch.ones(2, 4))
    assert torch.equal(packed, before)
    assert fused.linear_gelu(packed, torch.ones(5, 24).half(), torch.ones(5).half()) is None


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_few_queries_see_the_condition_as_many_do(dtype: torch.dtype) -> None:
    torch.manual_seed(1)
    plain = CrossAttention(32, 16, heads=4).requires_grad_(False).to(dtype)
    folded = FoldedCrossAttention(32, 16, heads=4).requires_grad_(False).to(dtype)
    folded.load_state_dict(plain.state_dict())
    x, condition = drawn(1, 4, 32).to(dtype), 3 * drawn(1, 50, 16, seed=1).to(dtype)
    allowed = 1e-5 if dtype is torch.float32 else 3e-2
    expected = plain(x, plain.keys_values(condition))
    torch.testing.assert_close(folded(x, condition), expected, rtol=0, atol=allowed)


@pytest.mark.parametrize("groups", [1, 4])
def test_group_norm_is_torchs(groups: int) -> None:
    norm = GroupNorm(groups, 8).requires_grad_(False)
    norm.load_state_dict({"weight": drawn(8), "bias": drawn(8, seed=1)})
    x = 5 + drawn(2, 8, 6, 7, seed=2)
    expected = functional.group_norm(x, groups, norm.weight, norm.bias, norm.eps)
    torch.testing.assert_close(norm.quick(x), expected)
    torch.testing.assert_close(norm(x), expected)
    half = norm.quick(x.half())
    assert half.dtype is torch.float16
    torch.testing.assert_close(half.float(), expected, rtol=0, atol=2e-2)


def test_a_batch_of_both_is_each_alone() -> None:
    torch.manual_seed(1)
    block = ModulatedBlock(32, 16, heads=2, mlp_ratio=2).requires_grad_(False)
    x, turn, constant = drawn(1, 5, 32), drawn(6, 32, seed=1), drawn(32, seed=2)
    known = block.cross_attn.keys_values(drawn(1, 7, 16, seed=3))
    both = block(x.expand(2, -1, -1), turn, known, constant)
    torch.testing.assert_close(both[:1], block(x, turn, known, constant))
    torch.testing.assert_close(both[1:], block(x, turn, None, constant))


@needs_cuda
def test_fused_kernels_give_what_plain_ones_do(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(1)
    block: nn.Module = ModulatedBlock(256, 64, heads=4, mlp_ratio=4).requires_grad_(False)
    block = block.half().cuda()
    x, turn, constant = drawn(2, 33, 256), drawn(6, 256, seed=1), drawn(256, seed=2)
    given = [value.cuda() for value in (x, turn, drawn(1, 7, 512, seed=3).half(), constant)]
    with torch.inference_mode():
        found = block(*given)
        monkeypatch.setattr(fused, "enabled", False)
        torch.testing.assert_close(found, block(*given), rtol=0, atol=2e-2)
