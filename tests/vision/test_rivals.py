"""Lines that were found in several ways: one stays in each place, and it is the right one."""

from dataclasses import replace

import numpy as np
import pytest

from vision.fusion import Fused
from vision.lattice import Candidate, Step
from vision.reading import NOT_A_DIGIT
from vision.rivals import FieldLine, merged, surer


def line(text: str, share: float, x: float = 0.0, y: float = 0.0) -> Fused:
    """A line of marks 20 pixels apart; "." is no digit."""
    steps = [
        Step(Candidate(k, k + 1, 0, (x + 20 * k, y, 15, 30)), NOT_A_DIGIT if c == "." else int(c), np.zeros(11))
        for k, c in enumerate(text)
    ]
    return Fused(steps, ((text.replace(".", ""), share),))


def lettered(line: Fused, letters: str) -> Fused:
    """The line with these symbols for its first marks, which are no digits."""
    marks = [replace(step, symbol=letter) for step, letter in zip(line.steps, letters, strict=False)]
    return Fused([*marks, *line.steps[len(letters) :]], line.strings)


def test_of_two_lines_in_one_place_one_stays() -> None:
    """A number must not be reported twice, and a part of a handwritten one must not replace the whole."""
    part, whole = line("123", 0.9), line("12345", 0.6)
    assert merged([whole], [part]) == [whole]
    assert merged([line("...", 1.0)], [part]) == [part]
    assert merged([line("12", 0.3)], [part]) == [part]
    elsewhere = line("77", 0.5, x=500)
    assert merged([elsewhere], [part]) == [part, elsewhere]


def test_lines_come_in_reading_order() -> None:
    """Of a table row by row, though a digit reaches higher in one cell than in the next."""
    first, second, third = line("123", 0.9, y=4), line("45", 0.9, x=200), line("678", 0.9, x=20, y=60)
    assert merged([third, second], [first]) == [first, second, third]


def test_a_chain_of_far_more_digits_replaces_a_scrap_however_sure_that_is() -> None:
    """A sure 7 on the rim of a plate must not keep the plate's number out; one digit more decides nothing."""
    plate, scrap = line("AB4827".translate(str.maketrans("AB", "..")), 0.3), line("7", 0.99, x=40)
    assert merged([scrap], [plate]) == [plate]
    assert merged([line("482", 0.99, x=40)], [plate]) != [plate]


def test_boxes_that_reach_into_the_next_line_are_not_one_place() -> None:
    """Two printed lines close together: each stays, though their boxes share a third of the paper."""
    above, below = line("12345", 0.9), line("678", 0.9, y=19)
    assert merged([above], [below]) == [above, below]


def test_a_sure_plate_replaces_the_cells_that_its_rim_was_taken_for() -> None:
    """Stems of letters within a rim look like the rules of a form; real cells stay, whatever a chain says of them."""
    read, plate = line("11496", 0.97), lettered(line("..496", 0.97), "NK")
    doubtful, likely = (replace(line("11141", share), found="cells") for share in (0.2, 0.7))
    assert merged([doubtful], [plate]) == [plate]
    assert merged([doubtful], [read]) == [doubtful]
    assert merged([likely], [plate]) == [likely]


def test_a_word_beside_a_number_that_is_known_adds_nothing_to_it() -> None:
    """Of "DOLLARS 2.50" the amount is a line by itself; a plate's letters belong to it, and another number is new."""
    amount, word = line("....250", 0.9), lettered(line("....250", 0.95), "LARS")
    assert merged([amount], [word]) == [amount]
    plate = lettered(line("....250", 0.95), "AB")
    assert merged([amount], [plate]) == [plate]
    other = lettered(line("....256", 0.95), "LARS")
    assert merged([amount], [other]) == [other]


def test_of_two_chains_the_surer_stays_unless_it_shows_less() -> None:
    """A chain that ends at a screw is surer of what it shows, and a digit is lost."""
    whole, other, part = line("7881", 0.8), line("7831", 0.9), line("788", 0.99)
    assert surer([whole], [other]) == [other]
    assert surer([other], [whole]) == [other]
    assert surer([whole], [part]) == [whole]
    assert surer([whole], [elsewhere := line("10", 0.5, x=300)]) == [whole, elsewhere]


