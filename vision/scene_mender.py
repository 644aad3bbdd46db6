"""A camera scene's frames are mended before they are read: without squares or a shadow across paper, and level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.evidence import Evidence, has_cells
from vision.level import Level, levelled
from vision.leveller import Leveller
from vision.reading import Reading
from vision.shade import evened, is_shaded
from vision.squared import SURE, side_of_squares, unruled

Grey = NDArray[np.uint8]

EVERY = 4
"""Frames from one look for a shadow to the next, half a millisecond each: hands come and go."""

SQUARES_EVERY = 8
"""Frames that read badly from one look for squared paper to the next, 5 ms each; and frames with squares from one look
whether they are still there."""

GRID_LEFT = 30
"""Frames that a scene with a grid is left as it comes: each of its cells is looked at by itself, and of the development
films of sudoku grids more locked wrongly without their shadows."""


class SceneMender:
    """What is done to one scene's frames. Ask for every frame and tell it every reading.

    Uploads are read with their shadow and without, and the better reading is taken. A frame has no time for both: of
    60 development amounts each, as live frames read them, 44 are right, 28 in a shadow and 45 once it is taken away.
    """

    def __init__(self) -> None:
        self._leveller = Leveller()
        self._shaded = False
        self._wait = 2  # the first frames are read as they come: there may be a grid
        self._side: float | None = None
        self._until_squares = 1  # the first reading tells whether there is a reason to look

    def mended(self, grey: Grey) -> tuple[Grey, Level | None]:
        """The frame, (H, W) uint8, as it is read, and the level picture that it is, if it was made level."""
        if self._until_squares <= 0:
            self._side, self._until_squares = side_of_squares(grey), SQUARES_EVERY
        if self._side is not None:
            grey = unruled(grey, self._side)
        self._wait -= 1
        if self._wait < 0:
            self._shaded, self._wait = is_shaded(grey), EVERY - 1
        if self._shaded:
            grey = evened(grey)
        skew = self._leveller.skew_for(grey)
        if not skew:
            return grey, None
        level = levelled(grey, skew)
        return level.pixels, level

    def see(self, reading: Reading) -> None:
        """Take what was read in a frame."""
        self._leveller.see(reading)
        if self._side is not None or Evidence.of(reading.lines).mean < SURE:
            self._until_squares -= 1
        if has_cells(reading.lines):
            self._shaded, self._wait = False, GRID_LEFT
