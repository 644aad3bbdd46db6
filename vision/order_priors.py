"""The orders of plates and of amounts, where a line may be either of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.amount_orders import amount_readings, usual_amount
from vision.line_posterior import LinePosterior
from vision.orders import weighed
from vision.plate_orders import plate_readings, usual


def order_priors(posterior: LinePosterior, texts: Sequence[str]) -> NDArray[np.float64]:
    """(len(texts),) natural logarithms to add to the texts' own; all 0 for lines without a mark that is open."""
    if readings := plate_readings(posterior):
        return weighed(posterior, readings, usual, texts)
    return weighed(posterior, amount_readings(posterior), usual_amount, texts)


def is_open(posterior: LinePosterior) -> bool:
    """Whether a mark of the line may be one or the other, so that its order has a say."""
    return len(plate_readings(posterior) or amount_readings(posterior)) > 1