def test_a_point_is_no_stand_in_for_a_digit() -> None:
    """Of 4.839 a chain holds .839, as many marks as the number has digits; a plate's letters do stand for digits."""
    whole, part = line("4839", 0.6), line(".839", 0.99)
    marks = {symbol: lettered(part, symbol) for symbol in ".A"}
    assert merged([whole], [marks["."]]) == [whole]
    assert merged([whole], [marks["A"]]) == [marks["A"]]


def test_edges_that_pieces_read_as_ones_give_way_to_a_surer_chain() -> None:
    """170981710 by pieces, whose first 1 is the end of the strip; a 1 that the pieces are sure of stays."""
    chain = line("70981", 0.98, x=20)
    assert merged([line("170981", 0.3)], [chain]) == [chain]
    assert merged([sure := line("170981", 0.8)], [chain]) == [sure]
    assert merged([other := line("270981", 0.3)], [chain]) == [other]


def test_a_sure_number_gives_way_only_to_a_surer_chain_of_as_many_digits() -> None:
    """941 on a display, whose segments a chain takes for 011; a plate's letters were taken for digits by pieces."""
    sure = line("941", 0.97)
    assert merged([sure], [line("011", 0.54)]) == [sure]
    assert merged([sure], [surer := line("941", 0.98)]) == [surer]
    lettered = line(".482", 0.8)
    plate = Fused([replace(lettered.steps[0], symbol="B"), *lettered.steps[1:]], lettered.strings)
    assert merged([line("8482", 0.97)], [plate]) == [plate]


def test_a_picture_that_surely_reads_as_less_has_a_doubtful_digit_too_many() -> None:
    """110 on a display: the sides of its 0 are read as ones by pieces."""
    assert merged([line("1111", 0.6)], [], whole=(whole := line("110", 0.96))) == [whole]
    assert merged([pieces := line("1111", 0.9)], [], whole=whole) == [pieces]
    assert merged([pieces := line("1111", 0.6)], [], whole=line("110", 0.8)) == [pieces]


def test_columns_of_a_table_stay_parted() -> None:
    """A chain leaps over the gap between a quantity and a price; two likely numbers are not one. Scraps are."""
    quantity, price, chain = line("38", 0.95), line("5715", 0.97, x=80), line("385715", 0.99)
    assert merged([quantity, price], [chain]) == [quantity, price]
    assert merged([replace(quantity, strings=(("38", 0.4),)), price], [chain]) == [chain]
    assert merged([line("3", 0.95), price], [chain]) == [chain]
    windows = [line(digit, 0.95, x=20 * k) for k, digit in enumerate("385715")]
    assert merged(windows, [chain]) == [chain]


def field(text: str, share: float, y: float = 0.0) -> FieldLine:
    """A line of marks in a box that leaves ten pixels around them."""
    return FieldLine(line(text, share, y=y), (-10, y - 10, 20 * len(text) + 15, 50))


def test_a_field_may_lack_the_digit_that_its_edge_was_taken_for() -> None:
    """12345 and the edge of its box, read as 123451 by pieces; but a field that lacks two was cut wrongly."""
    boxed = field("12345", 0.8)
    assert merged([line("123451", 0.9)], [], [boxed]) == [boxed.line]
    pieces = line("1234517", 0.9)
    assert merged([pieces], [], [boxed]) == [pieces]


def test_a_chain_in_a_field_must_be_surer_than_the_field() -> None:
    """Both were read whole by one network, so its word on both can be compared."""
    boxed = field("12345", 0.8)
    assert merged([], [line("12346", 0.7)], [boxed]) == [boxed.line]
    chain = line("12346", 0.9)
    assert merged([], [chain], [boxed]) == [chain]


@pytest.mark.parametrize(("x", "y", "stays"), [(106, 100, False), (10, 136, False), (135, 100, True), (10, 300, True)])
def test_a_lone_mark_on_the_edge_of_a_field_is_no_number(x: int, y: int, stays: bool) -> None:
    """The edge itself and the end of a stroke that hangs over it go; what stands farther away stays."""
    boxed, mark = field("12345", 0.8, y=100), line("1", 0.99, x=x, y=y)
    assert (mark in merged([mark], [], [boxed])) is stays
