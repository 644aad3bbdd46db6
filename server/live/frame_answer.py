"""What a frame's reading becomes before it goes to the page: made where the frame was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec import Raw

from server.desk import AtHand
from server.live.under_format import formatted_of, with_format
from server.messages import StableLine
from server.wire import reading_json
from vision import Format, Reading, Stable


@dataclass(frozen=True, slots=True)
class FrameAnswer:
    """A form for one frame of a scene."""

    scene: int
    chosen: Format | None

    def __call__(self, reading: Reading, at_hand: AtHand) -> tuple[Raw, tuple[StableLine, ...]]:
        """The frame's reading, and what it and those before it say together. In a hurry, numbers lock without a
        closer look."""
        stable = at_hand.tracker(self.scene).update(reading, None if reading.hurried else at_hand.look)
        formatted = formatted_of(stable, self.chosen)
        lines = tuple(_stable(line, formatted.get(line.track)) for line in stable)
        return reading_json(with_format(reading, self.chosen)), lines


def _stable(line: Stable, formatted: dict[str, Any] | None) -> StableLine:
    box = (round(line.box.x, 1), round(line.box.y, 1), round(line.box.width, 1), round(line.box.height, 1))
    return StableLine(line.track, line.text, round(line.confidence, 4), line.verdict, line.locked, box, formatted)
