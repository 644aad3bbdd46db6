"""What stands between two frames of a line that was read whole, as a line of its own."""

from __future__ import annotations

from dataclasses import replace

from vision.fusion import Fused, likeliest
from vision.line_places import COLUMNS_A_FRAME
from vision.line_posterior import LinePosterior
from vision.line_steps import line_steps
from vision.line_view import LineView


def read_part(view: LineView, posterior: LinePosterior, first: int, end: int) -> Fused | None:
    """The number there, read by itself; None where there is none. Pure.

    posterior: of the whole view. first, end: frames.
    """
    if end <= first:
        return None
    symbols = None if posterior.symbols is None else posterior.symbols[first:end]
    own = LinePosterior(posterior.frames[first:end], symbols)
    columns = slice(COLUMNS_A_FRAME * first, COLUMNS_A_FRAME * end)
    left = view.left + COLUMNS_A_FRAME * first * view.step
    place = replace(view, picture=view.picture[:, columns], left=left)
    strings, _ = likeliest(own)
    steps = line_steps(place, own, strings[0][0], strings) if strings[0][0] else []
    return Fused(steps, strings, "text") if steps else None
