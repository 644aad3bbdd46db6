"""Ruled lines, table grids and form boxes: found by their long straight runs and taken out from under the digits."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]


def remove_rules(mask: Mask, length: int) -> tuple[Mask, Mask]:
    """`mask` without straight horizontal and vertical runs of at least `length` pixels, and the vertical ones alone.

    mask: (H, W) uint8, 0 or 255. Where a stroke crosses a rule, its ink on both sides is joined again, so digits
    written over a line stay whole. Returns new masks. Pure.
    """
    across = _runs(mask, length, horizontal=True)
    down = _runs(mask, length, horizontal=False)
    rules = across | down
    if not rules.any():
        return mask, down
    left = mask & ~rules
    for found, horizontal in ((across, True), (down, False)):
        left = left | _bridges(left, found, horizontal=horizontal)
    return left, down


def _runs(mask: Mask, length: int, *, horizontal: bool) -> Mask:
    """The pixels of long thin runs, and the ragged pixel beside each that a blurred or slightly tilted rule leaves."""
    # A rule tilted by a degree moves one row every 57 pixels: thicken it across before looking for long runs.
    thick = morph(cv2.MORPH_DILATE, mask, 3, horizontal=not horizontal)
    runs = morph(cv2.MORPH_OPEN, thick, length, horizontal=horizontal) & mask
    # What is as thick as a stroke is long is a filled area, not a rule.
    return runs & ~morph(cv2.MORPH_OPEN, runs, max(3, length // 4), horizontal=not horizontal)


def _bridges(left: Mask, rules: Mask, *, horizontal: bool) -> Mask:
    """The rule's pixels that lie between ink on both of its sides."""
    reach = 2 * _thickness(rules, horizontal) + 3
    return morph(cv2.MORPH_CLOSE, left, reach, horizontal=not horizontal) & rules


def morph(operation: int, mask: Mask, length: int, *, horizontal: bool) -> Mask:
    """OpenCV's operation with a line of `length` pixels."""
    line = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if horizontal else (1, length))
    return np.asarray(cv2.morphologyEx(mask, operation, line), np.uint8)


def _thickness(rules: Mask, horizontal: bool) -> int:
    """The mean length of runs across the rules: their pixels by those of them that have none before."""
    pixels = cv2.countNonZero(rules)
    if not pixels:
        return 1
    second = rules[1:] & rules[:-1] if horizontal else rules[:, 1:] & rules[:, :-1]
    return max(1, round(pixels / max(1, pixels - cv2.countNonZero(second))))
