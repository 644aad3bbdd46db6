"""Pictures to candidate glyphs: every kind of paper, and pages made to be slow."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.candidates import MAX_LINE
from vision.frame import Frame
from vision.segment import MAX_CROPS, Segmentation, cut_doubted, segment


def frame(grey: NDArray[np.uint8]) -> Frame:
    return Frame(grey, grey.shape[1], grey.shape[0])


def number(text: str, paper: int = 235, ink: int = 40, size: tuple[int, int] = (640, 200)) -> NDArray[np.uint8]:
    picture = np.full((size[1], size[0]), paper, np.uint8)
    cv2.putText(picture, text, (40, 130), cv2.FONT_HERSHEY_SIMPLEX, 2.5, ink, 8, cv2.LINE_AA)
    return picture


def pieces(segmentation: Segmentation) -> list[int]:
    return [lattice.pieces for lattice in segmentation.lattices]


@pytest.mark.parametrize(("paper", "ink"), [(235, 40), (250, 170), (120, 60)])
def test_dark_ink_is_found_on_any_paper(paper: int, ink: int) -> None:
    """Black on white, pencil on white, ink on brown paper."""
    assert pieces(segment(frame(number("30572", paper, ink)))) == [5]


def test_light_ink_on_dark_ground_is_found() -> None:
    """Number plates and counters are often light on dark."""
    assert 5 in pieces(segment(frame(number("30572", 30, 220))))


def test_uneven_light_does_not_hide_digits() -> None:
    """A shadow over half of the page is no ink, and does not swallow ink."""
    picture = number("30572").astype(np.float32)
    picture *= np.linspace(1.0, 0.35, picture.shape[1])[None, :]
    assert pieces(segment(frame(picture.astype(np.uint8))))[0] == 5


def test_rules_and_boxes_are_not_read() -> None:
    """Ruled paper and a frame around the number add no pieces."""
    picture = number("30572")
    cv2.rectangle(picture, (10, 30), (620, 170), 60, 2)
    cv2.line(picture, (0, 185), (639, 186), 90, 2)
    assert pieces(segment(frame(picture))) == [5]


def test_a_ring_around_a_number_is_none_of_it() -> None:
    """Somebody circled it: the ring, which lies over every digit, made one mark of them all. A 0 keeps its point."""
    plain = number("472")
    circled = plain.copy()
    cv2.ellipse(circled, (118, 102), (112, 80), 0, 0, 360, 40, 3, cv2.LINE_AA)
    assert pieces(segment(frame(circled))) == pieces(segment(frame(plain)))
    nought = np.full((200, 640), 235, np.uint8)
    cv2.ellipse(nought, (120, 100), (40, 60), 0, 0, 360, 40, 6, cv2.LINE_AA)
    cv2.circle(nought, (120, 100), 8, 40, -1, cv2.LINE_AA)
    assert pieces(segment(frame(nought))) == [1]


def test_the_crop_is_the_mark_itself_in_soft_grey() -> None:
    """Neighbours stay out, the edges stay grey, and ink is bright as in MNIST."""
    picture = number("1")
    cv2.ellipse(picture, (140, 104), (20, 26), 0, 0, 360, 40, 8, cv2.LINE_AA)
    segmentation = segment(frame(picture))
    (lattice,) = segmentation.lattices
    zero = segmentation.crops[next(c.crop for c in lattice.candidates if (c.start, c.end) == (1, 2))]
    assert zero.max() == 255
    assert zero[14, 14] == 0
    assert 0 < ((zero > 20) & (zero < 235)).mean() < 0.5


@pytest.mark.parametrize(
    "grey",
    [
        np.full((480, 640), 255, np.uint8),
        np.zeros((480, 640), np.uint8),
        np.full((1, 1), 128, np.uint8),
        np.full((3, 4000), 128, np.uint8),
    ],
    ids=["white", "black", "one pixel", "a strip"],
)
def test_nothing_is_a_clear_answer(grey: NDArray[np.uint8]) -> None:
    """No lines and no crops, not an error."""
    segmentation = segment(frame(grey))
    assert segmentation.lattices == ()
    assert segmentation.crops.shape == (0, 28, 28)


def test_a_page_made_to_be_slow_has_bounded_crops() -> None:
    """Thousands of touching marks: the work stops at a stated number of crops."""
    cell = np.full((12, 14), 255, np.uint8)
    cv2.line(cell, (0, 2), (13, 10), 0, 2)
    cv2.line(cell, (0, 10), (13, 2), 0, 2)
    page = np.tile(cell, (100, 120))
    assert len(segment(frame(page)).crops) <= MAX_CROPS + 200


def test_noise_is_bounded_too() -> None:
    """Sensor noise at full strength has many components and few digits."""
    noise = np.random.default_rng(0).integers(0, 256, (600, 800), dtype=np.uint8)
    assert len(segment(frame(noise)).crops) <= MAX_CROPS + 200


def touching() -> NDArray[np.uint8]:
    """Two lines: of one the first two digits touch, and one is as wide as two."""
    picture = number("30572", size=(640, 400))
    cv2.line(picture, (70, 100), (110, 100), 40, 8)
    cv2.ellipse(picture, (120, 300), (34, 30), 0, 0, 360, 40, 8, cv2.LINE_AA)
    cv2.putText(picture, "14", (180, 330), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 40, 8, cv2.LINE_AA)
    return picture


def looked_at(segmentation: Segmentation) -> list[list[tuple[object, ...]]]:
    """Every candidate with its crop itself in place of the crop's row."""
    return [
        [
            (c.start, c.end, c.box, c.log_prior, c.log_reject, segmentation.crops[c.crop].tobytes())
            for c in lattice.candidates
        ]
        for lattice in segmentation.lattices
    ]


def test_pieces_cut_later_are_cut_as_they_would_have_been_at_once() -> None:
    """Waiting for the network saves crops and changes nothing else."""
    at_once, waiting = segment(frame(touching())), segment(frame(touching()), wait=True)
    rows = {row for line in waiting.uncut for row in line.rows}
    assert rows and len(waiting.crops) < len(at_once.crops)
    later = cut_doubted(waiting, rows)
    assert looked_at(later) == looked_at(at_once)
    np.testing.assert_array_equal(later.crops[: len(waiting.crops)], waiting.crops)


def test_a_piece_that_nobody_doubts_stays_whole() -> None:
    """Without doubt there is nothing to do."""
    waiting = segment(frame(touching()), wait=True)
    assert cut_doubted(waiting, set()) is waiting


def test_crops_of_one_line_are_bounded() -> None:
    """A scrawl of touching strokes as long as the page: each part is looked at, and only so many of their runs."""
    picture = np.full((120, 4000), 235, np.uint8)
    for x in range(20, 3900, 22):
        cv2.line(picture, (x, 40), (x + 9, 84), 40, 4)
        cv2.line(picture, (x + 9, 84), (x + 13, 40), 40, 4)
    segmentation = segment(frame(picture))
    for lattice in segmentation.lattices:
        assert len(lattice.candidates) <= max(MAX_LINE, lattice.pieces)
    assert max(lattice.pieces for lattice in segmentation.lattices) > 150
