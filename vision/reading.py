"""What a reading is: lines of glyphs with calibrated probabilities, in the source's own coordinates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from vision.formatted import Formatted, formatted_schema
from vision.structure import structure_of

SourceKind = Literal["ink", "photo", "pdf"]

Verdict = Literal["accept", "ask", "ignore"]
"""What to do with a line: take it as it is, have a person look at it, or take it for no number at all."""

Found = Literal["pieces", "cells", "chain", "display", "field", "whole", "text", "code"]
"""How a line came to be seen: by its pieces, as a row of cells, as a chain of print or of a display's digits, in a
ruled field, as all of its picture, be it that this only confirms the pieces, among the words of a line of text, or on
the code line of a cheque."""

CHAINED: tuple[Found, ...] = ("chain", "display")
"""Print, found by the likeness of its marks."""

NOT_A_DIGIT = 10
"""Index of "not a digit" in `Glyph.probabilities`."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in the source's own pixels: x to the right, y down, from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """The same as plain numbers (`vision.boxes`)."""
        return self.x, self.y, self.width, self.height

    @property
    def middle(self) -> tuple[float, float]:
        """x and y of its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def scaled(self, factor: float) -> Box:
        """The same where so many pixels are one."""
        return Box(self.x * factor, self.y * factor, self.width * factor, self.height * factor)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another digit that this glyph may be, with its calibrated probability (0..1)."""

    digit: int
    probability: float


@dataclass(frozen=True, slots=True)
class Cut:
    """Another way to cut a glyph's ink from its surroundings: what stands in `box` would be `digit`, or no digit.

    `probability` is the share of all ways to cut and read the line, weighted by what they are worth, that do so (0..1).
    """

    digit: int | None
    probability: float
    box: Box


@dataclass(frozen=True, slots=True)
class Glyph:
    """One mark on a line: a digit, or something that is not one.

    `probabilities` are calibrated and sum to 1: the digits 0 to 9, then "not a digit". `alternatives` are the
    three likeliest digits other than `digit`, best first. `strokes` index the source's strokes (ink only); one stroke
    that holds several digits is in the glyphs of all of them.
    `symbol` is the letter or sign that stands here instead of a digit, where that is known, else "". `cuts` are other
    ways to cut its ink that are not far from as likely, up to three, likeliest first; lines that were read whole, and
    by no cuts, have none.
    `crop` is what the network saw: 28 x 28 bytes, row by row, 255 = ink; it is not part of the JSON form.
    """

    digit: int | None
    probability: float
    probabilities: tuple[float, ...]
    alternatives: tuple[Alternative, ...]
    box: Box
    strokes: tuple[int, ...] = ()
    crop: bytes = field(default=b"", repr=False, compare=False)
    symbol: str = ""
    cuts: tuple[Cut, ...] = ()

    def moved(self, to: Callable[[Box], Box]) -> Glyph:
        """See `Line.moved`."""
        return replace(self, box=to(self.box), cuts=tuple(replace(cut, box=to(cut.box)) for cut in self.cuts))


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs that belong together, left to right along the line.

    `text` holds the digits only. `confidence` is the probability that all of them are right, calibrated per kind of
    source (0 when there is no digit), never a mean of digits, which would hide the one that is wrong; `verdict` is what
    follows from it by thresholds chosen for stated precision, both in the checkpoint's card. `strings` are the line's
    likeliest strings of digits with their probabilities as the readers have them, likeliest first, up to five;
    together they are at most 1. `struck`: a line goes through its digits, so that it is likely not meant; it is never
    accepted. `formatted` is the line under the format that the reading was asked for under. `found`
    is not part of the JSON form: its confidence is judged by it.
    """

    text: str
    confidence: float
    box: Box
    glyphs: tuple[Glyph, ...]
    strings: tuple[tuple[str, float], ...] = ()
    verdict: Verdict = "ask"
    formatted: Formatted | None = None
    found: Found = "pieces"
    struck: bool = False

    def moved(self, to: Callable[[Box], Box]) -> Line:
        """The same line in another picture's pixels. to: where a box of this one's lies there."""
        return replace(self, box=to(self.box), glyphs=tuple(glyph.moved(to) for glyph in self.glyphs))

    @property
    def structure(self) -> str:
        """The digits in their places among marks that are none, such as `··1234` or `12.345-6`."""
        return structure_of(self.glyphs)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one source, lines in reading order; no lines is a valid answer.

    `width` and `height` are those of the source as a viewer shows it (EXIF orientation applied), the space that
    every box is in. `rotation` is how many degrees clockwise the reader turned that view to read it: 0, or 90, 180 or
    270 where it lay on its side or stood on its head; lines are in reading order then too. `skew` is by how many
    degrees clockwise its lines, seen so, are turned from level: those by which it was made level to be read, else 0.
    The box of what climbs or falls is upright around it.
    `timings_ms` has one entry per stage: decode, segment, classify, finish. `format` names the format that the lines
    were judged under, beside what was seen. `hurried` says that a live frame had no second look, neither at its
    lines nor for chains of print, because others waited.
    """

    source: SourceKind
    width: int
    height: int
    rotation: int
    lines: tuple[Line, ...]
    timings_ms: dict[str, float]
    checkpoint: str
    format: str | None = None
    hurried: bool = False
    skew: float = 0.0

    @property
    def numbers(self) -> tuple[Line, ...]:
        """The lines with digits, but those that are perhaps no number; where there are no others, all of them."""
        found = tuple(line for line in self.lines if line.text)
        return tuple(line for line in found if line.verdict != "ignore") or found

    @property
    def text(self) -> str:
        """The digits of its numbers, one line of text each."""
        return "\n".join(line.text for line in self.numbers)

    def to_json(self) -> dict[str, Any]:
        """The JSON form that `schema()` describes: boxes as [x, y, width, height], rounded for the wire."""
        return {
            "version": 1,
            "source": self.source,
            "width": self.width,
            "height": self.height,
            "rotation": self.rotation,
            "skew": round(self.skew, 1),
            "text": self.text,
            "lines": [_line_json(line) for line in self.lines],
            "timings_ms": {stage: round(ms, 3) for stage, ms in self.timings_ms.items()},
            "checkpoint": self.checkpoint,
            "format": self.format,
            "hurried": self.hurried,
        }


def line_from_json(line: dict[str, Any]) -> Line:
    """A line from its JSON form: all but the crops, and `formatted`, which is judged anew. Rounded as that form is."""
    return Line(
        line["text"],
        line["confidence"],
        Box(*line["box"]),
        tuple(_glyph_from_json(glyph) for glyph in line["glyphs"]),
        # Readings that were stored by earlier versions lack the fields with a default.
        tuple((one["text"], one["probability"]) for one in line.get("strings", ())),
        line.get("verdict", "ask"),
        struck=line.get("struck", False),
    )


def _glyph_from_json(glyph: dict[str, Any]) -> Glyph:
    return Glyph(
        glyph["digit"],
        glyph["probability"],
        tuple(glyph["probabilities"]),
        tuple(Alternative(one["digit"], one["probability"]) for one in glyph["alternatives"]),
        Box(*glyph["box"]),
        tuple(glyph["strokes"]),
        symbol=glyph.get("symbol", ""),
        cuts=tuple(Cut(one["digit"], one["probability"], Box(*one["box"])) for one in glyph.get("cuts", ())),
    )


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "text": line.text,
        "confidence": round(line.confidence, 4),
        "verdict": line.verdict,
        "struck": line.struck,
        "structure": line.structure,
        "box": _box_json(line.box),
        "glyphs": [_glyph_json(glyph) for glyph in line.glyphs],
        "strings": [{"text": text, "probability": round(probability, 4)} for text, probability in line.strings],
        "formatted": None if line.formatted is None else line.formatted.to_json(),
    }


def _glyph_json(glyph: Glyph) -> dict[str, Any]:
    return {
        "digit": glyph.digit,
        "probability": round(glyph.probability, 4),
        # round(p, 4), at a third of its time: a frame has hundreds of these.
        "probabilities": [int(p * 1e4 + 0.5) / 1e4 for p in glyph.probabilities],
        "alternatives": [{"digit": a.digit, "probability": round(a.probability, 4)} for a in glyph.alternatives],
        "box": _box_json(glyph.box),
        "strokes": list(glyph.strokes),
        "symbol": glyph.symbol,
        "cuts": [_cut_json(cut) for cut in glyph.cuts],
    }


def _cut_json(cut: Cut) -> dict[str, Any]:
    return {"digit": cut.digit, "probability": round(cut.probability, 4), "box": _box_json(cut.box)}


def _box_json(box: Box) -> list[float]:
    return [round(box.x, 1), round(box.y, 1), round(box.width, 1), round(box.height, 1)]


_BOX_SCHEMA = {
    "type": "array",
    "description": "x, y, width, height in the source's own pixels",
    "items": {"type": "number"},
    "minItems": 4,
    "maxItems": 4,
}
_PROBABILITY_SCHEMA = {"type": "number", "minimum": 0, "maximum": 1}
_DIGIT_SCHEMA = {"type": "integer", "minimum": 0, "maximum": 9}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `Reading.to_json()`; a test holds the two together."""
    alternative = _object({"digit": _DIGIT_SCHEMA, "probability": _PROBABILITY_SCHEMA})
    digit = {"anyOf": [_DIGIT_SCHEMA, {"type": "null"}], "description": "null: not a digit"}
    cut = _object({"digit": digit, "probability": _PROBABILITY_SCHEMA, "box": _BOX_SCHEMA})
    glyph = _object(
        {
            "digit": digit,
            "probability": _PROBABILITY_SCHEMA,
            "probabilities": {"type": "array", "items": _PROBABILITY_SCHEMA, "minItems": 11, "maxItems": 11},
            "alternatives": {"type": "array", "items": alternative, "maxItems": 3},
            "box": _BOX_SCHEMA,
            "strokes": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            "symbol": {"type": "string", "description": "the letter or sign, where it is known"},
            "cuts": {"type": "array", "items": cut, "maxItems": 3, "description": "other ways to cut its ink"},
        }
    )
    string = _object({"text": {"type": "string", "pattern": "^[0-9]*$"}, "probability": _PROBABILITY_SCHEMA})
    line = _object(
        {
            "text": {"type": "string", "pattern": "^[0-9]*$"},
            "confidence": _PROBABILITY_SCHEMA,
            "verdict": {"enum": ["accept", "ask", "ignore"]},
            "struck": {"type": "boolean", "description": "a line goes through it: likely not meant, never accepted"},
            "structure": {"type": "string", "description": "the digits among marks that are none (·)"},
            "box": _BOX_SCHEMA,
            "glyphs": {"type": "array", "items": glyph},
            "strings": {"type": "array", "items": string, "maxItems": 5, "description": "likeliest first"},
            "formatted": {"anyOf": [formatted_schema(), {"type": "null"}]},
        }
    )
    reading = _object(
        {
            "version": {"const": 1},
            "source": {"enum": ["ink", "photo", "pdf"]},
            "width": {"type": "integer", "minimum": 0},
            "height": {"type": "integer", "minimum": 0},
            "rotation": {"enum": [0, 90, 180, 270]},
            "skew": {"type": "number", "description": "degrees clockwise by which lines are turned from level"},
            "text": {"type": "string"},
            "lines": {"type": "array", "items": line},
            "timings_ms": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
            "checkpoint": {"type": "string"},
            "format": {"type": ["string", "null"]},
            "hurried": {"type": "boolean", "description": "the frame had no second look: others waited"},
        }
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Reading", **reading}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
