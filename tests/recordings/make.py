"""Make the recordings: `python -m tests.recordings.make DATA [FOLDER]`. What each one is, README.md says."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pillow_heif
from PIL import Image, ImageDraw, ImageFont

from tests.recordings.canvas import canvas_of
from tests.recordings.material import Material
from tests.recordings.paper import BLACK, BLUE, CHALK, CREAM, PENCIL, SLATE, WHITE, Colour, Paper, Pixels

UPSIDE_RIGHT = 6
"""EXIF: turn by 90° clockwise to see it upright, as of a phone held upright."""


@dataclass
class Maker:
    """Writes recordings to `folder` and keeps their answers: for each page, its lines of digits."""

    data: Path
    folder: Path
    answers: dict[str, list[list[str]]] = field(default_factory=dict)

    def chance(self, name: str) -> tuple[Material, np.random.Generator]:
        """Material and chance for one recording: the same every time, whatever becomes of the others."""
        rng = np.random.default_rng(crc32(name.encode()))
        return Material(self.data, rng), rng

    def ink(self, name: str, source: str, *lines: str) -> None:
        """A canvas with lines of drawn digits."""
        material, rng = self.chance(name)
        canvas = canvas_of([list(material.drawn(source, line)) for line in lines], rng)
        (self.folder / name).write_text(json.dumps(canvas, separators=(",", ":")) + "\n", "utf-8")
        self.answers[name] = [list(lines)]

    def sheet(
        self,
        name: str,
        *lines: str,
        colour: Colour = CREAM,
        pen: Colour = BLACK,
        height: int = 60,
        printed: int = 0,
        ruled: bool = False,
        boxed: bool = False,
    ) -> Paper:
        """Lines of digits on paper, the first `printed` of them printed and the rest by hand."""
        material, rng = self.chance(name)
        side, step = round(height * 1.4), round(height * 2.1)
        paper = Paper.blank(110 + side * max(map(len, lines)), 60 + step * len(lines), colour, pen, rng)
        if ruled:
            paper.rule(60 + height + 8, step // 2)
        for row, line in enumerate(lines):
            top = 50 + row * step
            if boxed:
                paper.boxes(50, top - (side - height) // 2, side, len(line))
            digits = material.printed(line) if row < printed else material.handwritten(line)
            paper.write(digits, 50, top, height, side if boxed else None)
        return paper

    def save(self, name: str, answers: list[list[str]], *pages: Pixels | Image.Image, **options: Any) -> None:
        """Pages as one file of the kind that its name says."""
        first, *rest = [page if isinstance(page, Image.Image) else Image.fromarray(page) for page in pages]
        if name.endswith(".heic"):
            pillow_heif.from_pillow(first).save(self.folder / name, quality=55)
        elif rest:
            first.save(self.folder / name, save_all=True, append_images=rest, **options)
        else:
            first.save(self.folder / name, **options)
        self.answers[name] = answers


def make_inks(maker: Maker) -> None:
    """Numbers drawn with a tablet's pen, each digit by another hand, and with a finger, all by one."""
    for number, lines in enumerate((["2047"], ["96"], ["31850"], ["7"], ["4862913"], ["5501", "738"]), start=1):
        maker.ink(f"ink-pen-{number}.json", "ujipen_digits", *lines)
    for number, lines in enumerate((["1984"], ["60", "375"]), start=1):
        maker.ink(f"ink-finger-{number}.json", "numberpad", *lines)


