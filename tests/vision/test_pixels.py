"""Arrays are checked once, and come out opaque, contiguous and in RGB."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vision.pictures import landscape
from vision.errors import BadArray, EmptySource, TooManyPixels
from vision.limits import Limits
from vision.pixels import opaque
from vision.source import ColourOrder


@pytest.mark.parametrize("dtype", [np.float32, np.uint16, np.int8, bool, object])
def test_another_type_is_refused(dtype: type) -> None:
    """Guessing a scale would turn a float picture of 0..1 into black."""
    with pytest.raises(BadArray, match=np.dtype(dtype).name):
        opaque(np.zeros((4, 4), dtype), "RGB", Limits())


@pytest.mark.parametrize("shape", [(), (4,), (4, 4, 1), (4, 4, 2), (4, 4, 5), (1, 4, 4, 3)])
def test_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    """Channels last, and only those that are documented."""
    with pytest.raises(BadArray, match="shape"):
        opaque(np.zeros(shape, np.uint8), "RGB", Limits())


@pytest.mark.parametrize("shape", [(0, 4), (4, 0, 3), (0, 0)])
def test_no_pixels_are_an_empty_source(shape: tuple[int, ...]) -> None:
    """A crop gone wrong gives such arrays."""
    with pytest.raises(EmptySource):
        opaque(np.zeros(shape, np.uint8), "RGB", Limits())


def test_arrays_obey_the_pixel_limit() -> None:
    """They are as much work as files."""
    with pytest.raises(TooManyPixels):
        opaque(np.zeros((3, 4), np.uint8), "RGB", Limits(pixels=11))


@pytest.mark.parametrize("order", ["RGB", "BGR"])
def test_the_stated_order_of_colours_is_obeyed(order: ColourOrder) -> None:
    """OpenCV's arrays start with blue, most others with red."""
    given = landscape() if order == "RGB" else landscape()[:, :, ::-1]
    assert np.array_equal(opaque(given, order, Limits()), landscape())


@pytest.mark.parametrize("order", ["RGB", "BGR"])
def test_alpha_lies_over_white_in_both_orders(order: ColourOrder) -> None:
    """Alpha is the last channel either way."""
    given = np.array([[[0, 0, 0, 0], [10, 20, 30, 255]]], np.uint8)
    second = [10, 20, 30] if order == "RGB" else [30, 20, 10]
    assert opaque(given, order, Limits()).tolist() == [[[255, 255, 255], second]]


def test_a_view_becomes_contiguous() -> None:
    """OpenCV refuses some strides that numpy allows."""
    view = landscape()[::-1, ::2, 0]
    pixels = opaque(view, "RGB", Limits())
    assert pixels.flags.c_contiguous and np.array_equal(pixels, view)
