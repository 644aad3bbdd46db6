"""The line picture keeps the ink and drops the paper, whatever the light, the size and the place."""

import numpy as np
import pytest
from numpy.typing import NDArray

from vision.line_crop import BORDER, HEIGHT, MAX_WIDTH, crop_line

Grey = NDArray[np.uint8]


def bars(height: int = 60, width: int = 200, paper: int = 220, ink: int = 60) -> Grey:
    """Three upright strokes on even paper."""
    grey = np.full((height, width), paper, np.uint8)
    for x in (40, 95, 150):
        grey[height // 5 : -height // 5, x : x + 5] = ink
    return grey


def test_ink_is_bright_and_paper_is_nothing() -> None:
    """The network was trained on 255 = ink; a wrong polarity would leave it guessing."""
    picture = crop_line(bars())
    assert picture.shape == (HEIGHT, round(200 * HEIGHT / 60) + 2 * BORDER)
    assert picture.dtype == np.uint8
    assert picture[HEIGHT // 2].max() == 255
    assert np.median(picture) == 0


def test_faint_ink_in_a_shadow_looks_like_strong_ink_in_light() -> None:
    """A line's own contrast fills the range and slow shadows are divided out, so cameras and pens matter less."""
    shade = np.linspace(1.0, 0.5, 200)
    faint = np.asarray(bars(ink=150) * shade, np.uint8)
    difference = np.abs(crop_line(bars()).astype(int) - crop_line(faint))
    assert difference.mean() < 6


def test_a_box_is_cut_out_with_a_little_paper_around_it() -> None:
    """End marks that reach out of the box by a little must not be cut into ones."""
    page = np.full((300, 400), 220, np.uint8)
    page[100:160, 100:300] = bars()
    alone = crop_line(page, (100, 100, 200, 60))
    assert alone.shape == (HEIGHT, pytest.approx(214 * HEIGHT / 74 + 2 * BORDER, abs=2))
    assert (alone > 128).any(axis=0).sum() >= 6


@pytest.mark.parametrize("box", [(0.0, 0.0, 0.0, 0.0), (500.0, 500.0, 40.0, 40.0), (-90.0, -90.0, 20.0, 20.0)])
def test_a_box_without_picture_is_blank_paper(box: tuple[float, float, float, float]) -> None:
    """Boxes come from other code's rounding: an empty one is a line without digits, not an error."""
    assert not crop_line(bars(), box).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (3, 90000), (400, 2)])
def test_pictures_of_any_shape_stay_within_bounds(shape: tuple[int, int]) -> None:
    """A line made to be endless must cost no more than a long one."""
    picture = crop_line(np.full(shape, 128, np.uint8))
    assert picture.shape[0] == HEIGHT
    assert 2 * BORDER < picture.shape[1] <= MAX_WIDTH
    assert not picture.any()


def test_all_black_has_no_ink() -> None:
    """Where everything is dark nothing is written; dividing by its level must not invent strokes."""
    assert not crop_line(np.zeros((50, 120), np.uint8)).any()


def test_a_sloping_line_is_made_level() -> None:
    """Counters hang askew; their digits must stand side by side at one height, as in training."""
    slope = 0.2
    page = np.full((200, 400), 220, np.uint8)
    for x in (60, 180, 300):
        y = int(60 + slope * (x - 60))
        page[y : y + 40, x : x + 8] = 40
    picture = crop_line(page, (60, 60, 248, 88), slope=slope) > 128
    tops = [int(np.argmax(column)) for column in picture.T if column.sum() > HEIGHT // 3]
    assert len(tops) > 6
    assert max(tops) - min(tops) <= 2
