"""What may be done to a picture so that it reads better: a Mend names it, and the reader tries those that are left."""

from __future__ import annotations

from enum import Flag, auto


class Mend(Flag):
    """SHADE: a shadow is taken away (shade.py). SKEW: it is made level (skew.py). TURN: turned upright (ways_up.py)."""

    SHADE = auto()
    SKEW = auto()
    TURN = auto()


ALL_MENDS = Mend.SHADE | Mend.SKEW | Mend.TURN
