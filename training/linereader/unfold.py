"""Going on from shipped weights: folded convolutions taken apart again into convolution, norm and identity."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from vision.alphabet import BLANK, DIGITS
from vision.line_network import LineBlock, LineNetwork
from vision.line_reader import SAFETENSORS

DIGITS_ONLY = len(DIGITS) + 1
"""Outputs of weights that tell no letters apart."""


def start_from_checkpoint(network: LineNetwork, folder: Path, pictures: Tensor) -> None:
    """Give `network` the function of the weights in `folder`; the norms take their statistics from `pictures`.

    pictures: (N, 40, W) uint8, a few hundred lines as training makes them. A head of digits alone is widened: letters
    and signs begin as unlikely blanks. Blocks beyond those of the weights begin as identities.
    """
    weights = load_file(folder / SAFETENSORS)
    head = {name.removeprefix("head."): w for name, w in weights.items() if name.startswith("head.")}
    features = pictures.unsqueeze(1).float() / 255
    with torch.no_grad():
        for number, block in enumerate(network.blocks):
            assert isinstance(block, LineBlock)
            if f"blocks.{number}.conv.weight" not in weights:
                _begin_as_identity(block)
                continue
            features = _unfold(
                block, weights[f"blocks.{number}.conv.weight"], weights[f"blocks.{number}.conv.bias"], features
            )
        _widen(network.head, head["weight"], head["bias"])


def _unfold(block: LineBlock, kernel: Tensor, bias: Tensor, features: Tensor) -> Tensor:
    """Set one block so that on these features it answers as the folded one; returns its answer."""
    norm = block.norm
    assert norm is not None and norm.running_mean is not None and norm.running_var is not None
    block.conv.weight.copy_(kernel - nn.init.dirac_(torch.empty_like(kernel)) if block.identity else kernel)
    plain = block.conv(features)
    mean, variance = plain.mean((0, 2, 3)), plain.var((0, 2, 3))
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_(torch.sqrt(variance + norm.eps))
    norm.bias.copy_(bias + mean)
    answer: Tensor = block.eval()(features)
    block.train()
    return answer


def _begin_as_identity(block: LineBlock) -> None:
    """Nothing is added to the input at first; what comes in has no value below 0, so it goes out as it is."""
    assert block.identity and block.norm is not None
    nn.init.zeros_(block.norm.weight)
    nn.init.zeros_(block.norm.bias)


def _widen(head: nn.Conv2d, weight: Tensor, bias: Tensor) -> None:
    assert head.bias is not None
    if len(weight) != DIGITS_ONLY:
        head.weight.copy_(weight)
        head.bias.copy_(bias)
        return
    head.weight.mul_(0.2).add_(weight[-1])
    head.bias.copy_(bias[-1].expand_as(head.bias) - 5)
    for place, number in [*((d, d) for d in range(len(DIGITS))), (BLANK, len(DIGITS))]:
        head.weight[place].copy_(weight[number])
        head.bias[place].copy_(bias[number])
