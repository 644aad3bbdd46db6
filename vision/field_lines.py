"""Ruled fields read as lines of their own: each is one number, however its marks lean, touch and run out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.boxes import shared_area, without_doubles
from vision.dividers import Dividers
from vision.fields import Field, find_fields
from vision.fusion import Fused, likeliest, plain_text
from vision.line_reader import LineReader
from vision.line_steps import line_steps
from vision.line_view import BESIDE, LineView, line_view
from vision.rivals import SAME_PLACE, FieldLine

FEWEST_DIGITS, LEAST_SURE = 2, 0.3
"""Of a field that becomes a line."""


def read_fields(grey: NDArray[np.uint8], reader: LineReader, dividers: Dividers = ()) -> list[FieldLine]:
    """A line for each field that holds a number; of fields in one place the one that is read most surely.

    dividers: between the columns of a table, in which strokes as high as a row are no sides of a field. Pure.
    """
    found = [(field, _view(grey, field)) for field in find_fields(grey) if not _is_no_cell(field, dividers)]
    first = reader.read([view.picture for _, view in found])
    # Most fields of a photo are windows and grilles, in which one look sees nothing.
    worth = [k for k, posterior in enumerate(first) if len(plain_text(posterior.frames)) >= FEWEST_DIGITS]
    votes = reader.vote([found[k][1].picture for k in worth], [first[k] for k in worth])
    lines: list[FieldLine] = []
    for (field, view), vote in zip((found[k] for k in worth), votes, strict=True):
        strings, _ = likeliest(vote)
        text, share = strings[0]
        if len(text) >= FEWEST_DIGITS and share >= LEAST_SURE:
            steps = line_steps(view, vote.views[0], text, strings)
            box = (field.x, field.y, field.right - field.x, field.bottom - field.y)
            lines += [FieldLine(Fused(steps, strings, "field"), box)] if steps else []
    lines.sort(key=lambda line: -line.line.strings[0][1])
    return without_doubles(lines, lambda line, other: shared_area(line.box, other.box) > SAME_PLACE)


def _is_no_cell(field: Field, dividers: Dividers) -> bool:
    """Whether a table's rule stands in it, or it ends where none stands, though it lies in a table."""
    box = (field.x, field.y, field.right - field.x, field.height)
    if any(divider.crosses(box) for divider in dividers):
        return True
    y = field.y + field.height / 2
    rules = [divider.x(y) for divider in dividers if divider.is_beside(y, y, field.height)]
    if len(rules) < 2 or field.x < min(rules) - field.height or field.right > max(rules) + field.height:
        return False
    return any(min(abs(end - x) for x in rules) > BESIDE * field.height for end in (field.x, field.right))


def _view(grey: NDArray[np.uint8], field: Field) -> LineView:
    """As high as what is written in it, and no wider than the field."""
    height = field.rows[1] - field.rows[0]
    beside = min(BESIDE * height, (field.right - field.x) / 4)
    box = (field.x + beside, float(field.rows[0]), field.right - field.x - 2 * beside, float(height))
    return line_view(grey, box)
