"""The digit network: seven 3 x 3 convolutions and one linear layer, 11 outputs.

It trains with batch normalisation and an identity beside every convolution that keeps its shape (RepVGG's branches
without the 1 x 1, which costs a third more time per step and was not seen to pay); `fold` turns each block into one
plain convolution with the same answer, which is what is served and exported.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SIDE = 28
OUTPUTS = 11
"""Ten digit classes, then digitness: positive when the crop is a digit at all."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """What is needed to build the network again; travels in the model card.

    channels and strides have one entry per convolution. dropout acts on the flattened features while training.
    """

    channels: tuple[int, ...] = (16, 32, 32, 32, 64, 64, 64)
    strides: tuple[int, ...] = (1, 2, 1, 1, 2, 1, 1)
    dropout: float = 0.2

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Architecture:
        """The architecture that `to_json` wrote."""
        return cls(tuple(fields["channels"]), tuple(fields["strides"]), float(fields["dropout"]))

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers."""
        fields = dataclasses.asdict(self)
        return {**fields, "channels": list(self.channels), "strides": list(self.strides)}

    def sides(self) -> list[int]:
        """Side of the square output of each convolution, in pixels."""
        sides, side = [], SIDE
        for stride in self.strides:
            side = -(-side // stride)
            sides.append(side)
        return sides

    def macs(self) -> int:
        """Multiplications for one crop after folding."""
        inputs = (1, *self.channels[:-1])
        shapes = zip(inputs, self.channels, self.sides(), strict=True)
        convolutions = sum(9 * i * o * side * side for i, o, side in shapes)
        return convolutions + self.features() * OUTPUTS

    def features(self) -> int:
        """Length of the flattened features that the linear layer sees."""
        return self.channels[-1] * self.sides()[-1] ** 2


class Block(nn.Module):
    """ReLU(batch norm(3 x 3 convolution) [+ input]); the input is added when shape and stride allow."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.identity = inputs == outputs and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) to (N, outputs, H / stride, W / stride)."""
        y: Tensor = self.norm(self.conv(x))
        return F.relu(y + x if self.identity else y)

    @torch.no_grad()
    def fold(self) -> FoldedBlock:
        """One convolution with bias that answers as this block does in evaluation."""
        weight = self.conv.weight
        folded = FoldedBlock(weight.shape[1], weight.shape[0], self.conv.stride[0])
        assert self.norm.running_var is not None and self.norm.running_mean is not None
        gain = self.norm.weight / torch.sqrt(self.norm.running_var + self.norm.eps)
        kernel = weight * gain[:, None, None, None]
        if self.identity:
            kernel += nn.init.dirac_(torch.empty_like(kernel))
        folded.conv.weight.copy_(kernel)
        assert folded.conv.bias is not None
        folded.conv.bias.copy_(self.norm.bias - self.norm.running_mean * gain)
        return folded


class FoldedBlock(nn.Module):
    """ReLU(3 x 3 convolution with bias)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) to (N, outputs, H / stride, W / stride)."""
        return F.relu(self.conv(x))


class DigitNetwork(nn.Module):
    """Crops in, logits out. Build with `folded=False` to train, `folded=True` to load exported weights."""

    def __init__(self, architecture: Architecture | None = None, *, folded: bool = False) -> None:
        super().__init__()
        self.architecture = architecture or Architecture()
        kind = FoldedBlock if folded else Block
        inputs = (1, *self.architecture.channels[:-1])
        shapes = zip(inputs, self.architecture.channels, self.architecture.strides, strict=True)
        self.blocks = nn.Sequential(*(kind(*shape) for shape in shapes))
        self.head = nn.Linear(self.architecture.features(), OUTPUTS)

    def forward(self, crops: Tensor) -> Tensor:
        """crops: (N, 28, 28) uint8, 255 = ink. Returns (N, 11) logits: ten classes, digitness. N may be 0."""
        x = crops.unsqueeze(1).float() / 255
        features = self.blocks(x).flatten(1)
        logits: Tensor = self.head(F.dropout(features, self.architecture.dropout, self.training))
        return logits

    def fold(self) -> DigitNetwork:
        """The same function as plain convolutions, in evaluation mode."""
        folded = DigitNetwork(self.architecture, folded=True)
        blocks = [block.fold() for block in self.blocks if isinstance(block, Block)]
        folded.blocks = nn.Sequential(*blocks)
        folded.head.load_state_dict(self.head.state_dict())
        return folded.eval()
