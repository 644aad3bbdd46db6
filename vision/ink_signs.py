"""Points, commas and colons of a drawing: small strokes at the digits' feet, of no digit however near they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vision.components import Piece
from vision.ink import evenly, nearest
from vision.lines import TextLine
from vision.source import Stroke

WIDEST, HIGHEST = 0.35, 0.45
"""Width and height of a point or a comma at most, in line heights, as all that follows."""

OVER, UNDER = 0.35, 0.6
"""How far over and under the next digit's foot it begins and ends at most."""

POINT = 0.15
"""What is wider and flat is no point but a foot drawn under a digit."""

COLON = 0.2
"""How high each of its points is at most, and how far to the side one stands from the other."""

FREE, FREE_INSIDE = 0.03, 0.12
"""How far its ink is from any other's at least, and between a digit's left and right: from that digit's own. A pen that
lost touch goes on where it was, and one that bounces leaves its dot beside the stroke."""

POINTS = 64
"""Of a stroke, at even distances, by which that is told."""

Strokes = Mapping[Piece, Sequence[Stroke]]


def low_signs(line: TextLine, strokes: Strokes, pen_px: float) -> list[list[Piece]]:
    """The pieces of each point, comma and colon of a line, under a bar of 7 too. strokes: of each piece. Pure."""
    tall = [piece for piece in line.pieces if piece.height > HIGHEST * line.height]
    small = [piece for piece in line.pieces if piece.height <= HIGHEST * line.height]
    if not tall:
        return []

    def is_free(piece: Piece) -> bool:
        return _stands_free(piece, line, strokes, pen_px)

    low = [piece for piece in small if _is_low(piece, tall, line.height) and is_free(piece)]
    return [
        [piece, *(other for other in small if _is_colon(piece, other, line.height) and is_free(other))] for piece in low
    ]


def _is_colon(low: Piece, other: Piece, height: float) -> bool:
    """Whether `other` is the upper of two points."""
    points = max(low.height, other.height) <= COLON * height
    return points and other.bottom < low.y and abs(middle([other]) - middle([low])) <= COLON * height


def middle(group: Sequence[Piece]) -> float:
    """Halfway between the left and the right end of some pieces, at least one."""
    return (min(piece.x for piece in group) + max(piece.right for piece in group)) / 2


def _is_low(piece: Piece, tall: Sequence[Piece], height: float) -> bool:
    foot = min(tall, key=lambda other: abs(middle([other]) - middle([piece]))).bottom
    is_flat = piece.width > max(1.5 * piece.height, POINT * height)
    if is_flat or piece.width > WIDEST * height:
        return False
    return foot - OVER * height <= piece.y and piece.bottom <= foot + UNDER * height


def _stands_free(sign: Piece, line: TextLine, strokes: Strokes, pen_px: float) -> bool:
    """Whether its ink is away from all other of the line."""
    own = _points(strokes[sign])
    for other in line.pieces:
        inside = other.x <= sign.x and sign.right <= other.right and sign.bottom <= other.bottom
        reach = pen_px + (FREE_INSIDE if inside else FREE) * line.height
        across = max(other.x - sign.right, sign.x - other.right)
        down = max(other.y - sign.bottom, sign.y - other.bottom)
        if other is sign or max(across, down) > reach:
            continue
        if nearest(own, _points(strokes[other])) <= reach:
            return False
    return True


def _points(strokes: Sequence[Stroke]) -> NDArray[np.float64]:
    return np.concatenate([evenly(stroke.points, POINTS) for stroke in strokes])
