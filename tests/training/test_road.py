"""The whole road is measured on whole strings, with counts."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.road import measure_road
from vision import Reader


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "strings" / "question_numbers"
    folder.mkdir(parents=True)
    rows = ["file\ttext"]
    for name, drawn, label in (("a.png", "2467", "24-67"), ("b.png", "305", "999"), ("c.png", "7", "")):
        picture = np.full((120, 400), 240, np.uint8)
        cv2.putText(picture, drawn, (40, 90), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 20, 6, cv2.LINE_AA)
        cv2.imwrite(str(folder / name), picture)
        rows.append(f"{name}\t{label}")
    (folder / "labels.tsv").write_text("\n".join(rows), "utf-8")
    return tmp_path


def test_whole_strings_count_and_unlabelled_pictures_do_not(data: Path) -> None:
    """Separators of the label are no digits, a wrong string counts as wrong, missing folders are left out."""
    with Reader.open() as reader:
        (figure,) = measure_road(reader, data)
    assert (figure.exact.hits, figure.exact.count) == (1, 2)
