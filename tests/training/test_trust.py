"""Trust in whole lines, fitted on lines whose truth is known by construction."""

from __future__ import annotations

import numpy as np
import pytest

from training.trust import Evidence, accepting, accepting_enough, asking, confidences, fit_trust, judged, trust_json
from vision.trust import FEATURES, Trust


def evidence(count: int, seed: int, sets: int = 1) -> Evidence:
    """Lines that are right as often as half their log-odds say: readers twice as sure as they should be."""
    rng = np.random.default_rng(seed)
    values = np.zeros((count, len(FEATURES)))
    values[:, 0] = rng.normal(3, 3, count)
    right = rng.random(count) < 1 / (1 + np.exp(-0.5 * values[:, 0]))
    return Evidence(values, right, np.array([f"made-{number % sets}" for number in range(count)]), np.arange(count))


def test_over_sure_readers_are_believed_half() -> None:
    """On other lines of the same kind the confidence then holds."""
    trust, _ = fit_trust(evidence(3000, 0), "upload")
    assert trust.hidden is None
    assert trust.weights[0] == pytest.approx(0.5, abs=0.08)
    figures = judged(trust, evidence(3000, 1))
    assert figures["all"]["ece"] < 0.03
    assert figures["all"]["ece"] < judged(Trust(), evidence(3000, 1))["all"]["ece"] / 3
    assert figures["made-0"] == figures["all"]


def test_a_bend_is_followed_where_there_is_one() -> None:
    """Lines that are mostly right where two readers are both sure and else mostly wrong: weights of each tell less than
    a hidden layer. Its card gives back the same."""
    rng = np.random.default_rng(4)
    values = np.zeros((3000, len(FEATURES)))
    values[:, :2] = rng.normal(0, 2, (3000, 2))
    right = rng.random(3000) < np.where(values[:, :2].min(axis=1) > 0, 0.97, 0.1)
    both = Evidence(values, right, np.array(["made"] * 3000), np.arange(3000))
    here, there = both.groups % 2 == 0, both.groups % 2 == 1
    trust, _ = fit_trust(both.take(here), "upload")
    assert trust.hidden is not None
    figures = judged(trust, both.take(there))["all"]
    assert figures["ece"] < 0.08
    again = Trust.from_card({"trust": {"upload": trust_json(trust, "upload")}}, "upload")
    sure, known = confidences(trust, both), confidences(again, both)
    assert np.abs(sure - known).max() < 2e-3
    assert np.mean((sure > 0.5) == (values[:, :2].min(axis=1) > 0)) > 0.93


def test_what_is_accepted_keeps_its_precision_and_what_is_ignored_is_rarely_right() -> None:
    """That is what the thresholds are chosen for."""
    trust, _ = fit_trust(evidence(20000, 2, 20), "upload")
    figures = judged(trust, evidence(60000, 3))["all"]
    assert figures["accepted"] > 400
    assert figures["accepted_right"] / figures["accepted"] > 0.96
    assert figures["ignored"] > 100
    assert figures["ignored_right"] / figures["ignored"] < 0.1


def test_thresholds_by_hand() -> None:
    """Equally sure lines go together; when nothing reaches the precision, nothing is accepted."""
    sure = np.array([0.9, 0.8, 0.8, 0.4, 0.1])
    assert accepting(sure, np.array([True, True, True, False, False]), 0.99) == 0.8
    assert accepting(sure, np.array([True, True, False, False, False]), 0.99) == 0.9
    assert accepting(sure, np.array([False, True, True, True, True]), 0.99) > 1
    assert asking(sure, np.array([True, True, True, False, False])) == 0.5
    assert asking(sure, np.array([True, True, True, True, False])) == 0.4


def test_the_precision_is_lowered_until_something_is_accepted_and_then_stated() -> None:
    """One unnoticed mistake among the surest must not make everything a question, nor be passed over in silence."""
    sure, right = np.linspace(1, 0, 100), np.arange(100) < 60
    threshold, precision = accepting_enough(sure, right, "upload")
    assert (threshold, precision) == (sure[59], 0.99)
    right[1] = False
    assert accepting_enough(sure, right, "upload")[1] == 0.98
    right[3:6] = False
    assert accepting_enough(sure, right, "upload")[1] == 0.95


def test_a_camera_accepts_half_of_the_right_lines_at_a_lower_precision() -> None:
    """A line that is not accepted never locks: a tenth of them would be as good as none."""
    sure, right = np.linspace(1, 0, 100), np.arange(100) < 60
    right[20] = False
    assert accepting_enough(sure, right, "upload") == (sure[19], 0.99)
    assert accepting_enough(sure, right, "camera") == (sure[59], 0.98)


def test_large_sets_are_thinned_evenly() -> None:
    """A film's row of boxes gives a thousand lines where a cheque gives one."""
    both = Evidence(
        np.zeros((1010, 1)), np.arange(1010) % 2 == 0, np.array(["films"] * 1000 + ["cheques"] * 10), np.arange(1010)
    )
    thinned = both.sets[both.thinned(100)]
    assert [int((thinned == name).sum()) for name in ("films", "cheques")] == [100, 10]
    assert len(Evidence.of([], []).thinned()) == 0


def test_too_little_evidence_leaves_plain_values() -> None:
    """Ten lines fit anything."""
    assert fit_trust(evidence(10, 0), "upload") == (Trust(), 0.99)
    assert len(confidences(Trust(), evidence(10, 0))) == 10


def test_the_card_gets_back_what_was_fitted() -> None:
    """Rounded, by name, so that a feature added later has no weight in an older card."""
    trust, _ = fit_trust(evidence(500, 0), "upload")
    again = Trust.from_card({"trust": {"upload": trust_json(trust, "upload")}}, "upload")
    assert again.weights == pytest.approx(trust.weights, abs=1e-3)
    assert again.accept == pytest.approx(trust.accept, abs=1e-4)
