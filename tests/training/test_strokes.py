"""Sets of pen strokes."""

from pathlib import Path

import numpy as np
import pytest

from tests.training.tiny import write_strokes
from training.errors import DamagedData, MissingData
from training.strokes import draw, load_drawings
from vision.ink import render
from vision.normalise import normalise

SEVEN: dict[str, object] = {
    "label": "7",
    "writer": "anna",
    "strokes": [[[0, 0], [40, 0], [15, 90]], [[5, 45], [35, 45]]],
}
LETTER: dict[str, object] = {
    "label": "K",
    "writer": None,
    "strokes": [[[0, 0, 0.2, 0], [0, 50, 0.9, 20]], [[20, 0, 0.5, 40], [3, 25, 0.5, 60]]],
}


def test_a_drawing_becomes_what_the_canvas_makes_of_it(tmp_path: Path) -> None:
    """Training that draws otherwise than serving misreads small and thin digits."""
    write_strokes(tmp_path / "a.jsonl.gz", [SEVEN])
    drawing = load_drawings(tmp_path / "a.jsonl.gz", "a")[0]
    samples = draw([drawing], 1, seed=0)
    scaled = [type(s)(s.points * (120 / 90), s.times_ms, s.pressures) for s in drawing.strokes]
    expected = normalise(render(scaled, 8.0))
    assert np.abs(samples.images[0].astype(int) - expected).mean() < 3
    assert samples.labels.tolist() == [7]
    assert samples.groups.tolist() == ["a-anna"]


def test_every_further_drawing_differs_and_the_seed_decides_how(tmp_path: Path) -> None:
    """Pens and slants vary; runs must be repeatable."""
    write_strokes(tmp_path / "a.jsonl.gz", [SEVEN, LETTER])
    drawings = load_drawings(tmp_path / "a.jsonl.gz", "a")
    first, again = draw(drawings, 4, seed=1), draw(drawings, 4, seed=1)
    assert len(first) == 8
    assert np.array_equal(first.images, again.images)
    assert len({crop.tobytes() for crop in first.images}) == 8


def test_letters_are_no_digits_and_unnamed_writers_come_in_blocks(tmp_path: Path) -> None:
    """A split at random would put one hand on both sides."""
    write_strokes(tmp_path / "a.jsonl.gz", [LETTER] * 11)
    samples = draw(load_drawings(tmp_path / "a.jsonl.gz", "a"), 1, seed=0)
    assert set(samples.labels.tolist()) == {-1}
    assert set(samples.symbols.tolist()) == {"K"}
    assert samples.groups.tolist() == ["a-block0"] * 10 + ["a-block1"]


def test_drawings_without_points_are_left_out(tmp_path: Path) -> None:
    """There are a few in public sets."""
    write_strokes(tmp_path / "a.jsonl.gz", [{"label": "1", "writer": "x", "strokes": []}])
    assert len(draw(load_drawings(tmp_path / "a.jsonl.gz", "a"), 3, seed=0)) == 0


def test_missing_and_damaged_files_are_told_apart(tmp_path: Path) -> None:
    """One wants fetching, the other deleting first."""
    with pytest.raises(MissingData):
        load_drawings(tmp_path / "none.jsonl.gz", "a")
    write_strokes(tmp_path / "a.jsonl.gz", [{"label": "1"}])
    with pytest.raises(DamagedData):
        load_drawings(tmp_path / "a.jsonl.gz", "a")
