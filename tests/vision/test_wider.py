"""A plate whose end touches its frame gets a wider look, and what lies beside a plate is not read into it."""

from dataclasses import replace
from unittest.mock import Mock

import cv2
import numpy as np
import pytest

import vision.chain_lines
from vision import Reader
from vision.chains import find_chains
from vision.fusion import Fused
from vision.lattice import Candidate, Step
from vision.reading import NOT_A_DIGIT
from vision.wider import characters, fuller, is_longer, may_lack_an_end


def line(text: str, share: float = 0.8) -> Fused:
    """A line of letters, digits and signs; "?" is a mark that was not made out."""
    steps = []
    for place, mark in enumerate(text):
        candidate = Candidate(place, place + 1, -1, (20.0 * place, 0.0, 15.0, 30.0))
        if mark.isdigit():
            steps.append(Step(candidate, int(mark), np.zeros(11)))
        else:
            steps.append(Step(candidate, NOT_A_DIGIT, np.zeros(11), symbol="" if mark == "?" else mark))
    return Fused(steps, (("".join(mark for mark in text if mark.isdigit()), share),), "chain")


def test_only_what_may_be_a_plate_is_looked_at_again() -> None:
    """Amounts, dates and words cost no second look."""
    assert may_lack_an_end(line("ASC-739"))
    assert not any(may_lack_an_end(line(text)) for text in ("2014-06-17", "POTATOES", "A1", "10.000LAKES"))
    assert characters(line("A?B-12*")) == "AB12"


@pytest.mark.parametrize("text", ["ASC7399", "XASC739", "ASC-7399", "ASD7399"])
def test_a_wider_view_that_reads_more_of_the_plate_is_believed(text: str) -> None:
    """A character more at an end, also where the one that was cut through reads otherwise now."""
    wider = line(text)
    assert fuller(line("ASC739"), [None, wider]) is wider


@pytest.mark.parametrize(
    ("text", "share"),
    [("ASC7399", 0.4), ("1ASC739", 0.9), ("ASC739I", 0.9), ("KM48DL2", 0.9), ("ASC739OOO", 0.9), ("ASC79", 0.9)],
    ids=["unsure", "a frame's side", "the other side", "another line", "far more", "less"],
)
def test_a_wider_view_that_reads_the_frame_is_not(text: str, share: float) -> None:
    """Bands and frames beside plates read as digits too."""
    own = line("ASC739")
    assert fuller(own, [line(text, share)]) is own


def test_longer_is_what_has_more_letters_and_digits() -> None:
    """Signs are no reason for further looks."""
    assert is_longer(line("ASC7399"), line("ASC739"))
    assert not is_longer(line("ASC-739*"), line("ASC739"))
    assert not is_longer(None, line("ASC739")) and not is_longer(line("ASC739"), None)


def test_an_order_that_no_plate_has_is_no_gain() -> None:
    """RK 248 AH with the mark in a European plate's band before it, read as 6."""
    own = line("RK248AH")
    assert fuller(own, [line("6RK248AH", 0.99)]) is own


def test_the_view_that_adds_most_is_taken() -> None:
    """Both ends may touch."""
    both = line("MH12AB1234")
    assert fuller(line("H12AB123"), [line("H12AB1234"), both, line("MH12AB123")]) is both


def test_a_chain_that_lacks_its_last_digit_is_read_whole(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last digit and the frame are one mark, the chain ends before it."""
    grey = np.full((360, 640), 90, np.uint8)
    cv2.rectangle(grey, (170, 130), (449, 225), 230, -1)
    cv2.putText(grey, "KVR 428", (190, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.9, 20, 6, cv2.LINE_AA)
    whole = find_chains(grey)[0]
    x, y, width, height = whole.box
    shorter = replace(whole, box=(x, y, width - 0.75 * height, height), marks=whole.marks - 1)
    monkeypatch.setattr(vision.chain_lines, "find_chains", Mock(return_value=[shorter]))
    assert reader._line_readers is not None
    (read,) = vision.chain_lines.read_chains(grey, reader._line_readers.general, far=False)
    assert characters(read) == "KVR428"
