"""Digits in ruled cells: each stays in its cell, no rule is read as a digit, and nothing else is taken for a grid."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision import Photo, Reader
from vision.binarise import binarise
from vision.cells import Cells, find_cells
from vision.components import components
from vision.grids import find_grids, scaled

Grey = NDArray[np.uint8]
CELL = 60

SUDOKU = (
    "53..7....",
    "6..195...",
    ".98....6.",
    "8...6...3",
    "4..8.3..1",
    "7...2...6",
    ".6....28.",
    "...419..5",
    "....8..79",
)


def paper(width: int, height: int) -> Grey:
    return np.full((height, width), 235, np.uint8)


def write(grey: Grey, text: str, middle: tuple[float, float], size: float = 1.4, ink: int = 40) -> None:
    """Print a string about a point."""
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 3)
    corner = (round(middle[0] - width / 2), round(middle[1] + height / 2))
    cv2.putText(grey, text, corner, cv2.FONT_HERSHEY_SIMPLEX, size, ink, 3, cv2.LINE_AA)


def grid_of(rows: tuple[str, ...], *, rule: int = 2, ink: int = 90, gap: int = 0) -> Grey:
    """A grid with a digit in each cell that is no point; `gap` pixels of paper between the boxes."""
    step = CELL + gap
    grey = paper(step * len(rows[0]) + 80, step * len(rows) + 80)
    for row, signs in enumerate(rows):
        for column, sign in enumerate(signs):
            x, y = 40 + step * column, 40 + step * row
            cv2.rectangle(grey, (x, y), (x + CELL, y + CELL), ink, rule)
            if sign != ".":
                write(grey, sign, (x + CELL / 2, y + CELL / 2))
    return grey


def cells_of(grey: Grey) -> Cells | None:
    mask = binarise(grey).dark
    return find_cells(grey, components(mask.ink, mask.strong), mask.depth)


def read(grey: Grey) -> list[str]:
    with Reader.open("permissive") as reader:
        return [line.text for line in reader.read(Photo(grey)).lines]


def turned(grey: Grey, degrees: float) -> Grey:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.85)
    return np.asarray(cv2.warpAffine(grey, matrix, (width, height), borderValue=235), np.uint8)


@pytest.mark.parametrize("gap", [0, 8], ids=["one box beside the other", "boxes apart"])
def test_a_number_in_the_boxes_of_a_form_is_one_line(gap: int) -> None:
    """A pin code, an account number: the rules between its digits are neither ones nor ends."""
    assert read(grid_of(("560034",), gap=gap)) == ["560034"]


@pytest.mark.parametrize("degrees", [0, 6, -9])
def test_a_sudoku_is_read_row_by_row(degrees: float) -> None:
    """Also where the photo is turned, so that the rows' boxes reach into one another; empty cells hold nothing."""
    assert read(turned(grid_of(SUDOKU), degrees)) == [row.replace(".", "") for row in SUDOKU]


def test_rules_that_are_broken_or_pale_still_part_the_cells() -> None:
    """A fifth of the inner rules rubbed out; the lattice knows where the cells are."""
    grey = grid_of(SUDOKU, rule=1, ink=190)
    rng = np.random.default_rng(1)
    for row, column in rng.integers(1, 9, (16, 2)).tolist():
        x, y = 40 + CELL * column, 40 + CELL * row
        grey[y - 1 : y + 2, x + 6 : x + CELL - 6] = 235
    found = cells_of(grey)
    assert found is not None
    assert [len(row.pieces) for row in found.rows] == [len(row.replace(".", "")) for row in SUDOKU]


def test_small_candidates_and_what_shines_through_are_no_digits() -> None:
    """Pencilled notes in a corner, and the other side of the paper."""
    grey = grid_of(("5...3.7.2",))
    write(grey, "4", (40 + 1.2 * CELL, 40 + 0.25 * CELL), size=0.5)
    write(grey, "8", (40 + 3.5 * CELL, 40 + 0.5 * CELL), ink=196)
    assert read(grey) == ["5372"]


def test_a_table_of_numbers_is_left_to_reading_by_lines() -> None:
    """Where cells hold whole numbers, a row is no number."""
    grey = grid_of(("....", "....", "...."))
    numbers = iter(range(12, 24))
    for row in range(3):
        for column in range(4):
            write(grey, str(next(numbers)), (40 + CELL * (column + 0.5), 40 + CELL * (row + 0.5)), size=0.9)
    assert cells_of(grey) is None


def test_light_letters_on_dark_ground_are_no_cells() -> None:
    """The outline of a printed 0 on a plate is as square as a box."""
    grey = np.full((120, 460), 30, np.uint8)
    for column in range(6):
        cv2.rectangle(grey, (30 + 70 * column, 30), (75 + 70 * column, 90), 230, -1)
        cv2.rectangle(grey, (45 + 70 * column, 45), (60 + 70 * column, 75), 30, -1)
    assert cells_of(grey) is None


@pytest.mark.parametrize(
    "grey",
    [
        np.random.default_rng(0).integers(0, 256, (1200, 1600)).astype(np.uint8),
        np.tile(np.pad(np.full((14, 14), 250, np.uint8), ((2, 0), (2, 0))), (80, 100)),
        np.tile(np.array([[255, 0], [0, 255]], np.uint8), (400, 400)),
        np.full((40, 30), 255, np.uint8),
    ],
    ids=["noise", "eight thousand cells", "a screen", "blank"],
)
def test_dense_pictures_end_in_bounded_work(grey: Grey) -> None:
    """What is made to be slow is given up on before it costs much: processor time, not the clock's."""
    mask = binarise(grey).dark
    found = components(mask.ink, mask.strong)
    began = time.process_time()
    find_grids(grey, found)
    assert time.process_time() - began < 5


def test_a_cell_grows_about_its_middle() -> None:
    """Rules are cut away on all four sides alike."""
    quad = np.array([(0, 0), (10, 0), (10, 20), (0, 20)], np.float32)
    np.testing.assert_allclose(scaled(quad, 0.5), [(2.5, 5), (7.5, 5), (7.5, 15), (2.5, 15)])
