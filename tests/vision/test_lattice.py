"""The lattice must find the best string, and say exactly how sure it is of every place."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vision.lattice import KINDS, LEAST_SHARE, MOST_CUTS, Candidate, Decoded, LineKind, LineLattice
from vision.reading import NOT_A_DIGIT


def a_lattice(pieces: int, longest: int, seed: int) -> tuple[LineLattice, NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    spans = [(s, e) for s in range(pieces) for e in range(s + 1, min(pieces, s + longest) + 1)]
    candidates = tuple(
        Candidate(s, e, row, (s, 0, e - s, 1), -float(rng.random()), -float(rng.random()))
        for row, (s, e) in enumerate(spans)
    )
    posteriors = rng.dirichlet(np.full(11, 0.3), len(spans))
    return LineLattice(pieces, candidates), posteriors


def paths(pieces: int, candidates: tuple[Candidate, ...]) -> list[list[Candidate]]:
    """Every way through, by brute force."""
    if pieces == 0:
        return [[]]
    return [[*head, c] for c in candidates if c.end == pieces for head in paths(c.start, candidates)]


def weight(candidate: Candidate, label: int, posteriors: NDArray[np.float64], kind: LineKind) -> float:
    prior = kind.reject * candidate.log_reject if label == NOT_A_DIGIT else candidate.log_prior + kind.digit
    return float(np.log(max(posteriors[candidate.crop, label], 1e-9)) + prior)


Scored = list[tuple[float, list[Candidate], tuple[int, ...]]]


def all_readings(lattice: LineLattice, posteriors: NDArray[np.float64], kind: LineKind) -> Scored:
    return [
        (sum(weight(c, label, posteriors, kind) for c, label in zip(path, labels, strict=True)), path, labels)
        for path in paths(lattice.pieces, lattice.candidates)
        for labels in itertools.product(range(11), repeat=len(path))
    ]


def mass(scored: Scored) -> float:
    return float(np.logaddexp.reduce([score for score, _, _ in scored]))


@settings(max_examples=40, deadline=None)
@given(pieces=st.integers(1, 3), longest=st.integers(1, 3), seed=st.integers(0, 9999))
def test_the_path_and_its_probabilities_are_those_of_brute_force(pieces: int, longest: int, seed: int) -> None:
    """Viterbi and forward-backward against the sum over all paths and labels, spelled out."""
    lattice, posteriors = a_lattice(pieces, longest, seed)
    scored = max((all_readings(lattice, posteriors, kind) for kind in KINDS), key=mass)
    _, best_path, best_labels = max(scored, key=lambda entry: entry[0])
    total = mass(scored)
    steps = Decoded(lattice, posteriors).steps
    assert [step.candidate for step in steps] == best_path
    assert tuple(step.label for step in steps) == best_labels
    first = steps[0]
    for digit in range(10):
        share = [score for score, path, labels in scored if path[0] == first.candidate and labels[0] == digit]
        np.testing.assert_allclose(first.probabilities[digit], np.exp(np.logaddexp.reduce(share) - total), atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(pieces=st.integers(1, 3), longest=st.integers(1, 3), seed=st.integers(0, 9999))
def test_other_cuts_are_told_with_their_share_of_all_paths(pieces: int, longest: int, seed: int) -> None:
    """What stands under "other ways to cut the ink": against the sum over all paths, spelled out."""
    lattice, posteriors = a_lattice(pieces, longest, seed)
    scored = max((all_readings(lattice, posteriors, kind) for kind in KINDS), key=mass)
    total = mass(scored)
    steps = Decoded(lattice, posteriors).steps
    taken = [step.candidate for step in steps]
    for step in steps:
        own = step.candidate
        shares = {
            candidate.box: sum(np.exp(score - total) for score, path, _ in scored if candidate in path)
            for candidate in lattice.candidates
            if candidate not in taken and candidate.start < own.end and own.start < candidate.end
        }
        wanted = sorted((share for share in shares.values() if share >= LEAST_SHARE), reverse=True)[:MOST_CUTS]
        np.testing.assert_allclose([cut.share for cut in step.cuts], wanted, atol=1e-9)
        for cut in step.cuts:
            np.testing.assert_allclose(cut.share, shares[cut.box], atol=1e-9)


def test_a_clear_digit_is_not_split_into_rejected_halves() -> None:
    """Two halves that are surely no digits must cost more than one digit that is quite sure."""
    sure, no = np.zeros(11), np.zeros(11)
    sure[8], sure[NOT_A_DIGIT] = 0.97, 0.03
    no[NOT_A_DIGIT] = 1.0
    lattice = LineLattice(
        2,
        (
            Candidate(0, 1, 1, (0, 0, 10, 20), 0.0, -1.5),
            Candidate(1, 2, 1, (10, 0, 10, 20), 0.0, -1.5),
            Candidate(0, 2, 0, (0, 0, 20, 20), 0.0, -1.5),
        ),
    )
    steps = Decoded(lattice, np.stack([sure, no])).steps
    assert [step.label for step in steps] == [8]
    assert steps[0].probabilities[8] > 0.9


def test_every_step_sums_to_one() -> None:
    """Probabilities on the page must add up to 100 per cent."""
    lattice, posteriors = a_lattice(5, 3, 7)
    for step in Decoded(lattice, posteriors).steps:
        np.testing.assert_allclose(step.probabilities.sum(), 1.0)


@settings(max_examples=40, deadline=None)
@given(pieces=st.integers(1, 5), longest=st.integers(1, 3), seed=st.integers(0, 9999))
def test_strings_scored_together_are_what_each_is_alone(pieces: int, longest: int, seed: int) -> None:
    """Short and long ones share a table; none may borrow from another."""
    decoded = Decoded(*a_lattice(pieces, longest, seed))
    texts = ["", "7", "42", "000", "31415", "123456789"]
    together = decoded.log_probabilities(texts)
    np.testing.assert_allclose(together, [decoded.log_probability(text) for text in texts], atol=1e-9)
    assert np.exp(together).sum() <= 1 + 1e-9
