"""What size, gaps and cuts say about a group of pieces being one digit, before the network looks at it.

All values are natural logarithms, at most 0; they were chosen on development material, not derived.
"""

from __future__ import annotations

WIDEST = 1.45
"""A digit is at most this many times as wide as its line is high."""

SLOT = 0.6
"""What a digit usually takes of the line, in line heights."""


def size_prior(height: float, width: float, line_height: float) -> float:
    """Small marks on a line of tall ones are points, commas and dashes, whatever they look like enlarged."""
    relative = max(height, 0.35 * width) / line_height
    return -14.0 * max(0.0, 0.58 - relative) - 6.0 * max(0.0, width / line_height - 1.1)


def gap_prior(gap: float, line_height: float) -> float:
    """Pieces of one digit touch, nearly touch or overlap in x (a negative gap)."""
    return -8.0 * max(0.0, gap / line_height - 0.03)


def reject_prior(height: float, width: float, line_height: float) -> float:
    """Calling a full-size mark no digit needs as much conviction as calling it the wrong digit.

    A wide mark is worth as many digits as would fit: or else rejecting three touching zeros as one mark would be
    cheaper than cutting them apart.
    """
    relative = min(max(height, 0.5 * width) / line_height, 1.3)
    return -1.5 * max(0.0, relative - 0.25) * max(1.0, width / (SLOT * line_height))
