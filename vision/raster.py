"""An encoded picture, opened as far as its header: size, orientation and profile, but no bitmap yet.

Each kind goes to its own Pillow decoder and to no other: `Image.open` would try dozens by turns, some of
which start other programs, and would warn by a limit of its own where `Limits` decides here.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import BmpImagePlugin, Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin
from pillow_heif import HeifImageFile

from vision import exif, tiff
from vision.errors import BrokenFile, NoSuchPage, TooManyPixels, UnknownFormat, VisionError
from vision.kinds import Kind, kind_of
from vision.limits import Limits

_DECODERS: dict[Kind, Callable[[BytesIO], Image.Image]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "bmp": BmpImagePlugin.BmpImageFile,
    "tiff": TiffImagePlugin.TiffImageFile,
    "heic": HeifImageFile,
}


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture whose header was read and found within the limits.

    `image` decodes itself when it is first used. width and height are as a viewer shows it; `orientation` is
    what is left to do to get there (TIFF and HEIC decoders turn the picture themselves). `pages` counts those
    of a TIFF and is 1 otherwise: of an animation only the first frame is read.
    """

    kind: Kind
    image: Image.Image
    width: int
    height: int
    orientation: int
    pages: int

    @property
    def profile(self) -> bytes:
        """The ICC profile, empty when there is none."""
        found = self.image.info.get("icc_profile")
        return found if isinstance(found, bytes) else b""


def open_raster(data: bytes, limits: Limits, *, page: int = 0) -> Raster:
    """Read the header of one picture.

    Raises UnknownFormat (also for a PDF, which is no picture), BrokenFile, TooManyPixels, TooManyPages and
    NoSuchPage, all before any bitmap exists.
    """
    kind = kind_of(data)
    if kind not in _DECODERS:
        raise UnknownFormat("A PDF is not a picture: its pages are opened one by one.")
    pages = tiff.page_count(data, limits) if kind == "tiff" else 1
    if pages and not 0 <= page < pages:
        raise NoSuchPage
    if kind == "webp":  # its decoder makes the canvas at once, so the header is read here first
        check_pixels(*_webp_size(data), limits)
    with broken_if_it_fails():
        image = _DECODERS[kind](BytesIO(data))
        if page:  # not for the first: of several pictures in a HEIC the main one is open already
            image.seek(page)
    orientation = exif.orientation(_exif_of(image)) if kind in ("jpeg", "png", "webp") else exif.UPRIGHT
    width, height = image.size[::-1] if exif.turns_sideways(orientation) else image.size
    check_pixels(width, height, limits)
    return Raster(kind, image, width, height, orientation, pages)


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Raise TooManyPixels, or BrokenFile for a picture without area."""
    if width < 1 or height < 1:
        raise BrokenFile
    if width * height > limits.pixels:
        found = f"The picture has {width:,} x {height:,} pixels, more than {limits.pixels:,}."
        raise TooManyPixels(f"{found} {TooManyPixels.hint}")


@contextmanager
def broken_if_it_fails() -> Iterator[None]:
    """Turn what a decoder raises into BrokenFile, or TooManyPixels when memory or Pillow's bound is reached.

    Only calls into decoders stand inside. Given damaged bytes those raise a dozen kinds of error (OSError,
    SyntaxError, ValueError, struct.error, KeyError, zlib.error, ...) that no list of ours would keep up with.
    """
    try:
        yield
    except VisionError:
        raise
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except Exception as error:
        raise BrokenFile from error


def _exif_of(image: Image.Image) -> bytes:
    found = image.info.get("exif")
    return found if isinstance(found, bytes) else b""


def _webp_size(data: bytes) -> tuple[int, int]:
    """The canvas of a WebP: three chunks can come first, each with its own way to state a size."""
    try:
        if data[12:16] == b"VP8X":
            return _three_bytes(data, 24) + 1, _three_bytes(data, 27) + 1
        if data[12:16] == b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        width, height = struct.unpack_from("<HH", data, 26)
    except struct.error as error:
        raise BrokenFile from error
    return width & 0x3FFF, height & 0x3FFF


def _three_bytes(data: bytes, at: int) -> int:
    if len(data) < at + 3:
        raise BrokenFile
    return int.from_bytes(data[at : at + 3], "little")
