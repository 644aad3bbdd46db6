"""The picture with what was read in it: a box round every mark, the digit above it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from vision.level import levelled
from vision.reading import Box, Glyph, Reading
from vision.ways_up import turned, turned_back

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
SURE: Colour = (0, 96, 170)
DOUBTFUL: Colour = (190, 60, 0)
NOT_READ: Colour = (120, 120, 120)

DOUBT_BELOW = 0.9
"""Digits with less probability than this get another colour and a question mark: not by colour alone."""

_LABEL_SHARE = 0.6
_LABEL_PX = (13, 72)


def annotated(picture: Pixels, reading: Reading) -> Pixels:
    """A copy of `picture`, (H, W, 3) uint8 RGB, of any size, with the glyphs of `reading` drawn on it.

    Every stroke is dark on a white edge, so that it shows on light and on dark ground. Marks that are not
    digits get a thin grey box and no label. What was turned or made level to be read comes out so.
    """
    scale = picture.shape[1] / max(1, reading.width)
    lines, degrees = reading.lines, reading.rotation
    if degrees:
        picture = turned(picture, degrees)
        height, width = (side / scale for side in picture.shape[:2])
        lines = tuple(
            line.moved(partial(turned_back, degrees=360 - degrees, width=width, height=height)) for line in lines
        )
    lines = tuple(line.moved(partial(Box.scaled, factor=scale)) for line in lines)
    if reading.skew:
        level = levelled(picture, reading.skew)
        picture, lines = level.pixels, tuple(line.moved(level.within) for line in lines)
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    glyphs = [glyph for line in lines for glyph in line.glyphs]
    for glyph in glyphs:
        _draw_box(draw, glyph.box, _colour(glyph), _line_px(image))
    for glyph in glyphs:  # after all boxes, so that no box crosses a label
        if glyph.digit is not None:
            _draw_label(draw, glyph.box, glyph, _line_px(image))
    return np.asarray(image)


def save(picture: Pixels, path: Path) -> None:
    """Write an RGB picture as PNG or JPEG, by the name's ending. Raises OSError."""
    Image.fromarray(picture).save(path, quality=90)


def _colour(glyph: Glyph) -> Colour:
    if glyph.digit is None:
        return NOT_READ
    return SURE if glyph.probability >= DOUBT_BELOW else DOUBTFUL


def _line_px(image: Image.Image) -> int:
    """Thick enough to be seen when the whole picture is looked at."""
    return max(1, round(max(image.size) / 600))


def _draw_box(draw: ImageDraw.ImageDraw, box: Box, colour: Colour, line_px: int) -> None:
    """A rectangle just outside of the box: the ink in it stays as it was."""
    for gap, width, ink in ((2 * line_px, 3 * line_px, WHITE), (line_px, line_px, colour)):
        corners = (box.x - gap, box.y - gap, box.x + box.width + gap, box.y + box.height + gap)
        draw.rectangle(corners, outline=ink, width=width)


def _draw_label(draw: ImageDraw.ImageDraw, box: Box, glyph: Glyph, line_px: int) -> None:
    """The digit above its box, or below when there is no room above."""
    smallest, largest = _LABEL_PX
    room = box.y / 1.5 - 3 * line_px  # a label with its edge and gap is half as high again as its digits
    above = room >= smallest
    wanted = float(np.clip(box.height * _LABEL_SHARE, smallest, largest))
    size = min(wanted, room) if above else wanted
    text = f"{glyph.digit}" if glyph.probability >= DOUBT_BELOW else f"{glyph.digit}?"
    edge = max(2, round(size / 8))
    gap = 3 * line_px + edge
    where = (box.x + box.width / 2, box.y - gap if above else box.y + box.height + gap)
    draw.text(
        where,
        text,
        fill=_colour(glyph),
        font=ImageFont.load_default(size),
        anchor="mb" if above else "mt",
        stroke_width=edge,
        stroke_fill=WHITE,
    )
