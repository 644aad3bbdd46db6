"""Films of stills: the same each time, with the number where it is said to be, and judged by what locks."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from training.evaluation.film_figures import film_figures, films_table
from training.evaluation.film_run import FilmOutcome, Seen, covered, judge, lies_in, read_film, surely_right
from training.evaluation.films import FRAMES, HEIGHT, WIDTH, Still, Target, film
from vision import Box, Reader, Reading, Stable, Tracker
from vision.reading import Glyph, Line


@pytest.fixture(scope="module")
def still() -> Still:
    """A printed number on paper."""
    picture = np.full((120, 400, 3), 225, np.uint8)
    cv2.putText(picture, "2467", (60, 90), cv2.FONT_HERSHEY_SIMPLEX, 2.6, (30, 30, 30), 7, cv2.LINE_AA)
    return Still("made", picture, (Target("2467", np.array([[50, 25], [330, 25], [330, 100], [50, 100]], float)),))


def test_a_film_is_the_same_each_time_and_another_seed_is_another(still: Still) -> None:
    """A figure that cannot be measured again is none."""
    first, again, other = (list(film(still, seed, 6)) for seed in (1, 1, 2))
    assert [shot.jpeg for shot in first] == [shot.jpeg for shot in again]
    assert [shot.jpeg for shot in first] != [shot.jpeg for shot in other]
    assert len(first) == 6


def test_the_number_is_where_the_film_says(still: Still) -> None:
    """Most dark pixels of every frame without a hand lie in the place."""
    for shot in film(still, 0, 8):
        grey = np.asarray(cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)
        assert grey.shape == (HEIGHT, WIDTH)
        inside = np.zeros(grey.shape, np.uint8)
        cv2.fillConvexPoly(inside, shot.corners[0].astype(np.int32), 1)
        dark = grey < np.median(grey) - 70
        assert dark[inside == 1].mean() > 4 * dark[inside == 0].mean()


def test_a_whole_still_stays_in_the_frame(still: Still) -> None:
    """A plate's place is its middle: a film that fills the frame with that alone would cut the number off."""
    middle = Target("2467", np.array([[150, 40], [240, 40], [240, 80], [150, 80]], float))
    border = Target("", np.array([[20, 10], [380, 10], [380, 110], [20, 110]], float))
    near, shown = (
        list(film(Still("made", still.picture, targets, whole), 0, 8))
        for targets, whole in (((middle,), False), ((middle, border), True))
    )
    assert min(np.ptp(shot.corners[0][:, 0]) for shot in near) > WIDTH / 3
    assert max(np.ptp(shot.corners[0][:, 0]) for shot in shown) < WIDTH / 4
    sides = np.concatenate([shot.corners[1][:, 0] for shot in shown])
    assert sides.min() >= 0 and sides.max() <= WIDTH


def test_a_printed_number_locks_rightly(still: Still) -> None:
    """By the product's own reading and tracking, with what the shipped card says."""
    with Reader.open() as reader:
        tracker = reader.tracker()
        (outcome,) = judge(still, read_film(reader, film(still, 0), tracker), tracker)
    assert outcome.shown_at is not None
    assert outcome.wrong_locks <= outcome.locks


def frames(*texts: str) -> Iterator[Seen]:
    box = Box(100, 100, 200, 40)
    place = np.array([[90, 90], [310, 90], [310, 150], [90, 150]], float)
    for text in texts:
        glyphs = tuple(
            Glyph(int(c), 0.99, tuple(0.99 if k == int(c) else 0.001 for k in range(11)), (), box) for c in text
        )
        lines = (Line(text, 0.99, box, glyphs, ((text, 0.98),)),) if text else ()
        yield Seen(Reading("photo", 640, 480, 0, lines, {}, "made"), (place,))


def test_locks_wrong_locks_and_flips_are_counted(still: Still) -> None:
    """A wrong lock that is mended by three contradictions is one wrong lock, one flip and one right lock."""
    (outcome,) = judge(still, frames(*["2461"] * 5, *["2467"] * 8), Tracker())
    assert (outcome.locks, outcome.wrong_locks, outcome.flips) == (2, 1, 1)
    assert outcome.right_at is not None
    assert outcome.right_at > 5
    (steady,) = judge(still, frames(*["2467"] * 6), Tracker())
    assert (steady.locks, steady.wrong_locks, steady.flips) == (1, 0, 0)
    (nothing,) = judge(still, frames(*[""] * 4), Tracker())
    assert (nothing.right_at, nothing.locks, nothing.locked_frames) == (None, 0, 0)


def test_figures_have_counts_and_never_is_said(still: Still) -> None:
    """A percentile over all numbers is never where too many did not lock rightly."""
    made = [FilmOutcome("a", "1", n, 1, 1, 0, 0, 10) for n in (2, 3, 4)]
    missed = [FilmOutcome("b", "1", None, None, 1, 1, 2, 30)]
    row = film_figures("made", made + missed)
    assert row["frames_to_right_lock"] == {"median": 3, "p90": 4}
    assert row["frames_of_all_numbers"] == {"median": 4, "p90": None}
    assert (row["wrong_locks"]["hits"], row["wrong_locks"]["count"]) == (1, 4)
    assert row["flips_per_locked_minute"] == pytest.approx(2 / 0.1)
    assert films_table([row], "made").row_count == 1
    assert FRAMES > 8


def test_of_a_row_of_boxes_a_line_is_right_that_reads_those_it_covers() -> None:
    """Empty boxes part a sudoku's row into several numbers, each of them right."""
    place = np.array([[0, 0], [90, 0], [90, 10], [0, 10]], float)
    row = Target("3846", place, "308004006")
    assert covered(row.cells, place, Box(0, 0, 28, 10)) == "38"
    assert surely_right(row, place, Stable(1, "38", 1.0, True, Box(0, 0, 28, 10)))
    assert not surely_right(row, place, Stable(1, "38", 1.0, True, Box(0, 0, 60, 10)))


def test_a_line_lies_in_a_place_by_its_middle() -> None:
    """Boxes are never quite those of the label."""
    place = np.array([[0, 0], [100, 0], [100, 50], [0, 50]], float)
    assert lies_in(Stable(1, "1", 1.0, False, Box(40, 10, 90, 20)), place)
    assert not lies_in(Stable(1, "1", 1.0, False, Box(80, 10, 90, 20)), place)
