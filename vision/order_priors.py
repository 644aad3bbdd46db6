"""The orders of plates, amounts and dates, where a line may be one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vision.line_posterior import LinePosterior
from vision.orders import likeliest_order, weighed
from vision.plate_orders import plate_readings, usual
from vision.stroke_orders import stroke_readings, usual_strokes


def order_priors(posterior: LinePosterior, texts: Sequence[str]) -> NDArray[np.float64]:
    """(len(texts),) natural logarithms to add to the texts' own; all 0 for lines without a mark that is open."""
    return weighed(posterior, *_readings(posterior), texts)


def in_order(posterior: LinePosterior) -> str:
    """The digits that the order of the line's marks speaks for, which the network by itself may find unlikely; "" for
    lines without a mark that is open."""
    return likeliest_order(posterior, *_readings(posterior))


def is_open(posterior: LinePosterior) -> bool:
    """Whether a mark of the line may be one or the other, so that its order has a say."""
    return len(_readings(posterior)[0]) > 1


def _readings(posterior: LinePosterior) -> tuple[list[str], Callable[[str], float]]:
    """What the line may be, and how usual each is among its kind; no readings of a line that is of none."""
    if readings := plate_readings(posterior):
        return readings, usual
    return stroke_readings(posterior), usual_strokes
