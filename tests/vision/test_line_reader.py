"""The second reader: exact sums over alignments, batches that change nothing, honest errors, real digits read."""

import itertools
import json
import math
from collections import defaultdict
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.checkpoint import SHIPPED
from vision.errors import BadCheckpoint
from vision.line_crop import HEIGHT, MAX_WIDTH, crop_line
from vision.line_posterior import BLANK, LinePosterior
from vision.line_reader import BATCH_COLUMNS, CARD, ONNX, LineReader, grouped, padded
from vision.line_vote import LineVote, other_views

EXCERPT = Path(__file__).parents[1] / "data" / "mnist_excerpt.npz"


@pytest.fixture(scope="module")
def line_reader() -> LineReader:
    reader = LineReader.open(SHIPPED / "permissive")
    assert reader is not None
    return reader


def random_frames(count: int, seed: int, classes: tuple[int, ...] = tuple(range(11))) -> NDArray[np.float32]:
    """Normalised log-probabilities; classes that are not named are all but impossible."""
    logits = np.full((count, 11), -40.0)
    logits[:, classes] = np.random.default_rng(seed).normal(0, 2, (count, len(classes)))
    return (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)).astype(np.float32)


def by_hand(frames: NDArray[np.float32], classes: tuple[int, ...]) -> dict[str, float]:
    """The probability of every string: each alignment collapsed by the definition of CTC."""
    total: dict[str, float] = defaultdict(float)
    for path in itertools.product(classes, repeat=len(frames)):
        text = "".join(str(k) for k, _ in groupby(path) if k != BLANK)
        total[text] += math.exp(sum(float(frames[t, k]) for t, k in enumerate(path)))
    return total


