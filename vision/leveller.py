"""A camera's scene that is held at an angle is followed, and its frames are made level before they are read.

Whether a scene is at an angle is looked for now and then. One frame is then tried level, and if it reads better so, the
following are made level too, by an angle that is looked for again and again, since hands move.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.evidence import Evidence, has_cells
from vision.reading import Reading
from vision.skew import LEAST, skew_of

EVERY, LEVEL_EVERY = 8, 2
"""Frames from one look for the angle to the next, 3 to 4 ms each, of a scene that is read as it is and of a level one;
most scenes are level, and a level one would drift from its angle."""

LEFT = LEAST / 2
"""Degrees below which a level scene is read as it is again: hands are never still."""

LONGEST = 64
"""Frames that a scene that read worse when it was made level is left alone at most: twice as many each time."""

WORSE = 0.9
"""Of how sure numbers were before, which those of the frame that was tried must be: what climbs reads surely too where
only a part of it was seen."""

LOST, LITTLE = 6, 0.3
"""Frames without any number surer than this after which a level scene is read as it is again."""


class Leveller:
    """By how many degrees one scene's frames are made level. Ask for every frame and tell it every reading."""

    def __init__(self) -> None:
        self._degrees = 0.0
        self._tried: float | None = None
        self._wait, self._pause = 2, EVERY  # the first frame is read as it is, to compare with
        self._before = Evidence.of(())
        self._lost = 0

    def skew_for(self, grey: NDArray[np.uint8]) -> float:
        """By how many degrees to make this frame, (H, W) uint8, level: 0 mostly."""
        self._wait -= 1
        if self._wait > 0:
            return self._degrees
        found = skew_of(grey)
        if self._degrees:
            self._wait, self._degrees = LEVEL_EVERY, found if abs(found) >= LEFT else 0.0
            return self._degrees
        self._wait = self._pause
        if abs(found) < LEAST:
            return 0.0
        self._tried = found
        return found

    def see(self, reading: Reading) -> None:
        """Take what was read in a frame, at the angle at which it was read."""
        found = Evidence.of(reading.lines)
        if reading.skew and reading.skew == self._tried:
            self._tried = None
            if found.beats(self._before, WORSE):
                self._degrees, self._wait, self._pause, self._lost = reading.skew, LEVEL_EVERY, EVERY, 0
            else:
                self._pause = min(LONGEST, 2 * self._pause)
                self._wait = self._pause
        elif not reading.skew:
            self._before = found
            if has_cells(reading.lines):
                self._wait = self._pause
        else:
            self._lost = 0 if found.best > LITTLE else self._lost + 1
            if self._lost >= LOST:
                self._degrees, self._lost, self._wait = 0.0, 0, self._pause
