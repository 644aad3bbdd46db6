"""Numbers at an angle: how they rise, and that they are read as one."""

import cv2
import numpy as np
import pytest

from vision import Photo, Reader
from vision.lattice import Candidate, Step
from vision.reading import NOT_A_DIGIT
from vision.slope import STEEPEST, levelled, slope_through

DIGITS = "7035286"


def step(x: float, y: float, height: float = 40, label: int = 3, width: float = 30) -> Step:
    return Step(Candidate(0, 1, 0, (x, y, width, height)), label, np.zeros(11))


def rising(slope: float, count: int = 8) -> list[Step]:
    return [step(50.0 * k, 300 + slope * 50 * k) for k in range(count)]


@pytest.mark.parametrize("slope", [0.2, -0.3])
def test_a_steep_line_is_made_level_about_its_middle(slope: float) -> None:
    """What the line network is shown is as high as the digits, not as the line climbs."""
    (x, y, width, height), found = levelled(rising(slope))
    assert found == pytest.approx(slope, abs=1e-9)
    assert (x, width) == (0, 380)
    assert height == pytest.approx(40, abs=1)
    assert y + height / 2 == pytest.approx(320 + slope * (190 - 15), abs=1)


def test_how_people_write_is_left_as_it_is() -> None:
    """A line that climbs by less than half its height is shown as it stands, as in training; so are few digits."""
    assert levelled(rising(0.05)) == ((0, 300, 380, 57.5), 0.0)
    assert levelled(rising(0.3, count=3))[1] == 0.0


def test_marks_off_the_line_do_not_turn_it_nor_make_it_high() -> None:
    """The dark beside a strip of paper is found as marks of the line; it is neither read nor measured."""
    wedge = step(60, 0, height=290, label=NOT_A_DIGIT, width=300)
    speck = step(120, 40, height=6, label=NOT_A_DIGIT)
    assert levelled([*rising(0.2), wedge, speck]) == levelled(rising(0.2))


def test_marks_strewn_about_have_no_slope() -> None:
    """Noise that was taken for digits may have none of them on the line that fits them best: a film's frame had."""
    rng = np.random.default_rng(0)
    for _ in range(300):
        steps = [step(float(x), float(y), float(h)) for x, y, h in rng.uniform(5, 400, (int(rng.integers(4, 9)), 3))]
        (_, _, width, height), _ = levelled(steps)
        assert width > 0 and height > 0


def test_a_slope_is_that_of_most_pairs_and_bounded() -> None:
    """One mark far off, and marks above each other, which have no slope."""
    x = np.arange(7.0)
    y = 0.2 * x
    y[3] = 50
    assert slope_through(x, y) == pytest.approx(0.2)
    assert slope_through(np.zeros(3), np.array([0.0, 100, 200])) == STEEPEST
    assert slope_through(np.zeros(1), np.zeros(1)) == 0


def strip(turn: float, window: int, paper: int) -> np.ndarray:
    """A counter's strip, lighter or darker windows on paper, at an angle before black."""
    grey = np.zeros((300, 640), np.uint8)
    cv2.rectangle(grey, (30, 108), (612, 192), paper, -1)
    for place, digit in enumerate(DIGITS):
        x = 44 + 80 * place
        cv2.rectangle(grey, (x - 7, 118), (x + 46, 182), window, -1)
        cv2.putText(grey, digit, (x, 170), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 20, 5, cv2.LINE_AA)
    matrix = cv2.getRotationMatrix2D((320, 150), turn, 1)
    return np.asarray(cv2.warpAffine(grey, matrix, (640, 300)), np.uint8)


@pytest.mark.parametrize("turn", [-14.0, -11.0, 11.0, 14.0])
@pytest.mark.parametrize(("window", "paper"), [(205, 150), (230, 230)], ids=["windows", "plain"])
def test_a_strip_at_an_angle_is_one_number(reader: Reader, turn: float, window: int, paper: int) -> None:
    """The black wedges beside it cut it in pieces, its windows were taken for its marks, its ends were read twice."""
    assert [line.text for line in reader.read(Photo(strip(turn, window, paper))).lines] == [DIGITS]
