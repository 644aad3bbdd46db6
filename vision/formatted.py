"""What a line reads as under a format, beside what was seen: never in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Problem = Literal["", "shape", "check"]
"""What keeps the digits that were seen from being of the format: nothing, their number and places, or a check digit
(of a date: no such day)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A string that the line may be under the format: with its separators, its digits alone, and its probability."""

    text: str
    digits: str
    probability: float


@dataclass(frozen=True, slots=True)
class Mending:
    """One digit changed so that the number holds. position: of the digit, from 0; `seen` was read there."""

    position: int
    seen: int
    digit: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class Formatted:
    """A line under a format. Empty `text` and `digits`: nothing that was seen there is of that format.

    probability: that it is `text`, given that the line is of the format. agrees: the digits are those of the line's
    own text. problem: what is wrong with those. fits: probability, by what was seen alone, that the line is of the
    format. choices: the next likeliest strings of the format. mendings: one digit changed, likeliest first; only where
    what was seen is not of the format, and only digits that the readers have evidence for.
    """

    format: str
    text: str
    digits: str
    probability: float
    agrees: bool
    problem: Problem
    fits: float
    choices: tuple[Choice, ...] = ()
    mendings: tuple[Mending, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As `formatted_schema()` describes it."""
        return {
            "format": self.format,
            "text": self.text,
            "digits": self.digits,
            "probability": round(self.probability, 4),
            "agrees": self.agrees,
            "problem": self.problem,
            "fits": round(self.fits, 4),
            "choices": [_choice_json(choice) for choice in self.choices],
            "mendings": [
                {"position": m.position, "seen": m.seen, "digit": m.digit, **_choice_json(m.choice)}
                for m in self.mendings
            ],
        }


def _choice_json(choice: Choice) -> dict[str, Any]:
    return {"text": choice.text, "digits": choice.digits, "probability": round(choice.probability, 4)}


def formatted_schema() -> dict[str, Any]:
    """The JSON Schema of `Formatted.to_json()`."""
    probability = {"type": "number", "minimum": 0, "maximum": 1}
    digit = {"type": "integer", "minimum": 0, "maximum": 9}
    choice = {
        "text": {"type": "string"},
        "digits": {"type": "string", "pattern": "^[0-9]*$"},
        "probability": probability,
    }
    mending = {"position": {"type": "integer", "minimum": 0}, "seen": digit, "digit": digit, **choice}
    return _object(
        {
            "format": {"type": "string"},
            **choice,
            "agrees": {"type": "boolean", "description": "whether these are the digits that were seen"},
            "problem": {"enum": ["", "shape", "check"], "description": "of the digits that were seen"},
            "fits": {**probability, "description": "that the line is of the format, by what was seen alone"},
            "choices": {"type": "array", "items": _object(choice)},
            "mendings": {"type": "array", "items": _object(mending), "description": "one digit changed"},
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
