"""The orders of plates, amounts and dates, where a line may be one of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.line_posterior import LinePosterior
from vision.orders import weighed
from vision.plate_orders import plate_readings, usual
from vision.stroke_orders import stroke_readings, usual_strokes


def order_priors(posterior: LinePosterior, texts: Sequence[str]) -> NDArray[np.float64]:
    """(len(texts),) natural logarithms to add to the texts' own; all 0 for lines without a mark that is open."""
    if readings := plate_readings(posterior):
        return weighed(posterior, readings, usual, texts)
    return weighed(posterior, stroke_readings(posterior), usual_strokes, texts)


def is_open(posterior: LinePosterior) -> bool:
    """Whether a mark of the line may be one or the other, so that its order has a say."""
    return len(plate_readings(posterior) or stroke_readings(posterior)) > 1
