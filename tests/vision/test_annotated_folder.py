"""Every annotated picture gets a file of its own, or a hint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vision.annotated_folder import AnnotatedFolder
from vision.errors import Unwritable
from vision.reading import Reading

PICTURE = np.zeros((4, 4, 3), np.uint8)
NOTHING = Reading("photo", 4, 4, 0, (), {}, "test")


def test_pictures_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """scan.png of Monday's folder and scan.png of Tuesday's."""
    folder = AnnotatedFolder(tmp_path / "new" / "folder")
    paths = [folder.write(name, PICTURE, NOTHING) for name in ("scan.png", "scan.png", "scan-2.png", "scan.jpg")]
    assert [path.name for path in paths] == ["scan.png", "scan-2.png", "scan-2-2.png", "scan.jpg"]
    assert all(path.stat().st_size for path in paths)


def test_a_second_run_writes_the_same_names(tmp_path: Path) -> None:
    """Running a command twice must not fill the disk."""
    for _ in range(2):
        assert AnnotatedFolder(tmp_path).write("scan.png", PICTURE, NOTHING) == tmp_path / "scan.png"


def test_a_folder_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    """Not after the first hour of reading."""
    (tmp_path / "file").touch()
    with pytest.raises(Unwritable):
        AnnotatedFolder(tmp_path / "file" / "folder")


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Here a folder stands where the picture should go."""
    (tmp_path / "scan.png").mkdir()
    with pytest.raises(Unwritable):
        AnnotatedFolder(tmp_path).write("scan.png", PICTURE, NOTHING)
