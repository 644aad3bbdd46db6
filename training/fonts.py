"""Printed digits, letters and signs, drawn from font files whose licence allows it.

Only fonts that `fonts.json` names are used: it lists every package with its licence, as read from the package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.errors import MissingData
from training.samples import DIGIT_SHAPED, NOT_A_DIGIT, Samples
from vision.normalise import normalise

LIST = Path(__file__).with_name("fonts.json")
DIGITS = "0123456789"
LETTERS = "ACDEFGHJKLMNPQRTUVWXYacdefhijkmnprtuvwxy"
SIGNS = "$€£¥%&#@!?*+=~<>()[]{};:§"
NOWHERE = "\ue0ff"
"""A character that no font has: shows the box that stands for missing ones, which looks like a 0."""
SIZE_PX = 56
DIGIT_TURNS, OTHER_TURNS = 4, 1
"""How often each character of a font is drawn, each time slanted and turned a little differently."""


def load_fonts(folders: tuple[Path, ...], *, seed: int = 0) -> Samples:
    """All listed fonts found under the folders; groups are families. Raises MissingData when there are none."""
    rng = np.random.default_rng(seed)
    images: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    groups: list[str] = []
    symbols: list[str] = []
    for path, family in listed(folders):
        for symbol, ink in characters(path, rng):
            images.append(normalise(ink))
            labels.append(int(symbol) if symbol in DIGITS else NOT_A_DIGIT)
            groups.append(f"fonts-{family}")
            symbols.append(symbol)
    if not images:
        raise MissingData("No font of the list was found. Name folders of font files with --fonts.")
    return Samples.build(np.stack(images), labels, groups, symbols)


def listed(folders: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    """Files under the folders that the list names, once each, in order of name; with their package."""
    packages = {file: entry["package"] for entry in json.loads(LIST.read_text()) for file in entry["files"]}
    found = {path.name: path for folder in folders for path in sorted(folder.rglob("*")) if path.name in packages}
    for name in sorted(found):
        yield found[name], packages[name]


def characters(path: Path, rng: np.random.Generator) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Every character of a font as (symbol, ink), turned a little. Nothing when the font is no plain Latin face."""
    font = ImageFont.truetype(str(path), SIZE_PX)
    plain = {symbol: draw(font, symbol) for symbol in DIGITS + LETTERS + SIGNS}
    if not _has_digits(plain):
        return
    letters = _has_letters(plain) and not path.name.startswith("DSEG")
    missing = draw(font, NOWHERE).tobytes()
    for symbol, ink in plain.items():
        if ink.tobytes() == missing:
            continue
        if ink.max() < 128 or (symbol not in DIGITS and (not letters or symbol in DIGIT_SHAPED)):
            continue
        for _ in range(DIGIT_TURNS if symbol in DIGITS else OTHER_TURNS):
            yield symbol, turn(ink, rng)


def draw(font: ImageFont.FreeTypeFont, symbol: str) -> NDArray[np.uint8]:
    """(H, W) uint8 ink of one character with a margin."""
    side = 3 * SIZE_PX
    picture = Image.new("L", (side, side), 0)
    ImageDraw.Draw(picture).text((SIZE_PX, SIZE_PX // 2), symbol, 255, font)
    return np.asarray(picture, np.uint8)


def turn(ink: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A small shear and rotation, and a heavier or lighter face."""
    angle, shear, wide = np.deg2rad(rng.normal(0, 4)), rng.normal(0, 0.1), np.exp(rng.normal(0, 0.15))
    matrix = np.array([[np.cos(angle) * wide, shear - np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = np.array(ink.shape[::-1]) / 2
    shift = centre - matrix @ centre
    warped = cv2.warpAffine(ink, np.column_stack([matrix, shift]), ink.shape[::-1], flags=cv2.INTER_LINEAR)
    weight = rng.random()
    if weight < 0.15:
        warped = cv2.dilate(warped, np.ones((3, 3), np.uint8))
    elif weight < 0.25:
        warped = cv2.erode(warped, np.ones((2, 2), np.uint8))
    return np.asarray(warped, np.uint8)


def _has_digits(plain: dict[str, NDArray[np.uint8]]) -> bool:
    """Ten shapes that differ: fonts without digits draw ten equal boxes."""
    return all(plain[d].max() >= 128 for d in DIGITS) and len({plain[d].tobytes() for d in DIGITS}) == 10


def _has_letters(plain: dict[str, NDArray[np.uint8]]) -> bool:
    """Letters that differ from each other and from the digits; segment displays fail this, rightly."""
    shapes = {plain[letter].tobytes() for letter in "ACEFHKMNRTUX"}
    digits = {plain[digit].tobytes() for digit in DIGITS}
    return len(shapes) == 12 and not shapes & digits
