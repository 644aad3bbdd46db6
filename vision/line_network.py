"""The line network: convolutions only, read out by connectionist temporal classification (Graves et al. 2006).

It has no recurrence: it reads each place by what stands there and up to about four characters to either side.
As in the digit network, an identity beside every block that keeps its shape is folded away for serving.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vision.alphabet import CLASSES
from vision.line_crop import HEIGHT

OUTPUTS = CLASSES
"""The symbols of vision/alphabet.py, then the blank that stands between them."""

STRIDE = 4
"""Columns of the picture to one frame of the answer."""

Step = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class LineArchitecture:
    """What is needed to build the network again; travels in the line card.

    blocks: channels, stride down and stride across of each 3 x 3 block; they leave 5 rows and a quarter of the
    columns. along: channels of the blocks on the row that is then left, each 5 columns wide. apart: distance between
    the 5 columns of each further block on that row (dilation: Yu and Koltun 2016), which sees farther at the cost of a
    near one: on many plates an O and a 0 are one shape, and only their neighbours tell. dropout acts before the head
    while training.
    """

    blocks: tuple[Step, ...] = (
        (24, 2, 2),
        (48, 2, 2),
        (64, 1, 1),
        (64, 1, 1),
        (96, 2, 1),
        (96, 1, 1),
        (96, 1, 1),
    )
    along: tuple[int, ...] = (160, 160)
    apart: tuple[int, ...] = (2, 4, 8)
    dropout: float = 0.15

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> LineArchitecture:
        """The architecture that `to_json` wrote."""
        blocks = tuple((int(c), int(down), int(across)) for c, down, across in fields["blocks"])
        apart = tuple(fields.get("apart", ()))
        return cls(blocks, tuple(fields["along"]), apart, float(fields["dropout"]))

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers."""
        fields = dataclasses.asdict(self)
        return {
            **fields,
            "blocks": [list(step) for step in self.blocks],
            "along": list(self.along),
            "apart": list(self.apart),
        }

    def rows(self) -> int:
        """Rows that the 3 x 3 blocks leave of the picture's 40."""
        rows = HEIGHT
        for _, down, _ in self.blocks:
            rows = -(-rows // down)
        return rows


class LineBlock(nn.Module):
    """ReLU(batch norm(convolution) [+ input]); folded: ReLU(convolution with bias)."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: tuple[int, int],
        stride: tuple[int, int],
        padding: tuple[int, int],
        *,
        apart: int = 1,
        folded: bool,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, (1, apart), bias=folded)
        self.norm = None if folded else nn.BatchNorm2d(outputs)
        same = (kernel[0] - 1) // 2 == padding[0]
        self.identity = not folded and same and inputs == outputs and stride == (1, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) to (N, outputs, H', W')."""
        y: Tensor = self.conv(x)
        if self.norm is not None:
            y = self.norm(y)
        return F.relu(y + x if self.identity else y)

    @torch.no_grad()
    def fold_into(self, folded: LineBlock) -> None:
        """Give `folded` the one convolution that answers as this block does in evaluation."""
        norm, bias = self.norm, folded.conv.bias
        assert norm is not None and bias is not None
        assert norm.running_var is not None and norm.running_mean is not None
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        kernel = self.conv.weight * gain[:, None, None, None]
        if self.identity:
            kernel += nn.init.dirac_(torch.empty_like(kernel))
        folded.conv.weight.copy_(kernel)
        bias.copy_(norm.bias - norm.running_mean * gain)


class LineNetwork(nn.Module):
    """Line pictures in, log-probabilities out. `folded=False` to train, `folded=True` to load exported weights."""

    def __init__(self, architecture: LineArchitecture | None = None, *, folded: bool = False) -> None:
        super().__init__()
        self.architecture = architecture or LineArchitecture()
        blocks: list[LineBlock] = []
        inputs = 1
        for outputs, down, across in self.architecture.blocks:
            blocks.append(LineBlock(inputs, outputs, (3, 3), (down, across), (1, 1), folded=folded))
            inputs = outputs
        kernel, padding = (self.architecture.rows(), 3), (0, 1)
        for outputs in self.architecture.along:
            blocks.append(LineBlock(inputs, outputs, kernel, (1, 1), padding, folded=folded))
            inputs, kernel, padding = outputs, (1, 5), (0, 2)
        for apart in self.architecture.apart:
            blocks.append(LineBlock(inputs, inputs, (1, 5), (1, 1), (0, 2 * apart), apart=apart, folded=folded))
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Conv2d(inputs, OUTPUTS, 1)

    def forward(self, lines: Tensor) -> Tensor:
        """lines: (N, 40, W) uint8, 255 = ink, W a multiple of 4. Returns (N, W / 4, 42) log-probabilities."""
        features = self.blocks(lines.unsqueeze(1).float() / 255)
        logits = self.head(F.dropout(features, self.architecture.dropout, self.training))
        return F.log_softmax(logits.float().squeeze(2).transpose(1, 2), dim=2)

    def fold(self) -> LineNetwork:
        """The same function as plain convolutions, in evaluation mode."""
        folded = LineNetwork(self.architecture, folded=True)
        for block, plain in zip(self.blocks, folded.blocks, strict=True):
            assert isinstance(block, LineBlock) and isinstance(plain, LineBlock)
            block.fold_into(plain)
        folded.head.load_state_dict(self.head.state_dict())
        return folded.eval()
