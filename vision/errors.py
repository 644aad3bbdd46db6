"""What can go wrong on the way from a picture to a reading, each with a stable code and a hint.

    VisionError
    ├── Unreadable             no such file, a folder, or not ours to open
    ├── EmptySource            nothing in the file, no strokes in the ink
    ├── NotASource             something else than the three sources, or than what they hold
    ├── BadArray               an array that is not a picture
    ├── UnknownFormat          not a picture or document that Numeral opens
    ├── BrokenFile             the right kind, but cut off or damaged
    ├── EncryptedPdf           a PDF with a password
    ├── TooLarge               over a limit
    │   ├── TooManyBytes
    │   ├── TooManyPixels
    │   ├── TooManyPages
    │   └── TooComplex
    ├── NoSuchPage             a page number outside the document
    ├── Unwritable             an annotated picture that cannot be saved
    ├── BadInk                 strokes that are not lists of finite points
    └── BadCheckpoint          weights or card missing, damaged or of another version

`code` is on the wire and in exit messages of the commands: never renamed, never reused.
"""


class VisionError(Exception):
    """The base of every expected error in `vision`; `str()` is a sentence for people."""

    code = "vision.error"
    hint = "Try another file."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.hint)


class Unreadable(VisionError):
    """Raised before decoding: the file system does not give the file."""

    code = "source.unreadable"
    hint = "The file cannot be opened. Check its name, and that you may read it."


class EmptySource(VisionError):
    """Raised before decoding: there are no bytes, no pixels or no strokes."""

    code = "source.empty"
    hint = "There is nothing in it. Check that the file was saved completely, or draw something."


class NotASource(VisionError):
    """Raised before anything is read: what was given is no source, or holds no bytes, path or array."""

    code = "source.not_one"
    hint = "Give Photo.open(path), Photo(bytes or array), PdfPage(bytes or Path) or Ink.from_points(strokes)."


class BadArray(VisionError):
    """Raised before anything is read: the array has another type or shape than `Photo` states."""

    code = "source.bad_array"
    hint = "Give pixels as uint8: (height, width) grey, or (height, width, 3 or 4) colour, with or without alpha."


class UnknownFormat(VisionError):
    """Raised before decoding: the content is not of a supported kind, whatever its name says."""

    code = "source.unknown_format"
    hint = "Numeral opens JPEG, PNG, WebP, BMP, TIFF, HEIC and PDF. Save it as one of these."


class BrokenFile(VisionError):
    """Raised while decoding: the file is truncated or damaged."""

    code = "source.broken"
    hint = "The file is damaged or was cut off. Save or scan it again."


class EncryptedPdf(VisionError):
    """Raised before any page is rendered."""

    code = "pdf.encrypted"
    hint = "This PDF has a password. Save a copy without one and upload that."


class TooLarge(VisionError):
    """The base of the limits; the message names the limit and what was found."""

    code = "source.too_large"
    hint = "Make it smaller and try again."


class TooManyBytes(TooLarge):
    """Raised before decoding."""

    code = "source.too_many_bytes"
    hint = "The file is too large. Save it at a lower quality or split it."


class TooManyPixels(TooLarge):
    """Raised from the header, before any bitmap exists."""

    code = "source.too_many_pixels"
    hint = "The picture has too many pixels. Scale it down: 300 dots per inch are plenty."


class TooManyPages(TooLarge):
    """Raised before the first page is rendered."""

    code = "source.too_many_pages"
    hint = "The document has too many pages. Split it and upload the parts."


class TooComplex(TooLarge):
    """Raised when a PDF page is still not drawn after all the time that it may take."""

    code = "source.too_complex"
    hint = "The page is too complex to draw. Print it to a new PDF, or take a picture of it, and read that."


class NoSuchPage(VisionError):
    """Raised when a page outside the document is asked for."""

    code = "source.no_such_page"
    hint = "Ask for a page between 1 and the document's last."


class Unwritable(VisionError):
    """Raised while writing an annotated picture."""

    code = "annotation.unwritable"
    hint = "The annotated picture cannot be written. Check the folder, and that there is room on the disk."


class BadInk(VisionError):
    """Raised when strokes are built: a point is not two to four finite numbers."""

    code = "ink.bad"
    hint = "Each stroke is a list of points (x, y[, t[, pressure]]), all finite numbers."


class BadCheckpoint(VisionError):
    """Raised when a reader is opened."""

    code = "checkpoint.bad"
    hint = "Name one of the shipped checkpoints (permissive, full, mnist) or a folder that has a card and weights."
