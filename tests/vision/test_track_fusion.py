"""Frames of one line said together: who outvotes whom, and when another frame would say nothing new."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vision.track_fusion import INDEPENDENCE, TrackFusion, Witness


def witness(text: str, sure: float = 0.95, weight: float = INDEPENDENCE, named: tuple[str, ...] = ()) -> Witness:
    """A frame that reads `text`; named: strings that it also holds for possible."""
    posteriors = np.full((len(text), 10), (1 - sure) / 9)
    posteriors[np.arange(len(text)), [int(sign) for sign in text]] = sure
    shares = (1 - sure) / max(1, len(named))
    return Witness(text, posteriors, ((text, sure), *((other, shares) for other in named)), weight)


def fused(*witnesses: Witness) -> TrackFusion:
    fusion = TrackFusion()
    for one in witnesses:
        fusion.add(one)
    return fusion


def test_digits_that_each_frame_misreads_elsewhere_come_out_right() -> None:
    """No single frame need be right: position by position most of them are."""
    assert fused(witness("9204"), witness("1294"), witness("1904")).answer()[0] == "1204"


def test_a_digit_lost_in_one_frame_does_not_split_the_vote() -> None:
    """A shorter reading still speaks for the digits that it has."""
    fusion = fused(witness("1204"), witness("104"), witness("1204"))
    assert fusion.answer()[0] == "1204"
    assert fusion.answer()[1] > 0.85


def test_what_frames_hold_for_possible_together_wins_over_what_each_prefers() -> None:
    """Blur makes a frame prefer one thing and another frame another; both know the right one."""
    fusion = fused(witness("71", 0.6, named=("77",)), witness("17", 0.6, named=("77",)))
    assert fusion.answer()[0] == "77"


def test_soft_frames_count_little() -> None:
    """Weights are squares of sharpness."""
    assert fused(witness("11"), witness("77", weight=0.05), witness("77", weight=0.05)).answer()[0] == "11"


def test_the_expected_change_falls_as_frames_agree_and_rises_as_they_do_not() -> None:
    """It is what decides whether waiting for another frame pays."""
    agreeing = [fused(*[witness("1204", 0.8)] * n).expected_change() for n in (1, 3, 6)]
    assert agreeing == sorted(agreeing, reverse=True)
    split = fused(witness("1204", 0.8), witness("1294", 0.8), witness("1204", 0.8), witness("1294", 0.8))
    assert split.expected_change() > 5 * agreeing[-1]


def test_shares_sum_to_one_and_agreement_is_a_share_of_weight() -> None:
    """Both go into what a lock is decided by."""
    fusion = fused(witness("12"), witness("12"), witness("13"))
    assert sum(fusion.shares().values()) == pytest.approx(1)
    assert fusion.agreeing("12") == pytest.approx(2 / 3)
    assert fusion.weakest("12") > fusion.weakest("13")
    assert fusion.weakest("123") == 0.0


def test_marks_that_were_not_made_out_are_told_of_the_answer_alone() -> None:
    """They may be digits; frames that read something else say nothing of it."""
    fusion = fused(replace(witness("12"), made_out=False), witness("12"), replace(witness("13"), made_out=False))
    assert fusion.unknown("12") == pytest.approx(0.5)
    assert fusion.unknown("99") == 0.0
