"""The tables of whole numbers: figures of known outcomes, material that is there, pictures that stay outside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.errors import UnknownRecipe
from training.evaluation.figures import figures, paired, sign_test
from training.evaluation.outcome import Outcome
from training.evaluation.readers import Numeral, Shaded, Turned, found_line
from training.evaluation.run import chosen, measure, some
from training.evaluation.sheets import PROJECT, InsideProject, outside, write_sheet
from training.evaluation.show import numbers_markdown, numbers_table
from training.evaluation.task import Found, Task
from vision import Box, Photo, Reader
from vision.reading import Glyph, Line
from vision.source import ColourOrder

PAPER = Photo(np.full((40, 90), 255, np.uint8))


def made(wanted: str, answer: str, confidence: float = 0.9, number: int = 0, doubtful: bool = False) -> Outcome:
    task = Task(f"{number}.png", PAPER, wanted, doubtful)
    return Outcome(task, wanted, answer, wanted == answer, confidence, cpu_ms=4.0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three numbers, one of them labelled wrongly and one not at all."""
    folder = tmp_path / "strings" / "question_numbers"
    folder.mkdir(parents=True)
    rows = ["file\ttext\tnote"]
    for name, drawn, label in (("a.png", "2467", "24-67"), ("b.png", "305", "999"), ("c.png", "7", "")):
        picture = np.full((120, 400), 240, np.uint8)
        cv2.putText(picture, drawn, (40, 90), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 20, 6, cv2.LINE_AA)
        cv2.imwrite(str(folder / name), picture)
        rows.append(f"{name}\t{label}\t{'looks odd' if name == 'b.png' else ''}")
    (folder / "labels.tsv").write_text("\n".join(rows), "utf-8")
    return tmp_path


def test_a_row_has_shares_with_counts_errors_doubt_and_time() -> None:
    """Each by its own definition; flagged labels are counted with and without."""
    outcomes = [
        made("123", "123", 0.99, 0),
        made("456", "456", 0.9, 1),
        made("789", "79", 0.5, 2),
        made("11", "12", 0.2, 3, doubtful=True),
    ]
    row = figures(outcomes)
    assert (row["exact"]["hits"], row["exact"]["count"]) == (2, 4)
    assert (row["digits"]["hits"], row["digits"]["count"]) == (9, 11)
    assert row["character_error_rate"] == pytest.approx(2 / 11)
    assert row["coverage_at_99"] == row["coverage_at_99_9"] == 0.5
    assert row["ece"] == pytest.approx((0.01 + 0.1 + 0.5 + 0.2) / 4)
    assert (row["cpu_ms"], row["pictures"]) == (4.0, 4)
    plain = row["parts"]["without flagged labels"]
    assert (plain["hits"], plain["count"], plain["coverage_at_99"]) == (2, 3, pytest.approx(2 / 3))


def test_two_readers_are_compared_on_the_same_numbers() -> None:
    """Eight to none is more than luck, one to one is not, and nothing to split says nothing."""
    ours = [made("1", "1", number=n) for n in range(9)]
    theirs = [replace(o, right=False) for o in ours[:8]] + ours[8:]
    found = paired(ours, theirs)
    assert (found["only_ours"], found["only_theirs"]) == (8, 0)
    assert found["p"] == pytest.approx(2 / 2**8)
    assert sign_test(1, 1) == sign_test(0, 0) == 1.0


def test_the_whole_road_is_measured_on_what_is_there(data: Path) -> None:
    """Separators of a label are no digits, a wrong string counts as wrong, missing folders are left out."""
    with Reader.open() as reader:
        results = list(measure(reader.checkpoint, [Numeral(reader)], data, chosen(["amounts", "questions"])))
    (row,) = [result.to_json() for result in results]
    assert (row["set"], row["trained_on"]) == ("questions", "no")
    assert (row["exact"]["hits"], row["exact"]["count"]) == (1, 2)
    assert row["cpu_ms"] > 0
    assert numbers_table([row], "made").row_count == 2
    assert "| numbers of exam questions, cropped | 50.0 % | " in numbers_markdown([row])


