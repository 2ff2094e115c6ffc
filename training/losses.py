"""What the nets are taught by: depth in several measures, normals, masks and focal length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from training.alignment import fit_scale_and_shift, quantiles, warp

if TYPE_CHECKING:
    from training.net import Prediction

_SCALES: Final = 4
_KEPT: Final = 0.97
"""Share of pixels that count in full; the worst are thin things that no small net gets right."""

_LARGEST_GRADIENT: Final = 4.0
_FARTHEST: Final = 1 / 120
"""Inverse metres: beyond this all is one to a picture of 512 pixels."""

_MOST_NEARER: Final = 0.1
"""Of the scene's range between two frames; more is a pixel that fell beside its edge."""

_LIKELY_ONE: Final = 0.01
"""Two views need little re-alignment, and a flat wall says nothing about its scale."""

WEIGHTS: Final = {
    "inverse": 1.0,
    "gradient": 0.5,
    "range": 0.5,
    "relative": 1.0,
    "beyond": 0.3,
    "normals": 2.0,
    "person": 0.9,
    "valid": 0.3,
    "focal": 0.3,
    "agree": 1.5,
    "turn": 0.5,
}


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of B views: inverse depth (B, H, W) in 1 / metres, 0 in the sky, normals
    (B, 3, H, W), person, valid and leafy masks (B, H, W), focal (B,) in picture widths."""

    inverse: Tensor
    normals: Tensor
    person: Tensor
    valid: Tensor
    leafy: Tensor
    focal: Tensor


def losses(said: Prediction, truth: Truth) -> dict[str, Tensor]:
    """Every term but those over two views, unweighted."""
    inverse = said.inverse.float()
    residual = _normalised(inverse) - _normalised(truth.inverse).clamp(-6, 8)
    edges = silhouettes(truth)
    relative, beyond = relative_depth(inverse, truth)
    return {
        "inverse": _trimmed(residual.abs()),
        "gradient": _gradients(residual),
        "range": _in_range(inverse, truth.inverse),
        "relative": relative,
        "beyond": beyond,
        "normals": _normals(said.normals, truth, edges),
        "person": _mask(said.person, truth.person, edges),
        "valid": _mask(said.valid, truth.valid, edges),
        "focal": F.smooth_l1_loss(said.log_focal, truth.focal.log(), beta=0.1),
    }


def total(terms: dict[str, Tensor]) -> Tensor:
    """The weighted sum."""
    return torch.stack([WEIGHTS[name] * term for name, term in terms.items()]).sum()


def _normalised(inverse: Tensor) -> Tensor:
    """Inverse depth less its median, in mean deviations."""
    median = quantiles(inverse, (0.5,))[0][:, None, None]
    spread = (inverse - median).abs().mean((1, 2), keepdim=True).clamp(min=1e-4)
    return (inverse - median) / spread


def _trimmed(error: Tensor) -> Tensor:
    most = quantiles(error.detach(), (_KEPT,))[0][:, None, None]
    return torch.minimum(error, most).mean()


def _gradients(residual: Tensor) -> Tensor:
    """Differences of the residual at four scales: sharp edges, flat planes."""
    sums = []
    for step in (2**scale for scale in range(_SCALES)):
        coarse = residual[:, ::step, ::step]
        for difference in (coarse.diff(dim=1), coarse.diff(dim=2)):
            sums.append(difference.abs().clamp(max=_LARGEST_GRADIENT).mean())
    return torch.stack(sums).sum()


def _in_range(inverse: Tensor, true_inverse: Tensor) -> Tensor:
    """Distance from the truth spread over 0..1: one scene keeps one range from frame to frame."""
    low, high = quantiles(true_inverse, (0.02, 0.98))[:, :, None, None]
    wanted = ((true_inverse - low) / (high - low).clamp(min=1e-4)).clamp(-0.1, 1.5)
    return (inverse - wanted).abs().mean()


def relative_depth(inverse: Tensor, truth: Truth) -> tuple[Tensor, Tensor]:
    """How far, in logarithms of depth, the inverse depth is after its best scale and shift, and by
    what share of the depth it is too far.

    This is what delta and AbsRel measure: a far pixel counts as much as a near one, and one that is
    taken for the horizon counts many times.
    """
    # The sky has no depth and would bend the fit; picture sides full of it give no term.
    seen = truth.valid & (truth.inverse > _FARTHEST)
    enough = seen.float().mean((1, 2)) > 0.05
    wanted = truth.inverse.clamp(min=_FARTHEST)
    scale, shift = fit_scale_and_shift(inverse, wanted, seen)
    ratio = (scale * inverse + shift) / wanted
    # Below half the truth both go on straight, so that negative values still pull back.
    bounded, missing = ratio.clamp(min=0.5), (0.5 - ratio).clamp(min=0)
    error = (bounded.log() - 2 * missing).abs()
    # Large errors saturate instead of being cut, which would leave them without a gradient.
    error = error / (1 + 0.5 * error)
    beyond = (1 / bounded - 1).clamp(min=0) + 4 * missing
    weight = (seen & enough[:, None, None]).float()
    count = weight.sum().clamp(min=1)
    return (error * weight).sum() / count, (beyond * weight).sum() / count


def silhouettes(truth: Truth, reach: int = 2) -> Tensor:
    """Weights (B, H, W): 1, and more within `reach` pixels of a step in depth."""
    with torch.no_grad():
        logarithm = truth.inverse.clamp(min=_FARTHEST).log()[:, None]
        size = 2 * reach + 1
        highest = F.max_pool2d(logarithm, size, 1, reach)
        lowest = -F.max_pool2d(-logarithm, size, 1, reach)
        return 1.0 + 1.5 * ((highest - lowest)[:, 0] > 0.25).float()


def _normals(normals: Tensor, truth: Truth, weight: Tensor) -> Tensor:
    """Cosine and angle: the cosine alone forgives small angles. Leaves point everywhere."""
    cosine = (normals.float() * truth.normals).sum(1).clamp(-1, 1)
    apart = (normals.float() - truth.normals).square().sum(1).add(1e-6).sqrt()
    weight = weight * (truth.valid & ~truth.leafy)
    error = 0.5 * (1 - cosine) + 0.5 * apart
    return (error * weight).sum() / weight.sum().clamp(min=1)


def _mask(logit: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    error = F.binary_cross_entropy_with_logits(logit.float(), truth.float(), reduction="none")
    return (error * weight).mean()


def agreement(
    first: Prediction, second: Prediction, truth: Truth, flow: Tensor, seen: Tensor
) -> dict[str, Tensor]:
    """How far two views of one scene disagree along the true `flow` (B, 2, H, W) from the first
    to the second, at the pixels (B, H, W) that both see; `truth` is of both views, 2 B."""
    true_first, true_second = truth.inverse.chunk(2)
    maps = torch.cat([second.inverse[:, None], true_second[:, None], second.normals], 1).float()
    fetched, inside = warp(maps, flow)
    inverse, later = first.inverse.float(), fetched[:, 0]
    low, high = quantiles(true_first, (0.02, 0.98))[:, :, None, None]
    # A camera that drives forward does come nearer: only other changes are flicker.
    nearer = (true_first - fetched[:, 1]) / (high - low).clamp(min=1e-4)
    weight = (seen & inside & (nearer.abs() < _MOST_NEARER)).float()
    count = weight.sum().clamp(min=1)
    later = later + nearer
    with torch.no_grad():
        scale, shift = fit_scale_and_shift(later, inverse, weight, _LIKELY_ONE)
    shape = (inverse - scale * later - shift).abs()
    # What re-alignment hides would still be seen.
    level = (inverse - later).abs()
    turn = 1 - F.cosine_similarity(first.normals.float(), fetched[:, 2:], dim=1)
    return {
        "agree": ((shape + 0.5 * level) * weight).sum() / count,
        "turn": (turn * weight).sum() / count,
    }
