"""Formats that a number may be asked for under: what strings they allow, and how those are written.

A format is a prior over strings. `judge` weighs it with what was seen; what was seen stays as it is.
"""

from vision.formats.catalogue import NoSuchFormat, known_formats, open_format
from vision.formats.format import Fit, Format
from vision.formats.judge import judged, under
from vision.formats.pattern import BadPattern

__all__ = ["BadPattern", "Fit", "Format", "NoSuchFormat", "judged", "known_formats", "open_format", "under"]