def test_plates_are_also_counted_by_what_only_they_have() -> None:
    """In short too: labels use O and 0 loosely, so that strictly a right answer may count as wrong."""
    plates = [
        replace(made("26", "026"), folded=True, placed=True),
        replace(made("82", "82"), folded=True, placed=False),
    ]
    row = {"title": "plates", "reader": "permissive", **figures(plates)}
    shown = numbers_markdown([row]).splitlines()
    assert [line[:30] for line in shown[2:]] == [
        "| plates | 50.0 % | 9.5 to 90."[:30],
        "| … O and 0, I and 1 taken for the same"[:30],
        "| … and letters marked in their place"[:30],
    ]
    assert "| 100.0 % |" in shown[3]
    assert "| 0.0 % |" in shown[4]


def test_short_runs_are_drawn_evenly_and_unknown_sets_are_told() -> None:
    """The first hundred of a sorted folder would be all of one kind."""
    tasks = [Task(str(number), PAPER, "1") for number in range(10)]
    assert [task.name for task in some(tasks, 4)] == ["0", "2", "5", "7"]
    assert some(tasks, None) == tasks
    with pytest.raises(UnknownRecipe, match="us-crops"):
        chosen(["plates"])


def test_pictures_of_errors_never_land_in_the_project(tmp_path: Path) -> None:
    """They show other people's writing, names and plates."""
    with pytest.raises(InsideProject):
        outside(PROJECT / "errors")
    assert not (PROJECT / "errors").exists()
    path = outside(tmp_path / "errors") / "sheet.png"
    assert write_sheet([made("1", "1")], path) == 0
    assert not path.exists()
    assert write_sheet([made("1", "7"), made("1", "1")], path) == 1
    assert cv2.imread(str(path)) is not None


def test_letters_keep_their_place_and_separators_are_left_out() -> None:
    """Labels of plates have letters and no dashes: a dash that is reported as one is no letter in the wrong place."""
    box = Box(0, 0, 10, 20)
    signs = [("K", None), ("-", None), ("", 7), ("", 1), ("", None)]
    glyphs = tuple(Glyph(digit, 1.0, (), (), box, symbol=symbol) for symbol, digit in signs)
    found = found_line(Line("71", 0.9, box, glyphs))
    assert (found.signs, len(found.centres), found.digits) == (".71.", 4, "71")


@pytest.mark.parametrize("degrees", [90, 180, 270, 15])
def test_turned_pictures_are_scored_where_their_labels_are(degrees: int) -> None:
    """A number must count by its place as on the upright picture, whoever reads it."""
    grey = np.full((240, 520), 230, np.uint8)
    cv2.putText(grey, "4735274", (40, 90), cv2.FONT_HERSHEY_SIMPLEX, 2.2, 40, 6, cv2.LINE_AA)
    task = Task("card", Photo(grey), "4735274")
    with Reader.open() as reader:
        upright, *_ = Numeral(reader).read(task, whole=True)
        found, *_ = Turned(Numeral(reader), degrees).read(task, whole=True)
    assert found.digits == upright.digits == task.text
    for one, other in zip(found.centres, upright.centres, strict=True):
        assert one == pytest.approx(other, abs=6)
    assert found.box.x + found.box.width / 2 == pytest.approx(upright.box.x + upright.box.width / 2, abs=8)


def test_shaded_pictures_are_the_same_for_every_reader() -> None:
    """Half of the picture lies in the shadow, ink and paper alike; its name says where, so all readers see the same."""
    grey = np.full((80, 300), 200, np.uint8)
    seen: list[np.ndarray] = []

    class Watching:
        name, clock = "watching", staticmethod(lambda: 0.0)

        def read(self, task: Task, *, whole: bool) -> list[Found]:
            seen.append(task.picture())
            return []

    for name in ("one", "one", "other"):
        Shaded(Watching()).read(Task(name, Photo(grey), "1"), whole=False)
    assert (seen[0] == seen[1]).all()
    assert (seen[0] != seen[2]).any()
    dark = seen[0] < 160
    assert 0.1 < dark.mean() < 0.9
    assert seen[0].max() >= 198 and seen[0][dark].min() >= 200 * 0.35


@pytest.mark.parametrize("order", ["RGB", "BGR"])
def test_whoever_reads_a_task_sees_its_colours(order: ColourOrder) -> None:
    """Drawn pictures are RGB and files BGR; with red and blue exchanged the others read something else."""
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., order.index("R")] = 255
    assert (Task("red", Photo(red, order), "1").picture() == (0, 0, 255)).all()
