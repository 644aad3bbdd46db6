"""The orders of plates, amounts and dates, where a line may be one of them."""

from __future__ import annotations

from vision.line_posterior import LinePosterior
from vision.orders import Order
from vision.plate_orders import plate_readings, usual
from vision.stroke_orders import stroke_readings, usual_strokes


def order_of(posterior: LinePosterior) -> Order:
    """What the line may be, and how usual each is among its kind; nothing is open on a line that is of none."""
    if readings := plate_readings(posterior):
        return Order(posterior, readings, usual)
    return Order(posterior, stroke_readings(posterior), usual_strokes)
