"""Distortion of whole batches: one warp, one set of morphology and blur passes over all crops at once.

The batch is laid out as one tall picture with gaps of paper between the crops, so that OpenCV does 256 crops in a few
calls (about 5 ms on one thread, where `grid_sample` takes 20).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 28
GAP = 4
_GRID = 5  # control points a side of the elastic field

Crops = NDArray[np.uint8]
Field = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Distortion:
    """How far each kind of distortion goes. Angles in degrees, lengths in pixels of the 28 x 28 crop.

    The chances are per crop; thickness and blur are the share of a one-pixel step that is mixed in.
    """

    rotation: float = 15
    shear: float = 0.25
    scale: float = 0.15
    shift: float = 2
    elastic: float = 0.9
    thickness: float = 0.5
    thickness_chance: float = 0.5
    blur_chance: float = 0.15
    gamma: float = 0.3
    noise_chance: float = 0.0
    line_chance: float = 0.0
    neighbour_chance: float = 0.0


CLEAN = Distortion(rotation=12, shear=0.2, scale=0.13, shift=1.5, elastic=0.8, thickness=0.35, blur_chance=0.05)
"""For MNIST alone: what its own test writers may do."""

HARD = Distortion(
    rotation=18, blur_chance=0.3, noise_chance=0.15, line_chance=0.05, neighbour_chance=0.08, thickness=0.8
)
"""For the product: pens, prints, photos, worn counters and bad crops."""

HARD_MILD = Distortion(
    rotation=10,
    shear=0.15,
    scale=0.08,
    shift=1,
    elastic=0.4,
    thickness=0.4,
    blur_chance=0.15,
    gamma=0.2,
    noise_chance=0.08,
    line_chance=0.02,
    neighbour_chance=0.04,
)
"""For the last part of the product's runs."""

MILD = Distortion(rotation=6, shear=0.1, scale=0.06, shift=1, elastic=0.3, thickness=0.15, blur_chance=0.03, gamma=0.1)
"""For the last part of runs on MNIST alone."""


