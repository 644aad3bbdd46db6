"""What may be done to a picture so that it reads better: a Mend names it, and the reader tries those that are left."""

from __future__ import annotations

from enum import Flag, auto


class Mend(Flag):
    """SQUARES: lines of squared paper are taken away (squared.py). SHADE: a shadow is (shade.py). SKEW: the picture is
    made level (skew.py). TURN: turned upright (ways_up.py)."""

    SQUARES = auto()
    SHADE = auto()
    SKEW = auto()
    TURN = auto()


ALL_MENDS = Mend.SQUARES | Mend.SHADE | Mend.SKEW | Mend.TURN
