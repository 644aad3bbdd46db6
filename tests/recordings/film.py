"""Make what `numeral bench` sends: `python -m tests.recordings.film DATA`. Its README says what each file is."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tests.recordings.material import Material
from tests.recordings.paper import BLUE, CREAM, WHITE, Paper, Pixels

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "server" / "bench" / "material"
INKS = {"ink-pen-4.json": "lone.json", "ink-pen-5.json": "seven.json"}
THIRTY = ("0123456789", "9081726354", "5463728190")
FRAMES = 4
DENSE_LINES, DENSE_DIGITS = 24, 18


def film(data: Path, width: int, height: int, digit_px: int) -> list[Pixels]:
    """The same sheet with thirty handwritten digits, as a hand-held camera sees it one picture after the other."""
    rng = np.random.default_rng(width)
    material = Material(data, rng)
    paper = Paper.blank(width, height, CREAM, BLUE, rng)
    for row, line in enumerate(THIRTY):
        paper.write(material.handwritten(line), width // 16, height // 8 + row * height // 4, digit_px)
    return [paper.photographed(tilt=0.01) for _ in range(FRAMES)]


def dense_page(data: Path) -> Pixels:
    """A scanned page of handwritten numbers from edge to edge, A4 at 150 dots per inch."""
    rng = np.random.default_rng(4)
    material = Material(data, rng)
    paper = Paper.blank(1240, 1754, WHITE, BLUE, rng)
    for row in range(DENSE_LINES):
        digits = "".join(str(digit) for digit in rng.integers(0, 10, DENSE_DIGITS))
        paper.write(material.handwritten(digits), 80, 80 + row * 67, 40)
    return paper.scanned()


def main() -> None:
    """Write all of it."""
    data = Path(sys.argv[1])
    for name, (width, height, digit_px) in {"480": (640, 480, 44), "720": (1280, 720, 72)}.items():
        for number, frame in enumerate(film(data, width, height, digit_px), start=1):
            Image.fromarray(frame).save(FOLDER / f"film-{name}-{number}.jpg", quality=75)
    Image.fromarray(dense_page(data)).convert("L").save(FOLDER / "dense.jpg", quality=60)
    for recording, name in INKS.items():
        shutil.copyfile(HERE / recording, FOLDER / name)


if __name__ == "__main__":
    main()
