"""Print in scenes is found by its likeness and read whole."""

from unittest.mock import Mock

import cv2
import numpy as np
import pytest

import vision.revision
from tests.vision.test_plate_orders import line
from vision.chain_lines import WholePicture, confirmed, look_at_whole, read_chains
from vision.chains import MOST_MARKS, find_chains
from vision.fusion import Fused
from vision.line_readers import Look
from vision.line_view import line_view
from vision.reader import Reader
from vision.source import Photo


def plate(*, light: bool = False, turn: float = 0.0) -> np.ndarray:
    """A plate's characters in a grey scene."""
    grey = np.full((360, 640), 170, np.uint8)
    cv2.rectangle(grey, (180, 140), (470, 220), 40 if light else 240, -1)
    ink = 230 if light else 20
    cv2.putText(grey, "KV 4827", (200, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.7, ink, 5, cv2.LINE_AA)
    matrix = cv2.getRotationMatrix2D((320, 180), turn, 1)
    return np.asarray(cv2.warpAffine(grey, matrix, (640, 360), borderMode=cv2.BORDER_REPLICATE), np.uint8)


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("turn", [0.0, -8.0])
def test_a_plate_is_found_with_its_slope_and_polarity(light: bool, turn: float) -> None:
    """The best chain lies over the characters: what the line network is shown must be level and dark on light."""
    chain = find_chains(plate(light=light, turn=turn))[0]
    assert chain.light is light
    assert chain.marks >= 5
    assert abs(chain.slope - np.tan(np.deg2rad(-turn))) < 0.04
    x, y, width, height = chain.box
    assert 190 < x < 260
    assert 150 < width < 290
    assert 25 < height < 60
    assert 150 < y < 200


def emblem() -> np.ndarray:
    """A plate's characters behind an emblem that is as high and paler."""
    grey = np.full((150, 420), 235, np.uint8)
    cv2.putText(grey, "&%", (10, 110), cv2.FONT_HERSHEY_SIMPLEX, 2.1, 195, 7, cv2.LINE_AA)
    cv2.putText(grey, "KV 4827", (120, 110), cv2.FONT_HERSHEY_SIMPLEX, 2.1, 30, 7, cv2.LINE_AA)
    return grey


def test_a_pale_emblem_is_no_mark_of_the_plain_ink() -> None:
    """Beside a plate's characters it stands in their row; read with them it costs the number its certainty."""
    assert find_chains(emblem())[0].box[0] < 100
    assert 110 < find_chains(emblem(), plain=True)[0].box[0] < 130


@pytest.mark.parametrize(
    "grey",
    [
        np.zeros((1, 1), np.uint8),
        np.full((300, 400), 128, np.uint8),
        np.random.default_rng(0).integers(0, 256, (900, 1200)).astype(np.uint8),
        np.tile(np.array([[0, 255, 255], [255, 255, 255]], np.uint8), (400, 400)),
        np.zeros((3, 4000), np.uint8),
    ],
    ids=["a pixel", "one colour", "noise", "a screen of dots", "a thread"],
)
def test_pictures_without_print_end_in_bounded_work(grey: np.ndarray) -> None:
    """Nothing is found or little; never more chains than asked for, from never more marks than the bound."""
    assert len(find_chains(grey, most=5)) <= 5
    assert MOST_MARKS <= 4000


def test_a_plate_is_read_with_letters_in_their_place() -> None:
    """KV·4827: digits in order, letters as marks that are no digits, each with a box in the picture."""
    with Reader.open() as reader:
        assert reader._line_readers is not None
        found = read_chains(plate(), reader._line_readers.general)
    lines = ["".join(str(s.label) if s.is_digit else "." for s in line.steps) for line in found]
    assert any("4827" in line for line in lines)
    best = next(line for line, text in zip(found, lines, strict=True) if "4827" in text)
    lefts = [step.candidate.box[0] for step in best.steps]
    assert lefts == sorted(lefts)
    assert 190 < lefts[0] < lefts[-1] < 470


def live(reader: Reader, grey: np.ndarray, *, chains: bool) -> list[str]:
    """The lines of a camera's frame as it is read."""
    prepared = reader.prepare(Photo(np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8), "BGR"))
    prepared, logits = reader.classify(prepared)
    return [line.text for line in reader.finish(prepared, logits, thorough=False, chains=chains).lines]


def test_a_live_frame_is_searched_for_chains_only_where_no_number_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plate before the camera is read whole; a page of plain numbers does not pay for the search."""
    with Reader.open() as reader:
        assert "4827" in live(reader, plate(turn=-8.0), chains=True)
        search = Mock(return_value=[])
        monkeypatch.setattr(vision.revision, "read_frame_chains", search)
        live(reader, plate(turn=-8.0), chains=False)
        number = np.full((200, 400), 235, np.uint8)
        cv2.putText(number, "4827", (60, 130), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 30, 6, cv2.LINE_AA)
        assert live(reader, number, chains=True) == ["4827"]
        search.assert_not_called()
        live(reader, plate(turn=-8.0), chains=True)
        search.assert_called_once()


def doubtful(*marks: str) -> WholePicture:
    """A cut-out line that may be several things."""
    posterior = line(*marks)
    view = line_view(np.full((60, 30 * len(marks)), 255, np.uint8), (0, 0, 30 * len(marks), 60))
    return WholePicture(view, Look(view.picture, posterior, Mock()), oblong=True)


def test_a_cut_out_number_that_nothing_else_reads_is_told_with_its_doubt() -> None:
    """Touching writing is no digit to the digit network; a person can look at a doubtful 200, not at nothing."""
    readers = Mock(vote=lambda looks: [look.posterior for look in looks])
    picture = doubtful("2", "02", "08")
    assert picture.read(readers) is None
    told = picture.read(readers, alone=True)
    assert told is not None
    text, share = told.strings[0]
    assert text == "200" and 0.25 < share < 0.6
    assert doubtful("02").read(readers, alone=True) is None
    assert doubtful("B", "02", "08").read(readers, alone=True) is None


def test_a_cut_out_line_is_shown_dark_on_light() -> None:
    """A display that shines is turned over; ink on paper, also half in shadow, is not."""
    display = np.full((80, 240), 15, np.uint8)
    cv2.putText(display, "110", (60, 65), cv2.FONT_HERSHEY_SIMPLEX, 2, 235, 6)
    paper = 255 - display
    shaded = (paper * np.linspace(0.4, 1, 240)[None]).astype(np.uint8)
    readers = Mock(look=lambda pictures: [Look(picture, line("1"), Mock()) for picture in pictures])
    box = (0.0, 0.0, 240.0, 80.0)
    views = [look_at_whole(grey, box, readers) for grey in (display, paper, shaded)]
    shown = [view.view.picture.astype(int) for view in views if view is not None]
    assert shown[1].max() > 200
    assert np.abs(shown[0] - shown[1]).mean() < 10
    assert np.abs(shown[2] - shown[1]).mean() < 25


def test_what_the_whole_picture_confirms_is_known_for_it() -> None:
    """Trust takes two ways of seeing a number that say the same for more than one; rows of cells stay what they are."""
    number, cells = Fused([], (("200", 0.8),)), Fused([], (("200", 0.8),), "cells")
    assert confirmed(number).found == "whole"
    assert confirmed(cells) is cells
    assert confirmed(nothing := Fused([], (("", 1.0),))) is nothing
