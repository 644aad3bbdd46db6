"""The archives of the UCI repository, in miniature."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from training.errors import DamagedData
from training.isolated import load_isolated
from training.strokes import load_drawings
from training.uci import bitmaps, unipen_digits, unpack

UNIPEN = """ .INCLUDE words
.SEGMENT DIGIT 0 ? "8"
.COMMENT 8 12 224
.PEN_DOWN
 267 333
 268 320
.PEN_UP
.DT 100

.SEGMENT DIGIT 1-2 ? "4"
.COMMENT 4 3 9
.PEN_DOWN
 1 2
.PEN_UP
.DT 100
.PEN_DOWN
 3 4
 5 6
.PEN_UP
.DT 100
"""


def test_unipen_digits_have_writers_strokes_and_y_pointing_down() -> None:
    """A digit upside down would still train, and never read."""
    first, second = unipen_digits(UNIPEN, "train")
    assert first == {"label": "8", "writer": "train-12", "split": "train", "strokes": [[[267, 167], [268, 180]]]}
    assert second["label"] == "4"
    assert second["strokes"] == [[[1, 498]], [[3, 496], [5, 494]]]


def test_bitmaps_are_read_after_their_header() -> None:
    """32 rows, then the digit."""
    rows = ["0" * 16 + "1" * 16] * 32
    text = "\n".join(["ntot = 2", "entwidth = 32", *rows, " 7", *rows, " 3"])
    (picture, label), (_, other) = bitmaps(text)
    assert picture.shape == (32, 32)
    assert picture[0].tolist() == [0] * 16 + [255] * 16
    assert (label, other) == (7, 3)


def test_a_short_picture_is_refused() -> None:
    """A cut file must not shift every label after the cut."""
    with pytest.raises(ValueError, match="32 x 32"):
        list(bitmaps("\n".join(["0" * 32] * 31 + [" 7"])))


def test_an_archive_of_something_else_is_damaged_data(tmp_path: Path) -> None:
    """No zip at all, a zip without the member, a member of other content."""
    archive = tmp_path / "a.zip"
    archive.write_bytes(b"<html>not found</html>")
    with pytest.raises(DamagedData, match=r"a\.zip"):
        unpack("pendigits", archive, tmp_path)
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("semeion.data", "0.0 1.0")
    with pytest.raises(DamagedData, match="semeion"):
        unpack("semeion", archive, tmp_path)
    with pytest.raises(DamagedData):
        unpack("optdigits", archive, tmp_path)


def test_unpacked_sets_are_what_the_loaders_read(tmp_path: Path) -> None:
    """From the archive to samples, for both forms."""
    picture = "\n".join(["0" * 12 + "1" * 8 + "0" * 12] * 32) + "\n 1\n"
    with zipfile.ZipFile(tmp_path / "o.zip", "w") as members:
        members.writestr("optdigits-orig.tra.Z", stored(picture * 2))
        members.writestr("optdigits-orig.cv.Z", stored(picture))
    assert unpack("optdigits", tmp_path / "o.zip", tmp_path) == 3
    samples = load_isolated(tmp_path / "isolated" / "optdigits.npz", "optdigits")
    assert samples.groups.tolist() == ["optdigits-tra"] * 2 + ["optdigits-tes"]
    assert np.array_equal(samples.labels, [1, 1, 1])
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as members:
        for ending in ("tra", "tes"):
            members.writestr(f"pendigits-orig.{ending}.Z", stored(UNIPEN))
    assert unpack("pendigits", tmp_path / "p.zip", tmp_path) == 4
    drawings = load_drawings(tmp_path / "strokes" / "pendigits.jsonl.gz", "pendigits")
    assert [drawing.label for drawing in drawings] == [8, 4, 8, 4]
    assert drawings[2].writer == "pendigits-test-12"


def stored(text: str) -> bytes:
    """A .Z file that uses single bytes only: every 200 codes the table is cleared before codes grow."""
    out = bytearray(b"\x1f\x9d\x90")
    data = text.encode()
    for start in range(0, len(data), 200):
        codes = [*data[start : start + 200], 256]
        codes += [0] * (-len(codes) % 8)
        bits = sum(code << (9 * place) for place, code in enumerate(codes))
        out += bits.to_bytes(9 * len(codes) // 8, "little")
    return bytes(out)
