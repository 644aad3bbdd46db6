"""Marks that stand level and close make a line; lines are read as a person reads them."""

from vision.components import Piece
from vision.lines import group_lines, line_of


def mark(x: int, y: int, width: int = 20, height: int = 40, label: int = 1) -> Piece:
    return Piece(x, y, width, height, width * height // 3, label)


def test_level_marks_make_one_line_and_far_ones_another() -> None:
    """Two columns of figures are not one long number."""
    row = [mark(x, 10) for x in (0, 30, 60)] + [mark(x, 12) for x in (400, 430)]
    lines = group_lines(row, min_height_px=7)
    assert [len(line.pieces) for line in lines] == [3, 2]


def test_lines_are_read_top_to_bottom_and_left_to_right() -> None:
    """Also when the right-hand column stands a little higher."""
    marks = [mark(0, 100), mark(300, 95), mark(0, 0), mark(300, 5)]
    assert [(line.box[0], line.box[1] > 50) for line in group_lines(marks, min_height_px=7)] == [
        (0, False),
        (300, False),
        (0, True),
        (300, True),
    ]


def test_a_comma_and_a_point_belong_to_the_line_they_stand_on() -> None:
    """They must not become lines of their own, nor lower the line's height."""
    marks = [mark(0, 0), mark(30, 0), mark(54, 35, 4, 6), mark(62, 0), mark(90, 0)]
    (line,) = group_lines(marks, min_height_px=7)
    assert [piece.x for piece in line.pieces] == [0, 30, 54, 62, 90]
    assert line.height == 40


def test_specks_alone_are_no_line() -> None:
    """Dust on a blank page is nothing to read."""
    assert group_lines([mark(5, 5, 3, 3), mark(50, 80, 4, 4)], min_height_px=7) == []


def test_stars_before_an_amount_do_not_make_its_line_low() -> None:
    """************212.00 as on printed cheques: the digits are what the line's height is taken from."""
    stars = [mark(10 + 10 * k, 8, 8, 8) for k in range(12)]
    digits = [mark(130 + 14 * k, 0, 11, 20) for k in range(5)]
    (line,) = group_lines([*stars, *digits], min_height_px=7)
    assert line.height == 20
    assert line_of([*stars, digits[0]]).height == 8
