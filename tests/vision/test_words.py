"""Letters around a mark tell that it is no digit; digits side by side stay digits."""

import numpy as np

from vision.lattice import Candidate, Step
from vision.reading import NOT_A_DIGIT
from vision.words import doubt_digits_in_words


def steps(text: str, sure: float = 0.8) -> list[Step]:
    """A line of marks 20 px wide, 40 px high, 5 px apart: digits as sure, letters surely none, a blank a word gap."""
    made, x = [], 0.0
    for number, sign in enumerate(text):
        if sign == " ":
            x += 25
            continue
        probabilities = np.full(11, 1e-6)
        probabilities[int(sign) if sign.isdigit() else NOT_A_DIGIT] = sure
        probabilities[NOT_A_DIGIT] += 1 - sure
        probabilities /= probabilities.sum()
        made.append(Step(Candidate(number, number + 1, 0, (x, 0, 20, 40)), int(probabilities.argmax()), probabilities))
        x += 25
    return made


def text(line: list[Step]) -> str:
    return "".join(str(step.label) if step.is_digit else "-" for step in line)


def test_an_o_in_a_word_is_no_zero() -> None:
    """And the probabilities say so too."""
    line = doubt_digits_in_words(steps("y0u f0r"))
    assert text(line) == "------"
    assert line[1].probabilities[NOT_A_DIGIT] > 0.5
    np.testing.assert_allclose(line[1].probabilities.sum(), 1)


def test_numbers_beside_words_and_plates_stay() -> None:
    """A word does not reach over a gap; two digits in a row are a number in any company."""
    for line in ("abc 5 def", "AB12CD", "W1234A", "7", "A5"):
        kept = text(doubt_digits_in_words(steps(line)))
        assert kept == "".join("-" if sign.isalpha() else sign for sign in line if sign != " ")


def test_on_a_line_of_text_digits_that_look_like_letters_are_none() -> None:
    """Also side by side, as in until and goes; numbers of their own and with other digits stay."""
    line = doubt_digits_in_words(steps("qu1ck br0wn fox g0e5 unt11 1250 471x", sure=0.98))
    assert text(line) == "-" * 22 + "1250471-"


def test_no_steps_are_no_trouble() -> None:
    """An empty line stays empty."""
    assert doubt_digits_in_words([]) == []
