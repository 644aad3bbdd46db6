"""The recordings are what their README says, and are read: the whole road, from files to digits."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from vision import Document, Ink, Reader, Source

FOLDER = Path(__file__).parents[1] / "recordings"
ANSWERS: dict[str, list[list[str]]] = json.loads((FOLDER / "answers.json").read_text("utf-8"))


def _pages(name: str) -> list[Source]:
    """What is in a recording, page by page."""
    if name.endswith(".json"):
        ink = json.loads((FOLDER / name).read_text("utf-8"))
        size = {key: ink[key] for key in ("width", "height", "pen_px")}
        return [Ink.from_points(ink["strokes"], **size)]
    document = Document.open(FOLDER / name)
    return [document.page(index) for index in range(document.pages)]


@pytest.mark.parametrize("name", ANSWERS)
def test_every_recording_opens_with_as_many_pages_as_answers(name: str) -> None:
    """Answers are lines of digits; a page without any has none."""
    answers = ANSWERS[name]
    assert len(_pages(name)) == len(answers)
    assert all(line.isdecimal() for lines in answers for line in lines)


def test_every_recording_has_an_answer() -> None:
    """And together they stay small."""
    recordings = {path for path in FOLDER.iterdir() if path.suffix not in (".py", ".md") and path.is_file()}
    assert {path.name for path in recordings} - {"answers.json"} == set(ANSWERS)
    assert len(recordings) <= 40
    assert sum(path.stat().st_size for path in recordings) <= 1_500_000


@pytest.mark.parametrize(("kind", "at_least"), [("ink", 0.98), ("photo", 0.85), ("scan", 0.98)])
def test_most_digits_are_read(kind: str, at_least: float, reader: Reader) -> None:
    """A broken road reads next to nothing; how well a sound one reads, the model cards say."""
    assert _share_read(reader, kind) >= at_least


def _share_read(reader: Reader, kind: str) -> float:
    """How far readings and answers of a kind agree: 1 when every digit is read, in its order, and nothing else.

    Twice the digits that match, over those of both: lost and added ones count alike.
    """
    right = wanted = 0
    for name in (name for name in ANSWERS if name.startswith(kind)):
        for page, lines in zip(_pages(name), ANSWERS[name], strict=True):
            answer, read = "".join(lines), "".join(line.text for line in reader.read(page).lines)
            same = SequenceMatcher(None, answer, read, autojunk=False).get_matching_blocks()
            right += 2 * sum(block.size for block in same)
            wanted += len(answer) + len(read)
    return right / wanted