def distort(crops: Crops, rng: np.random.Generator, how: Distortion) -> Crops:
    """New crops, (N, 28, 28) uint8, 255 = ink; N may be 0. The same generator state gives the same crops."""
    if not len(crops):
        return crops.copy()
    tall = _warp(_stack(crops), *_maps(len(crops), rng, how))
    tall = _thicken(tall, rng, how)
    tall = _blur(tall, rng, how)
    out = tall.reshape(len(crops), SIDE + GAP, SIDE)[:, GAP // 2 : GAP // 2 + SIDE]
    if how.neighbour_chance:
        out = _intrude(out, crops, rng, how.neighbour_chance)
    if how.line_chance:
        out = _cross(out, rng, how.line_chance)
    return _tone(out, rng, how)


def _stack(crops: Crops) -> Crops:
    padded = np.zeros((len(crops), SIDE + GAP, SIDE), np.uint8)
    padded[:, GAP // 2 : GAP // 2 + SIDE] = crops
    return padded.reshape(-1, SIDE)


def _upsampling() -> Field:
    """(28, 5): a smooth curve through 5 control values, sampled at 28 places."""
    return np.asarray(cv2.resize(np.eye(_GRID, dtype=np.float32), (_GRID, SIDE), interpolation=cv2.INTER_CUBIC))


_SMOOTH = _upsampling()


def _maps(count: int, rng: np.random.Generator, how: Distortion) -> tuple[Field, Field]:
    """Where each pixel of the distorted, stacked crops comes from: x and y, (N, 32, 28) float32 each."""
    angle = np.deg2rad(rng.uniform(-how.rotation, how.rotation, count))
    size_x, size_y = 1 + rng.uniform(-how.scale, how.scale, (2, count))
    shear = rng.uniform(-how.shear, how.shear, count)
    matrix = np.empty((count, 2, 2), np.float32)
    matrix[:, 0, 0] = np.cos(angle) / size_x
    matrix[:, 0, 1] = (np.sin(angle) + shear * np.cos(angle)) / size_x
    matrix[:, 1, 0] = -np.sin(angle) / size_y
    matrix[:, 1, 1] = (np.cos(angle) - shear * np.sin(angle)) / size_y
    shift = rng.uniform(-how.shift, how.shift, (count, 2, 1, 1)).astype(np.float32)
    control = rng.normal(0, how.elastic, (count, 2, _GRID, _GRID)).astype(np.float32)
    bend = _SMOOTH @ control @ _SMOOTH.T
    steps = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
    x, y = steps[None, None, :], steps[None, :, None]
    m = matrix[:, :, :, None, None]
    from_x = m[:, 0, 0] * x + m[:, 0, 1] * y + bend[:, 0] + shift[:, 0] + (SIDE - 1) / 2
    from_y = m[:, 1, 0] * x + m[:, 1, 1] * y + bend[:, 1] + shift[:, 1] + (SIDE - 1) / 2
    return from_x.astype(np.float32), from_y.astype(np.float32)


def _warp(tall: Crops, from_x: Field, from_y: Field) -> Crops:
    count = len(from_x)
    top = (np.arange(count, dtype=np.float32) * (SIDE + GAP) + GAP / 2)[:, None, None]
    inside = np.clip(from_y, -1.0, SIDE) + top
    x, y = from_x.reshape(-1, SIDE), inside.reshape(-1, SIDE)
    warped = cv2.remap(tall, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return _stack(np.asarray(warped, np.uint8).reshape(count, SIDE, SIDE))


def _per_crop(values: NDArray[np.float64]) -> Field:
    """One value a crop, repeated for the crop's rows of the tall picture: (N * 32, 1)."""
    return np.repeat(values.astype(np.float32), SIDE + GAP)[:, None]


def _thicken(tall: Crops, rng: np.random.Generator, how: Distortion) -> Crops:
    """Pens of other widths: a share of a 3 x 3 dilation or erosion."""
    count = len(tall) // (SIDE + GAP)
    amount = rng.uniform(-how.thickness, how.thickness, count) * (rng.random(count) < how.thickness_chance)
    share = _per_crop(amount)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    thick, thin = cv2.dilate(tall, cross).astype(np.float32), cv2.erode(tall, cross).astype(np.float32)
    base = tall.astype(np.float32)
    mixed = base + np.maximum(share, 0) * (thick - base) + np.maximum(-share, 0) * 0.6 * (thin - base)
    return np.asarray(np.clip(mixed, 0, 255), np.uint8)


def _blur(tall: Crops, rng: np.random.Generator, how: Distortion) -> Crops:
    """Out of focus, up to a 2 px radius (7 % of a digit's height)."""
    count = len(tall) // (SIDE + GAP)
    share = _per_crop(rng.random(count) * (rng.random(count) < how.blur_chance))
    soft = cv2.GaussianBlur(tall, (7, 7), 1.5).astype(np.float32)
    return np.asarray(tall + share * (soft - tall), np.uint8)


def _intrude(out: Crops, others: Crops, rng: np.random.Generator, chance: float) -> Crops:
    """Ink of a neighbour at the left or right border, as a crop cut too wide has."""
    out = out.copy()
    for index in np.flatnonzero(rng.random(len(out)) < chance):
        neighbour = others[rng.integers(len(others))]
        width = int(rng.integers(2, 6))
        if rng.random() < 0.5:
            out[index, :, :width] = np.maximum(out[index, :, :width], neighbour[:, 22 - width : 22])
        else:
            out[index, :, -width:] = np.maximum(out[index, :, -width:], neighbour[:, 6 : 6 + width])
    return out


def _cross(out: Crops, rng: np.random.Generator, chance: float) -> Crops:
    """A rule or guide line through the digit."""
    out = np.ascontiguousarray(out)
    for index in np.flatnonzero(rng.random(len(out)) < chance):
        y, slope = int(rng.integers(2, 27)), int(rng.integers(-2, 3))
        grey = int(rng.integers(60, 256))
        cv2.line(out[index], (0, y), (SIDE - 1, y + slope), grey, 1, cv2.LINE_AA)
    return out


def _tone(out: Crops, rng: np.random.Generator, how: Distortion) -> Crops:
    """Faint and heavy ink, and the noise of cameras."""
    count = len(out)
    values = out.astype(np.float32) / 255
    power = np.exp(rng.uniform(-how.gamma, how.gamma, (count, 1, 1))).astype(np.float32)
    values = values**power
    if how.noise_chance:
        noisy = np.flatnonzero(rng.random(count) < how.noise_chance)
        spread = rng.uniform(0.02, 0.12, (len(noisy), 1, 1))
        values[noisy] += (rng.standard_normal((len(noisy), SIDE, SIDE)) * spread).astype(np.float32)
    return (np.clip(values, 0, 1) * 255).astype(np.uint8)