def make_photographs(maker: Maker) -> None:
    """Handwriting before a camera: askew, in uneven light."""
    amounts = maker.sheet("photo-amounts.jpg", "4170", "982", "36051").photographed()
    maker.save("photo-amounts.jpg", [["4170", "982", "36051"]], amounts, quality=80)
    ruled = maker.sheet("photo-ruled.jpg", "27094", "8136", pen=BLUE, ruled=True).photographed()
    maker.save("photo-ruled.jpg", [["27094", "8136"]], ruled, quality=80)
    pencil = maker.sheet("photo-pencil.jpg", "60912", pen=PENCIL).photographed()
    maker.save("photo-pencil.jpg", [["60912"]], pencil, quality=80)
    chalk = maker.sheet("photo-chalk.jpg", "6852", "1947", colour=SLATE, pen=CHALK, height=80).photographed()
    maker.save("photo-chalk.jpg", [["6852", "1947"]], chalk, quality=80)
    card = maker.sheet("photo-card.jpg", "803", height=150).photographed(tilt=0.05)
    maker.save("photo-card.jpg", [["803"]], card, quality=80)
    form = maker.sheet("photo-form.heic", "60319428", "57260", colour=WHITE, boxed=True).photographed()
    maker.save("photo-form.heic", [["60319428", "57260"]], form)
    exif = Image.Exif()
    exif[0x0112] = UPSIDE_RIGHT
    sideways = np.rot90(maker.sheet("photo-sideways.jpg", "5309", "741").photographed())
    maker.save("photo-sideways.jpg", [["5309", "741"]], sideways, quality=80, exif=exif)


def make_scans(maker: Maker) -> None:
    """Print and handwriting on a flatbed, in the kinds of file that scanners and fax machines write."""
    printed = maker.sheet("scan-printed.png", "31415926", "98765432", "27183", printed=3, height=48, colour=WHITE)
    maker.save("scan-printed.png", [["31415926", "98765432", "27183"]], _grey(printed.scanned()))
    slip = maker.sheet("scan-slip.webp", "7349215", "1205", printed=1, height=48, colour=WHITE, pen=BLUE)
    maker.save("scan-slip.webp", [["7349215", "1205"]], slip.scanned(), quality=80)
    line = maker.sheet("scan-line.bmp", "84617", height=40, colour=WHITE)
    maker.save("scan-line.bmp", [["84617"]], _grey(line.scanned()))
    fax = [["29", "70485"], ["163"]]
    pages = [_bilevel(maker.sheet(f"fax {page}", *page, colour=WHITE, ruled=True).scanned()) for page in fax]
    maker.save("scan-fax.tif", fax, *pages, compression="group4", dpi=(200, 200))
    letter = [["5284", "90"], ["6137"]]
    pages = [_grey(maker.sheet(f"letter {page}", *page).scanned()) for page in letter]
    maker.save("scan-letter.pdf", letter, *pages, resolution=200.0, quality=70)


def make_boxes(maker: Maker) -> None:
    """Photographed boxes and counters, and pages on which there is nothing to read."""
    for number, cells in enumerate(("58 3 17 9", "2 64  817"), start=1):
        material, rng = maker.chance(f"photo-grid-{number}.jpg")
        paper = Paper.blank(64 * len(cells) + 80, 144, CREAM, BLACK, rng)
        paper.sheet[40:104, 40:-40] = np.hstack(material.cells(cells))[:, :, None]
        grid = np.clip(paper.sheet, 0, 255).astype(np.uint8)
        maker.save(f"photo-grid-{number}.jpg", [[cells.replace(" ", "")]], grid, quality=85)
    names = ("0_235_70_51130820_42", "photo_100131449", "water006_28", "water007_06")
    for number, name in enumerate(names, start=1):
        counter, shown = maker.chance(name)[0].counter(f"{name}.jpg")
        maker.save(f"counter-{number}.jpg", [[shown]], counter, quality=85)
    bare = Paper.blank(600, 400, CREAM, BLUE, maker.chance("bare")[1])
    bare.rule(50, 60)
    maker.save("nothing-ruled.jpg", [[]], bare.photographed(), quality=80)
    words = Image.new("L", (640, 160), 245)
    font = ImageFont.load_default(44)
    ImageDraw.Draw(words).text((30, 30), "Thank you for\nreading my note", 30, font)
    maker.save("nothing-words.png", [[]], words)


def _grey(page: Pixels) -> Image.Image:
    return Image.fromarray(page).convert("L")


def _bilevel(page: Pixels) -> Image.Image:
    """Black and white without dither, as a fax machine sends it."""
    return _grey(page).point(lambda level: 255 * (level > 175), "1")


def main() -> None:
    """Write all recordings, and answers.json."""
    data = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
    maker = Maker(data, folder)
    for make in (make_inks, make_photographs, make_scans, make_boxes):
        make(maker)
    (folder / "answers.json").write_text(json.dumps(maker.answers, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
