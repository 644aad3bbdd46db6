"""From a source to grey pixels as a person sees them: turned upright, in sRGB, on white."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vision import colour, pdf, pixels
from vision.contents import contents
from vision.errors import BrokenFile
from vision.exif import turned
from vision.jpeg_header import plain_size
from vision.limits import DEFAULT_LIMITS, Limits
from vision.lit import SAMPLE, brightness, has_dark_ground, is_lit
from vision.raster import Raster, broken_if_it_fails, check_pixels, open_raster
from vision.source import PdfPage, Photo

Pixels = NDArray[np.uint8]

_GREY = {
    1: cv2.IMREAD_GRAYSCALE,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
}
_COLOUR = {
    1: cv2.IMREAD_COLOR_BGR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture ready to be read.

    grey: (H, W) uint8, 0 = black, 255 = white. width, height: of the picture as a viewer shows it, at full
    resolution (PDF: at the dots per inch that were used). `scale`: grey pixels per such pixel, at most 1.
    """

    grey: Pixels
    width: int
    height: int
    scale: float


def decode(source: Photo | PdfPage, limits: Limits = DEFAULT_LIMITS, *, max_pixels: int | None = None) -> Decoded:
    """The grey picture of `source`, with at most `max_pixels` pixels (None: all that it has).

    Raises NotASource, UnknownFormat, BrokenFile, EncryptedPdf, NoSuchPage, BadArray, Unreadable, EmptySource,
    and TooLarge when a limit is passed, which is found before any bitmap exists.
    """
    grey, (width, height) = _read(source, limits, max_pixels, colours=False)
    grey = _within(grey, _fitting(width, height, max_pixels))
    return Decoded(grey, width, height, max(grey.shape) / max(width, height))


def decode_rgb(source: Photo | PdfPage, limits: Limits = DEFAULT_LIMITS, *, max_side: int | None = None) -> Pixels:
    """The picture in colour, (H, W, 3) uint8 RGB, its longest side at most `max_side` pixels.

    For thumbnails and annotation. Raises as `decode` does.
    """
    rgb, (width, height) = _read(source, limits, max_side and max_side * max_side, colours=True)
    share = min(1.0, max_side / max(width, height)) if max_side else 1.0
    rgb = _within(rgb, (max(1, round(width * share)), max(1, round(height * share))))
    return rgb if rgb.ndim == 3 else np.asarray(cv2.cvtColor(rgb, cv2.COLOR_GRAY2RGB), np.uint8)


def _read(
    source: Photo | PdfPage, limits: Limits, enough: int | None, *, colours: bool
) -> tuple[Pixels, tuple[int, int]]:
    """The pixels of a source as a viewer shows it, and its (width, height) at full resolution.

    The decoder may shrink them while at least `enough` are left. Grey unless `colours`, and then perhaps too.
    """
    if isinstance(source, PdfPage):
        return pdf.render(source, limits, max_pixels=enough, colours=colours)
    if isinstance(source.data, np.ndarray):
        picture = pixels.opaque(source.data, source.colour_order, limits)
        return picture if colours else colour.grey_of(picture), (picture.shape[1], picture.shape[0])
    data = contents(source.data, limits)
    if not colours and source.page == 0 and (size := plain_size(data)):
        check_pixels(*size, limits)
        return _jpeg_grey(data, size, _reduction_of(*size, enough)), size
    raster = open_raster(data, limits, page=source.page)
    reduction = _reduction(raster, enough)
    if not colours and _is_plain_jpeg(raster):
        picture = _jpeg_grey(data, (raster.width, raster.height), reduction)
    else:
        picture = _decoded(raster, reduction, enough)
        picture = picture if colours else colour.grey_of(picture)
    return turned(picture, raster.orientation), (raster.width, raster.height)


def _is_plain_jpeg(raster: Raster) -> bool:
    """Whether the file holds colours of sRGB, as cameras and browsers write it."""
    plain = raster.kind == "jpeg" and raster.image.mode in ("L", "RGB")
    return plain and (not raster.profile or colour.is_srgb(raster.profile))


def _jpeg_grey(data: bytes, size: tuple[int, int], reduction: int) -> Pixels:
    """As `colour.grey_of`, straight from the file: of most pictures luma is enough, in half the time of colours."""
    luma = _jpeg(data, _GREY[reduction])
    if not has_dark_ground(luma):
        return luma
    sampled = max(reduction, _reduction_of(*size, SAMPLE * SAMPLE))
    if not is_lit(_jpeg_rgb(data, sampled)):
        return luma
    return brightness(_jpeg_rgb(data, reduction))


def _jpeg_rgb(data: bytes, reduction: int) -> Pixels:
    return np.asarray(cv2.cvtColor(_jpeg(data, _COLOUR[reduction]), cv2.COLOR_BGR2RGB), np.uint8)


def _jpeg(data: bytes, how: int) -> Pixels:
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), how | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise BrokenFile from error
    if picture is None:
        raise BrokenFile
    return np.asarray(picture, np.uint8)


def _decoded(raster: Raster, reduction: int, enough: int | None) -> Pixels:
    """Grey or RGB pixels by Pillow, not yet turned."""
    image = raster.image
    with broken_if_it_fails():
        if reduction > 1:
            width, height = image.size
            image.draft(None, (math.ceil(width / reduction), math.ceil(height / reduction)))
        image.load()
        # A profile costs more per pixel than all the rest, so what need not be converted goes first.
        if raster.profile and image.mode in ("L", "RGB") and not image.has_transparency_data:
            image = Image.fromarray(_within(np.asarray(image), _fitting(*image.size, enough)))
        return colour.opaque_srgb(image, raster.profile)


def _reduction(raster: Raster, enough: int | None) -> int:
    """By how much the decoder may shrink each side: 1, 2, 4 or 8, and 1 for all but JPEG, which alone can."""
    return _reduction_of(raster.width, raster.height, enough) if raster.kind == "jpeg" else 1


def _reduction_of(width: int, height: int, enough: int | None) -> int:
    if enough is None:
        return 1
    return max((by for by in _GREY if width * height >= enough * by * by), default=1)


def _fitting(width: int, height: int, max_pixels: int | None) -> tuple[int, int]:
    """The largest (width, height) of the same shape with at most `max_pixels` pixels."""
    if max_pixels is None or width * height <= max_pixels:
        return width, height
    share = math.sqrt(max_pixels / (width * height))
    short = max(1, int(min(width, height) * share))
    long = max(1, min(int(max(width, height) * share), max_pixels // short))
    return (long, short) if width >= height else (short, long)


def _within(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture at most as large as `size` (width, height), averaging what falls together."""
    if picture.shape[1] <= size[0] and picture.shape[0] <= size[1]:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
