"""What a page's reading becomes before it goes into the database: made where the page was read."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from server.desk import AtHand
from server.readings.verdicts import verdict_of
from vision import Reading, Verdict

if TYPE_CHECKING:
    from server.readings.schemas import Problem


@dataclass(frozen=True, slots=True)
class PageResult:
    """What one page ended with: a reading (its JSON, digits, confidence and verdict, glyphs' crops) or an error.

    numbers: how many there are, but for what is perhaps none; to_check: how many of them a person should look at.
    """

    page: int
    reading: str | None = None
    text: str = ""
    confidence: float | None = None
    verdict: Verdict | None = None
    numbers: int = 0
    to_check: int = 0
    crops: bytes | None = None
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """A form for one page of an upload. keep_crops: the glyphs' pictures too, to be explained later."""

    page: int
    keep_crops: bool

    def __call__(self, reading: Reading, at_hand: AtHand) -> PageResult:
        """What is kept of it."""
        verdicts = [line.verdict for line in reading.lines if line.text]
        crops = b"".join(glyph.crop for line in reading.lines for glyph in line.glyphs) if self.keep_crops else b""
        return PageResult(
            self.page,
            reading=msgspec.json.encode(reading.to_json()).decode(),
            text=_digits(reading),
            confidence=min((line.confidence for line in reading.numbers), default=None),
            verdict=verdict_of(set(verdicts)),
            numbers=len(verdicts) - verdicts.count("ignore"),
            to_check=verdicts.count("ask"),
            crops=zlib.compress(crops, 1) if crops else None,
        )


def _digits(reading: Reading) -> str:
    """What is shown in lists and searched: the digits of every line, what is perhaps no number last."""
    found = [line for line in reading.lines if line.text]
    return "\n".join(line.text for line in sorted(found, key=lambda line: line.verdict == "ignore"))
