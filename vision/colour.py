"""From whatever a picture's samples mean to what an eye sees: 8-bit sRGB, opaque, on white paper."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from vision.lit import brightness, has_dark_ground, is_lit

Pixels = NDArray[np.uint8]

_WHITE_IS_ZERO = 0
_PHOTOMETRIC_TAG = 262


def opaque_srgb(image: Image.Image, profile: bytes = b"") -> Pixels:
    """The picture as (H, W) grey or (H, W, 3) RGB uint8, 0 = black.

    image: any of Pillow's modes, decoded. profile: ICC; one that is damaged or for other channels is ignored,
    as browsers do. What is transparent shows white.
    """
    image = _eight_bit(image)
    if not image.has_transparency_data:
        return np.asarray(_to_srgb(image, profile))
    image = image.convert("LA" if image.mode in ("LA", "La") else "RGBA")
    alpha = image.getchannel("A")
    colours = np.asarray(_to_srgb(image.convert(image.mode[:-1]), profile))
    return over_white(colours, np.asarray(alpha))


def over_white(colours: Pixels, alpha: Pixels) -> Pixels:
    """Lay (H, W) or (H, W, 3) `colours` with `alpha` (H, W), 255 = opaque, over white."""
    if colours.ndim == 3:
        alpha = alpha[:, :, None]
    share = alpha.astype(np.uint16)
    mixed = colours * share + 255 * (255 - share)  # at most 255 * 255, which fits
    return ((mixed + 127) // 255).astype(np.uint8)


def grey_of(pixels: Pixels) -> Pixels:
    """(H, W) luma of (H, W) grey or (H, W, 3) RGB; where lit colours stand on a dark ground, their brightness."""
    if pixels.ndim == 2:
        return pixels
    luma = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    return brightness(pixels) if has_dark_ground(luma) and is_lit(pixels) else luma


def is_srgb(profile: bytes) -> bool:
    """Whether the profile says what is taken for granted without one, so that it need not be applied."""
    opened = _open_profile(profile)
    return opened is not None and ImageCms.getProfileDescription(opened).startswith("sRGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey with more bits becomes 8-bit grey; every other mode has 8 bits (or 1) already."""
    if image.mode.startswith("I;16"):
        grey = (np.asarray(image) >> 8).astype(np.uint8)
        tags = getattr(image, "tag_v2", {})
        # Pillow turns 1-bit and 8-bit TIFFs in which 0 is white, but not these.
        return Image.fromarray(255 - grey if tags.get(_PHOTOMETRIC_TAG) == _WHITE_IS_ZERO else grey)
    if image.mode in ("I", "F"):
        return Image.fromarray(_stretched(np.asarray(image, np.float64)))
    return image


def _stretched(samples: NDArray[np.float64]) -> Pixels:
    """Wide integers and floats have no agreed white: the smallest becomes black, the largest white."""
    samples = np.nan_to_num(samples, posinf=0.0, neginf=0.0)
    low, high = samples.min(), samples.max()
    span = float(high - low) or 1.0
    return np.asarray(np.rint((samples - low) * (255 / span)), np.uint8)


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """An opaque image as mode L or RGB."""
    if image.mode == "LAB":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        return _transformed(image, lab) or image.getchannel("L")
    if image.mode not in ("1", "L", "RGB", "CMYK"):
        image = image.convert("RGB")
    source = None if not profile or is_srgb(profile) else _open_profile(profile)
    if source is not None and (converted := _transformed(image, source)) is not None:
        return converted
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _open_profile(profile: bytes) -> ImageCms.ImageCmsProfile | None:
    try:
        return ImageCms.ImageCmsProfile(BytesIO(profile))
    except (OSError, ImageCms.PyCMSError):
        return None


def _transformed(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image | None:
    """The image in sRGB, or None when the profile is not one for its channels."""
    try:
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, ValueError):
        return None
