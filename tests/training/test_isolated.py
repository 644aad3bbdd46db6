"""Sets of single pictures."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.tiny import digits
from training.errors import DamagedData, MissingData
from training.isolated import clear_paper, load_isolated


def _save(path: Path, **arrays: object) -> Path:
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


def test_crops_are_bright_ink_on_black_in_mnists_frame(tmp_path: Path) -> None:
    """A wrong polarity leaves 10 % of digits right, another frame costs points: both are seen here."""
    large = np.stack([cv2.resize(crop, (64, 64)) for crop in digits(8).images])
    samples = load_isolated(_save(tmp_path / "a.npz", images=large, labels=np.arange(8, dtype=np.int8)), "a")
    assert samples.images.shape == (8, 28, 28)
    for crop in samples.images:
        _, _, width, height = cv2.boundingRect(crop)
        assert max(width, height) == 20
        assert crop[:, [0, -1]].max() == 0
        assert crop.max() > 150


def test_a_smear_of_grey_does_not_widen_the_box() -> None:
    """The normaliser takes every pixel that is not 0 for ink."""
    picture = np.full((28, 28), 25, np.uint8)
    picture[10:18, 12:16] = 230
    cleared = clear_paper(picture)
    assert cv2.boundingRect(cleared) == (12, 10, 4, 8)
    assert cleared.max() == 255


def test_empty_pictures_are_left_out(tmp_path: Path) -> None:
    """Some sets have them; a label on nothing teaches nothing."""
    images = np.zeros((2, 16, 16), np.uint8)
    images[0, 4:12, 6:9] = 255
    samples = load_isolated(_save(tmp_path / "a.npz", images=images, labels=[1, 2]), "a")
    assert samples.labels.tolist() == [1]


def test_neighbours_of_bhmsds_share_a_group(tmp_path: Path) -> None:
    """They are probably from one sheet, so a split must keep them together."""
    images = digits(3).images
    path = _save(tmp_path / "b.npz", images=images, labels=[0, 0, 0], group=[5, 99, 100])
    assert load_isolated(path, "bhmsds").groups.tolist() == ["bhmsds-0", "bhmsds-0", "bhmsds-1"]


def test_missing_and_damaged_files_are_told_apart(tmp_path: Path) -> None:
    """One wants fetching, the other deleting first."""
    with pytest.raises(MissingData):
        load_isolated(tmp_path / "none.npz", "none")
    (tmp_path / "bad.npz").write_bytes(b"PK but no more")
    with pytest.raises(DamagedData):
        load_isolated(tmp_path / "bad.npz", "bad")
    with pytest.raises(DamagedData, match="images"):
        load_isolated(_save(tmp_path / "other.npz", values=[1]), "other")