@pytest.mark.parametrize("seed", range(4))
def test_a_score_is_the_sum_over_all_alignments(seed: int) -> None:
    """Rescoring the lattice's strings rests on this number; checked against every path there is."""
    classes = (1, 7, BLANK)
    frames = random_frames(6, seed, classes)
    posterior = LinePosterior(frames)
    for text, probability in by_hand(frames, classes).items():
        assert posterior.score(text) == pytest.approx(math.log(probability), abs=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_strings_are_the_best_there_are(seed: int) -> None:
    """Three classes over five frames can be listed: the search must find the same five."""
    classes = (0, 3, BLANK)
    frames = random_frames(5, seed, classes)
    expected = sorted(by_hand(frames, classes).items(), key=lambda item: -item[1])[:5]
    found = LinePosterior(frames).best(5)
    assert [text for text, _ in found] == [text for text, _ in expected]
    assert [score for _, score in found] == pytest.approx([math.log(p) for _, p in expected], abs=1e-4)


def test_two_equal_digits_need_a_blank_between() -> None:
    """Else "11" and "1" would be the same: the likeliest error of a line reader."""
    frames = random_frames(2, 0)
    assert LinePosterior(frames).score("11") == -math.inf
    assert LinePosterior(frames).score("12") > -math.inf


def test_silence_is_read_as_no_digits() -> None:
    """An empty line has an answer, and it is the empty string."""
    frames = np.full((9, 11), -30.0, np.float32)
    frames[:, BLANK] = 0
    posterior = LinePosterior(frames)
    text, score = posterior.best(3)[0]
    assert text == ""
    assert score == pytest.approx(0)
    assert posterior.margin() == pytest.approx(1, abs=1e-6)


def test_no_folder_no_reader(tmp_path: Path) -> None:
    """A checkpoint without line weights is served without a second reader."""
    assert LineReader.open(tmp_path) is None


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    """Weights that are not the card's must not be read with silently."""
    (tmp_path / ONNX).write_bytes(b"half a file")
    with pytest.raises(BadCheckpoint):
        LineReader.open(tmp_path)
    (tmp_path / CARD).write_text(json.dumps({"sha256": {ONNX: "0" * 64}}))
    with pytest.raises(BadCheckpoint, match="not the file"):
        LineReader.open(tmp_path)


def test_company_changes_nothing(line_reader: LineReader) -> None:
    """What is read in a line must not depend on the lines that happened to be read with it."""
    rng = np.random.default_rng(0)
    lines = [rng.integers(0, 256, (HEIGHT, width), np.uint8) for width in (8, 61, 64, 200, 63, 9)]
    together = line_reader.read(lines)
    for line, posterior in zip(lines, together, strict=True):
        alone = line_reader.read([line])[0]
        assert posterior.frames.shape == (-(-line.shape[1] // 4), 11)
        np.testing.assert_allclose(posterior.frames, alone.frames, atol=1e-4)


def test_nothing_to_read_is_no_error(line_reader: LineReader) -> None:
    """A picture without lines asks for nothing."""
    assert line_reader.read([]) == []


def test_an_endless_line_is_cut(line_reader: LineReader) -> None:
    """Bounded time and memory, whoever made the picture."""
    posterior = line_reader.read([np.zeros((HEIGHT, MAX_WIDTH + 500), np.uint8)])[0]
    assert len(posterior.frames) == MAX_WIDTH // 4


def test_calls_are_bounded_and_hold_equal_widths() -> None:
    """Every line is in exactly one call; no call has more columns than allowed."""
    widths = np.random.default_rng(1).integers(1, 1500, 400).tolist()
    groups = grouped(widths)
    assert sorted(index for group in groups for index in group) == list(range(400))
    for group in groups:
        assert len({padded(widths[index]) for index in group}) == 1
        assert len(group) * padded(widths[group[0]]) <= BATCH_COLUMNS


def test_strings_of_real_digits_are_read(line_reader: LineReader) -> None:
    """The shipped weights, the crop and the search together, on digits of writers that were never trained on."""
    with np.load(EXCERPT) as excerpt:
        images, labels = excerpt["images"], excerpt["labels"]
    rng = np.random.default_rng(3)
    right = 0
    for _ in range(25):
        chosen = rng.integers(0, len(labels), 5)
        ink = np.hstack(
            [np.zeros((28, 6), np.uint8), *(images[k][:, 4:24] for k in chosen), np.zeros((28, 6), np.uint8)]
        )
        page = 255 - np.asarray(cv2.resize(ink, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
        posterior = line_reader.read([crop_line(page)])[0]
        right += posterior.best(1)[0][0] == "".join(str(labels[k]) for k in chosen)
    assert right >= 20


def test_a_vote_goes_to_the_string_that_all_views_allow() -> None:
    """One view's sure slip must not overrule two others."""
    sure = np.full((3, 11), -9.0, np.float32)
    sure[:, BLANK] = -0.01
    one, seven = sure.copy(), sure.copy()
    one[1] = np.log(np.full(11, 0.01))
    one[1, 1] = np.log(0.9)
    seven[1] = np.log(np.full(11, 0.05))
    seven[1, 7] = np.log(0.5)
    vote = LineVote((LinePosterior(one), LinePosterior(one), LinePosterior(seven)))
    assert vote.best(2)[0][0] == "1"
    assert vote.score("1" * 40) == pytest.approx(-30)
    assert 0.5 < vote.margin() <= 1


def test_views_keep_the_height_and_the_ink() -> None:
    """Every view must be a line picture of the same line."""
    picture = np.zeros((HEIGHT, 120), np.uint8)
    picture[8:32, 40:60] = 255
    for view in other_views(picture):
        assert view.shape[0] == HEIGHT
        assert 0.5 < (view > 127).sum() / (picture > 127).sum() < 1.3
        assert (view.shape != picture.shape) or (view != picture).any()


def test_lines_are_voted_on_in_their_order(line_reader: LineReader) -> None:
    """Views of many lines go through the network together and come back to their own line."""
    rng = np.random.default_rng(5)
    lines = [rng.integers(0, 256, (HEIGHT, width), np.uint8) for width in (50, 90, 30)]
    for line, vote in zip(lines, line_reader.vote(lines), strict=True):
        alone = line_reader.read([line])[0]
        np.testing.assert_allclose(vote.views[0].frames, alone.frames, atol=1e-4)
        (told,) = line_reader.vote([line], [alone])
        assert told.views[0] is alone
        assert len(told.views) == len(vote.views) > 1
    assert line_reader.vote([]) == []
