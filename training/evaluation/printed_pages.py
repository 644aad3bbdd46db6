"""Printed pages: letters, invoices, receipts, statements and lists in many faces, rendered, scanned, photographed.

Drawn from a seed, so every number on them is known with its place, and so is every word, in which none may be found.
The faces are ones that nothing was trained on: `training/fonts.json` has the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.errors import MissingData
from training.evaluation.task import NOTHING, Pixels, Task, digits_of
from training.evaluation.tilt import tilt
from training.evaluation.wording import WORDS, amount, code, day, iban, number, telephone
from vision import Box, Photo
from vision.checkpoint import Checkpoint

FOLDER = "fonts"
"""Under the data folder."""

FACES = {
    "fonts-cabin": "Cabin-Regular.otf",
    "fonts-comfortaa": "Comfortaa-Regular.ttf",
    "fonts-crosextra-caladea": "Caladea-Regular.ttf",
    "fonts-crosextra-carlito": "Carlito-Regular.ttf",
    "fonts-dosis": "Dosis-Medium.otf",
    "fonts-firacode": "FiraCode-Regular.ttf",
    "fonts-inter": "Inter-Regular.otf",
    "fonts-jura": "Jura-Medium.otf",
    "fonts-linuxlibertine": "LinLibertine_R.otf",
    "fonts-mononoki": "mononoki-Regular.ttf",
    "fonts-noto-mono": "NotoMono-Regular.ttf",
    "fonts-ocr-a": "OCRA.ttf",
    "fonts-quattrocento": "Quattrocento-Regular.otf",
    "fonts-sil-charis": "CharisSIL-Regular.ttf",
    "fonts-sil-gentium": "Gentium-R.ttf",
    "fonts-vollkorn": "Vollkorn-Regular.ttf",
}
"""Debian packages (all under free licences) and the file of each: digits of equal height and of old style, with and
without serifs, narrow, round, of one width."""

PAGES = 60
PAPER, INK = 255, 20
MARGIN = 2.5
"""Around a page's text, in sizes of its letters."""

LEADING = 1.55
"""From line to line, in sizes."""

Rng = np.random.Generator
Look = Callable[[Pixels, int, Rng], tuple[Pixels, np.ndarray]]
"""(page, size of its letters) to (how it comes in, (3, 3) map from the page's pixels to the picture's)."""


def printed_pages(data: Path, _: Checkpoint) -> list[Task]:
    """Pages in turn of each kind, face and look. Raises MissingData when a face is not in the data folder."""
    faces = faces_in(data)
    return [_task(number, faces[number % len(faces)]) for number in range(PAGES)]


def faces_in(data: Path) -> list[Path]:
    """The file of each face. Raises MissingData when one is not in the data folder."""
    found = {path.name: path for path in sorted((data / FOLDER).rglob("*")) if path.name in FACES.values()}
    if missing := [package for package, name in FACES.items() if name not in found]:
        raise MissingData(f"Unpack these packages of Debian into {data / FOLDER}: {', '.join(missing)}.")
    return [found[name] for name in FACES.values()]


