"""Two readers of one line: agreement makes sure, disagreement makes doubt, and either may save the other."""

import numpy as np
import pytest

from vision.fusion import Fusion, fuse, text_of
from vision.lattice import Candidate, Decoded, LineLattice, Step
from vision.line_posterior import LinePosterior
from vision.reading import NOT_A_DIGIT


def decoded(*rows: dict[int, float]) -> Decoded:
    """A line of places that cannot be joined; each row gives some digits' probabilities."""
    posteriors = np.full((len(rows), 11), 1e-4)
    for posterior, row in zip(posteriors, rows, strict=True):
        for digit, probability in row.items():
            posterior[digit] = probability
    posteriors /= posteriors.sum(axis=1, keepdims=True)
    candidates = tuple(Candidate(i, i + 1, i, (30 * i, 0, 20, 40), 0.0, -1.0) for i in range(len(rows)))
    return Decoded(LineLattice(len(rows), candidates), posteriors)


def line(*rows: dict[int, float]) -> LinePosterior:
    """Frames of the line network, each followed by a sure blank; 10 is the blank."""
    frames = []
    for row in rows:
        frame, blank = np.full(11, 1e-4), np.full(11, 1e-4)
        for digit, probability in row.items():
            frame[digit] = probability
        blank[10] = 1.0
        frames += [frame / frame.sum(), blank / blank.sum()]
    return LinePosterior(np.log(np.stack(frames)).astype(np.float32))


def read(decoded_: Decoded, posterior: LinePosterior) -> list[Step]:
    return fuse(decoded_, posterior, Fusion()).steps


def weakest(steps: list[Step]) -> float:
    return min(float(step.probabilities[step.label]) for step in steps if step.label != NOT_A_DIGIT)


def test_agreement_is_sure_and_disagreement_is_not() -> None:
    """The confidence that the user sees falls when the two do not read the same."""
    lattice = decoded({4: 0.95}, {7: 0.9, 1: 0.1})
    agree = read(lattice, line({4: 0.95}, {7: 0.95}))
    differ = read(lattice, line({4: 0.95}, {1: 0.9, 7: 0.1}))
    assert text_of(agree) == "47"
    assert weakest(agree) > 0.9 > weakest(differ)


def test_the_line_reader_decides_where_the_lattice_wavers() -> None:
    """And the path, with its boxes, follows the string."""
    steps = read(decoded({4: 0.9}, {7: 0.5, 1: 0.45}), line({4: 0.9}, {1: 0.97}))
    assert text_of(steps) == "41"
    assert [step.candidate.box[0] for step in steps] == [0, 30]


def test_shares_are_probabilities() -> None:
    """They sum to one at every place."""
    for step in read(decoded({4: 0.6, 9: 0.4}, {7: 0.5, 1: 0.5}), line({9: 0.6, 4: 0.3}, {1: 0.5, 7: 0.4})):
        np.testing.assert_allclose(step.probabilities.sum(), 1.0)


def test_the_lattice_s_view_of_all_strings_sums_to_one() -> None:
    """`log_probability` is a distribution: over every string that the line can be, it adds up."""
    lattice = decoded({4: 0.6, 9: 0.3}, {7: 0.5, 1: 0.3})
    texts = ["", *map(str, range(10)), *(f"{n:02d}" for n in range(100))]
    assert np.exp([lattice.log_probability(text) for text in texts]).sum() == pytest.approx(1.0)
    assert lattice.steps_of("123") is None
