"""Ruled lines, table grids and form boxes: found by their long straight runs and taken out from under the digits."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def remove_rules(mask: NDArray[np.uint8], length: int) -> NDArray[np.uint8]:
    """`mask` without straight horizontal and vertical runs of at least `length` pixels.

    mask: (H, W) uint8, 0 or 255. Where a stroke crosses a rule, its ink on both sides is joined again, so digits
    written over a line stay whole. Returns a new mask. Pure.
    """
    across = _runs(mask, length, horizontal=True)
    down = _runs(mask, length, horizontal=False)
    rules = cv2.bitwise_or(across, down)
    if not rules.any():
        return mask
    left = cv2.bitwise_and(mask, cv2.bitwise_not(rules))
    for found, horizontal in ((across, True), (down, False)):
        left = cv2.bitwise_or(left, _bridges(left, found, horizontal))
    return left


def _runs(mask: NDArray[np.uint8], length: int, *, horizontal: bool) -> NDArray[np.uint8]:
    """The pixels of long runs, and the ragged pixel beside each that a blurred or slightly tilted rule leaves."""
    line = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if horizontal else (1, length))
    # A rule tilted by a degree moves one row every 57 pixels: thicken it across before looking for long runs.
    across = cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3) if horizontal else (3, 1))
    runs = cv2.morphologyEx(cv2.dilate(mask, across), cv2.MORPH_OPEN, line)
    runs = cv2.bitwise_and(runs, mask)
    return _thin_only(runs, length // 4, horizontal=horizontal)


def _thin_only(runs: NDArray[np.uint8], thickest: int, *, horizontal: bool) -> NDArray[np.uint8]:
    """Leave out what is as thick as a stroke is long: a filled area, not a rule."""
    size = max(3, thickest)
    block = cv2.getStructuringElement(cv2.MORPH_RECT, (1, size) if horizontal else (size, 1))
    return cv2.subtract(runs, cv2.morphologyEx(runs, cv2.MORPH_OPEN, block))


def _bridges(left: NDArray[np.uint8], rules: NDArray[np.uint8], horizontal: bool) -> NDArray[np.uint8]:
    """The rule's pixels that lie between ink on both of its sides."""
    thickness = 2 * _thickness(rules, horizontal) + 3
    across = cv2.getStructuringElement(cv2.MORPH_RECT, (1, thickness) if horizontal else (thickness, 1))
    return cv2.bitwise_and(cv2.morphologyEx(left, cv2.MORPH_CLOSE, across), rules)


def _thickness(rules: NDArray[np.uint8], horizontal: bool) -> int:
    ink_per_line = (rules > 0).sum(axis=0 if horizontal else 1)
    used = ink_per_line[ink_per_line > 0]
    if not used.size:
        return 1
    step = np.diff((rules > 0).astype(np.int8), axis=0 if horizontal else 1, prepend=0)
    runs_started = max(1, int((step > 0).sum()))
    return max(1, round(float(ink_per_line.sum()) / runs_started))