def _task(number: int, face: Path) -> Task:
    rng = np.random.default_rng((3, number))
    page = Page.of(face, rng)
    KINDS[number % len(KINDS)](page, rng)
    look = list(LOOKS)[number // len(KINDS) % len(LOOKS)]
    picture, to_picture = LOOKS[look](np.asarray(page.picture, np.uint8), page.size, rng)
    places = tuple(mapped(box, to_picture) for _, box in page.labels)
    text = " ".join(digits or NOTHING for digits, _ in page.labels)
    return Task(f"{number:02d}-{look}-{face.stem}", Photo(picture), text, part=look, group=face.stem, places=places)


@dataclass
class Page:
    """Paper to write on, which remembers what stands where.

    labels: (digits of a number, or nothing for a word; place) of each.
    """

    picture: Image.Image
    face: Path
    size: int
    labels: list[tuple[str, Box]] = field(default_factory=list)

    @classmethod
    def of(cls, face: Path, rng: Rng) -> Page:
        size = int(rng.integers(18, 32))
        return cls(Image.new("L", (44 * size, 46 * size), PAPER), face, size)

    @property
    def width(self) -> float:
        """Of the page, in sizes."""
        return self.picture.width / self.size

    def font(self, large: float = 1.0) -> ImageFont.FreeTypeFont:
        """The face in the page's size or another."""
        return ImageFont.truetype(str(self.face), round(self.size * large))

    def put(
        self, text: str, x: float, line: float, *, large: float = 1.0, right: bool = False, whole: bool = False
    ) -> None:
        """Write from x, or up to it, on a line; x in sizes. whole: all of it is one number."""
        font = self.font(large)
        left = self.size * x - (font.getlength(text) if right else 0.0)
        top = self.size * (MARGIN + LEADING * line)
        ImageDraw.Draw(self.picture).text((left, top), text, INK, font)
        for digits, start, end in [(digits_of(text), 0, len(text))] if whole else parts(text):
            begin, stop = (left + font.getlength(text[:n]) for n in (start, end))
            _, above, _, below = font.getbbox(text[start:end])
            self.labels.append((digits, Box(begin, top + above, stop - begin, below - above)))


def parts(text: str) -> Iterator[tuple[str, int, int]]:
    """(digits, or nothing for a word; start, end) of every number and word.

    A token with letters is one by itself; tokens without, side by side, are one number, as in 020 7946 0958.
    """
    tokens = list(re.finditer(r"\S+", text))
    for has_letters, run in groupby(tokens, key=lambda token: any(sign.isalpha() for sign in token.group())):
        of_kind = list(run)
        for some in [[token] for token in of_kind] if has_letters else [of_kind]:
            start, end = some[0].start(), some[-1].end()
            digits = digits_of(text[start:end])
            if digits or has_letters:
                yield digits, start, end


def _letter(page: Page, rng: Rng) -> None:
    page.put(_name(rng, 2), MARGIN, 0, large=1.4)
    page.put(f"{number(rng, 1, 3)} {_name(rng, 2)}", MARGIN, 2)
    page.put(f"{number(rng, 5, 5)} {_name(rng, 1)}", MARGIN, 3)
    page.put(telephone(rng), page.width - MARGIN, 0, right=True)
    page.put(day(rng), page.width - MARGIN, 3, right=True)
    for line in range(6, 20):
        if line % 6:
            _running(page, line, rng)


def _running(page: Page, line: int, rng: Rng) -> None:
    """A line of words, with a number among them now and then."""
    text = str(rng.choice(WORDS))
    while page.font().getlength(text) < page.picture.width - 11 * page.size:
        if rng.random() < 0.12:
            text += " " + str(rng.choice([amount(rng), day(rng), number(rng), code(rng)]))
            text += str(rng.choice(["", "", ",", "."]))
        text += " " + str(rng.choice(WORDS))
    page.put(text, MARGIN, line)


def _invoice(page: Page, rng: Rng) -> None:
    page.put(str(rng.choice(["Invoice", "Rechnung", "Facture"])), MARGIN, 0, large=1.8)
    for line, (label, value) in enumerate(
        [("No.", number(rng, 5, 9)), ("Date", day(rng)), ("Customer", code(rng)), ("Tel.", telephone(rng))], 2
    ):
        page.put(label, MARGIN, line)
        page.put(value, MARGIN + 6, line)
    _table(page, 8, int(rng.integers(6, 12)), rng)
    page.put("IBAN", MARGIN, 23)
    page.put(iban(rng), MARGIN + 4, 23, whole=True)
    page.put(f"{_name(rng, 1)} {number(rng, 6, 8)}", MARGIN, 24.5)


def _table(page: Page, first: int, rows: int, rng: Rng) -> None:
    columns = (page.width - 17, page.width - 10, page.width - MARGIN)
    for name, x in zip(("Qty", "Price", "Total"), columns, strict=True):
        page.put(name, x, first, right=True)
    for line in range(first + 1, first + 1 + rows):
        page.put(_name(rng, int(rng.integers(1, 4))), MARGIN, line)
        for value, x in zip((number(rng, 1, 3), amount(rng), amount(rng)), columns, strict=True):
            page.put(value, x, line, right=True)
    page.put("Total", MARGIN, first + rows + 1.5)
    page.put(amount(rng), columns[-1], first + rows + 1.5, large=1.2, right=True)


def _receipt(page: Page, rng: Rng) -> None:
    right = 24.0
    page.put(_name(rng, 1).upper(), MARGIN + 6, 0, large=1.3)
    page.put(f"{day(rng)} {rng.integers(24):02}:{rng.integers(60):02}", MARGIN, 2)
    for line in range(4, 4 + int(rng.integers(8, 18))):
        page.put(_name(rng, int(rng.integers(1, 3))).upper()[:22], MARGIN, line)
        page.put(f"{rng.uniform(0.2, 99):.2f}", right, line, right=True)
    page.put("TOTAL", MARGIN, 23, large=1.3)
    page.put(f"{rng.uniform(20, 999):.2f}", right, 23, large=1.3, right=True)


def _statement(page: Page, rng: Rng) -> None:
    page.put("Account " + number(rng, 8, 8), MARGIN, 0)
    page.put("Sort code " + "-".join(number(rng, 2, 2) for _ in range(3)), MARGIN + 18, 0)
    for line in range(3, 3 + int(rng.integers(10, 22))):
        page.put(day(rng), MARGIN, line)
        page.put(_name(rng, int(rng.integers(1, 3))), MARGIN + 8, line)
        page.put(amount(rng), page.width - 10, line, right=True)
        page.put(amount(rng), page.width - MARGIN, line, right=True)


def _list(page: Page, rng: Rng) -> None:
    """Names and numbers to be keyed in, or numbers alone in columns."""
    alone = bool(rng.integers(2))
    for line in range(int(rng.integers(8, 16))):
        if not alone:
            page.put(_name(rng, 2), MARGIN, 1.4 * line)
        for x in (MARGIN, MARGIN + 15, MARGIN + 29) if alone else (MARGIN + 20,):
            page.put(number(rng, 4, 12), x, 1.4 * line)


def _name(rng: Rng, words: int) -> str:
    return " ".join(str(rng.choice(WORDS)) for _ in range(words)).capitalize()


KINDS = (_letter, _invoice, _receipt, _statement, _list)


def _rendered(page: Pixels, size: int, rng: Rng) -> tuple[Pixels, np.ndarray]:
    del size, rng
    return page, np.eye(3)


def _scanned(page: Pixels, size: int, rng: Rng) -> tuple[Pixels, np.ndarray]:
    """Laid a little askew, on paper that is not quite white."""
    height, width = page.shape
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 0.7), 1.0), [0, 0, 1]])
    return _taken(
        page, turn, rng, blur=rng.uniform(0.02, 0.04) * size, noise=4, quality=int(rng.integers(55, 90))
    ), turn


