"""Numeral's reader: digits in pictures, PDF pages and pen strokes.

from vision import Ink, PdfPage, Photo, Reader

with Reader.open() as reader:
    print(reader.read(Photo.open("amount.jpg")).text)
"""

from vision.checkpoint import Checkpoint
from vision.classifier import Classifier, Engine, open_classifier
from vision.decode import decode_rgb
from vision.document import Document
from vision.errors import BadInk, VisionError
from vision.explain import Explanation
from vision.formats import Format, NoSuchFormat, judged, known_formats, open_format, under
from vision.formatted import Choice, Formatted, Mending
from vision.ink_lines import TakesLonger
from vision.limits import Limits
from vision.preview import preview
from vision.reader import Prepared, Reader, frame_opinions
from vision.reading import NOT_A_DIGIT, Alternative, Box, Glyph, Line, Reading, Verdict, line_from_json, schema
from vision.source import Ink, PdfPage, Photo, Source, Stroke
from vision.tracking import Look, Stable, Tracker

__all__ = [
    "NOT_A_DIGIT",
    "Alternative",
    "BadInk",
    "Box",
    "Checkpoint",
    "Choice",
    "Classifier",
    "Document",
    "Engine",
    "Explanation",
    "Format",
    "Formatted",
    "Glyph",
    "Ink",
    "Limits",
    "Line",
    "Look",
    "Mending",
    "NoSuchFormat",
    "PdfPage",
    "Photo",
    "Prepared",
    "Reader",
    "Reading",
    "Source",
    "Stable",
    "Stroke",
    "TakesLonger",
    "Tracker",
    "Verdict",
    "VisionError",
    "decode_rgb",
    "frame_opinions",
    "judged",
    "known_formats",
    "line_from_json",
    "open_classifier",
    "open_format",
    "preview",
    "schema",
    "under",
]
