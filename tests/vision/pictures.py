"""Pictures and documents made for the tests: small, and of every kind that Numeral opens."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO

import cv2
import numpy as np
import pillow_heif
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageCms

from vision.kinds import Kind

Pixels = NDArray[np.uint8]

PICTURES: tuple[Kind, ...] = ("jpeg", "png", "webp", "bmp", "tiff", "heic")


def landscape(width: int = 96, height: int = 64) -> Pixels:
    """(H, W, 3) RGB: smooth, with a different brightness in each corner, so that every turn shows."""
    corners = np.array([[[250, 240, 230], [180, 170, 190]], [[30, 20, 40], [100, 110, 90]]], np.uint8)
    return np.asarray(cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def encoded(kind: Kind, picture: Image.Image | Pixels | None = None, **options: object) -> bytes:
    """A file of that kind; `options` go to Pillow. HEIC and JPEG are lossy, here at high quality."""
    if picture is None:
        picture = landscape()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = BytesIO()
    if kind == "heic":
        pillow_heif.from_pillow(image).save(file, quality=95, **options)
    elif kind == "pdf":
        image.save(file, "PDF", **options)
    else:
        quality = {"quality": 95, "subsampling": 0} if kind == "jpeg" else {"lossless": True}
        lossless = kind in ("jpeg", "webp")
        image.save(file, kind.upper(), **({**quality, **options} if lossless else options))
    return file.getvalue()


def with_orientation(orientation: int) -> bytes:
    """An EXIF block that says so."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def tiff_of(pages: Sequence[Pixels]) -> bytes:
    """A TIFF with these pages."""
    first, *rest = [Image.fromarray(page) for page in pages]
    file = BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=rest)
    return file.getvalue()


def pdf_of(*sizes_pt: tuple[float, float]) -> bytes:
    """A PDF with blank pages of these sizes in points."""
    document = pypdfium2.PdfDocument.new()
    for width, height in sizes_pt:
        document.new_page(width, height).close()
    file = BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims this size and which holds next to nothing."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big") for name, body in chunks
    )


def encrypted_pdf() -> bytes:
    """A PDF whose password nobody knows: its hashes are made up."""
    made_up = b"<" + b"5a" * 32 + b">"
    return b"\n".join(
        (
            b"%PDF-1.4",
            b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj",
            b"4 0 obj<</Filter/Standard/V 1/R 2/O " + made_up + b"/U " + made_up + b"/P -4>>endobj",
            b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>",
            b"%%EOF",
        )
    )


def srgb_profile() -> bytes:
    """What is taken for granted when there is no profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """An sRGB profile of another name, with red and blue primaries changed over: easy to see when applied."""
    profile = bytearray(srgb_profile())
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))
