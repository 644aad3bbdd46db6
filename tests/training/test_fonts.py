"""Characters drawn from font files; the file here is the one that Pillow carries."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFont

from training.errors import MissingData
from training.fonts import DIGIT_TURNS, LETTERS, LIST, SIGNS, load_fonts
from training.linereader.pictographs import FONT, pictographs
from training.samples import DIGIT_SHAPED


def _font(folder: Path, name: str) -> None:
    carried = ImageFont.load_default(12)
    assert isinstance(carried, ImageFont.FreeTypeFont)
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(carried.font_bytes)


def test_a_listed_font_gives_its_digits_letters_and_signs(tmp_path: Path) -> None:
    """Digits several times over, each a little different; everything in one family's group."""
    _font(tmp_path, "DejaVuSans.ttf")
    samples = load_fonts((tmp_path,))
    for digit in range(10):
        crops = samples.images[samples.labels == digit]
        assert len(crops) == DIGIT_TURNS
        assert len({crop.tobytes() for crop in crops}) > 1
    letters = set(samples.symbols[samples.labels < 0].tolist())
    assert set(LETTERS) <= letters
    assert not letters & DIGIT_SHAPED
    assert set(samples.groups.tolist()) == {"fonts-fonts-dejavu-core"}


def test_a_box_for_a_missing_character_is_not_taken_for_one(tmp_path: Path) -> None:
    """It looks like a 0; this face lacks some of the signs."""
    _font(tmp_path, "DejaVuSans.ttf")
    samples = load_fonts((tmp_path,))
    signs = [samples.images[samples.symbols == sign] for sign in SIGNS if sign in samples.symbols]
    assert len({crops[0].tobytes() for crops in signs}) == len(signs)


def test_fonts_that_are_not_listed_are_not_used(tmp_path: Path) -> None:
    """Their licence was not looked at."""
    _font(tmp_path, "Unknown.ttf")
    with pytest.raises(MissingData, match="--fonts"):
        load_fonts((tmp_path,))


def test_every_listed_package_has_a_free_licence() -> None:
    """Copyleft and unknown ones stay out of the permissive weights; no file is listed twice under two licences."""
    entries = json.loads(LIST.read_text())
    free = ("OFL", "Apache", "MIT", "BSD", "public domain", "Bitstream Vera", "UFL", "GUST")
    owners: dict[str, set[str]] = {}
    for entry in entries:
        assert entry["licence"].startswith(free), entry
        assert "GPL" not in entry["licence"]
        for file in entry["files"]:
            owners.setdefault(file, set()).add(entry["licence"])
    assert all(len(licences) == 1 for licences in owners.values())
    assert np.sum([len(entry["files"]) for entry in entries]) > 300


def test_pictographs_are_what_the_font_has_and_nothing_else(tmp_path: Path) -> None:
    """The box that stands for a character the font lacks is no picture; without the font there are none."""
    assert pictographs((tmp_path / "nowhere",)) == ()
    _font(tmp_path, FONT)
    shapes = [ink.tobytes() for ink in pictographs((tmp_path,))]
    assert len(shapes) == len(set(shapes))