def _photographed(page: Pixels, size: int, rng: Rng) -> tuple[Pixels, np.ndarray]:
    """Held at an angle, in uneven light."""
    height, width = page.shape
    view = tilt(width, height, 0.02 * width, rng)
    picture = _taken(page, view, rng, blur=rng.uniform(0.025, 0.045) * size, noise=5, quality=int(rng.integers(60, 90)))
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    light = 0.8 + rng.uniform(-0.15, 0.15) * across + rng.uniform(-0.15, 0.15) * down
    return np.asarray(np.clip(picture * light, 0, 255), np.uint8), view


def _taken(page: Pixels, view: np.ndarray, rng: Rng, *, blur: float, noise: float, quality: int) -> Pixels:
    paper = float(rng.uniform(215, 250))
    size = page.shape[::-1]
    moved = cv2.warpPerspective(
        page, view, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=PAPER
    )
    soft = cv2.GaussianBlur(moved, (0, 0), blur).astype(np.float64)
    grey = 40 + (paper - 40) * soft / PAPER + rng.normal(0, noise, page.shape)
    _, encoded = cv2.imencode(".jpg", np.clip(grey, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), np.uint8)


LOOKS: dict[str, Look] = {"rendered": _rendered, "scanned": _scanned, "photographed": _photographed}


def mapped(box: Box, view: np.ndarray) -> Box:
    corners = np.array(
        [
            [[box.x, box.y]],
            [[box.x + box.width, box.y]],
            [[box.x, box.y + box.height]],
            [[box.x + box.width, box.y + box.height]],
        ],
        np.float32,
    )
    x, y, width, height = cv2.boundingRect(cv2.perspectiveTransform(corners, view))
    return Box(float(x), float(y), float(width), float(height))
