"""Films made of stills: a hand-held camera before a real number, with its motion, blur, shade and passing hands.

Every film is fixed by its still and number. It begins as people begin: moving and out of focus, then steadier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.evaluation.shadows import shaded
from training.evaluation.task import Pixels
from vision.margin import rim_colour

WIDTH, HEIGHT = 640, 480
FRAMES = 24
FPS = 10.0
"""Frames a second that the reader gets: what a phone's page sends over a common connection."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Target:
    """A number on a still. corners: (4, 2) of its place, in the still's pixels; text: as labelled.

    cells: of a row of boxes, what is in each, 0 for an empty one: any line there is right that reads those it covers.
    """

    text: str
    corners: NDArray[np.float64]
    cells: str = ""


@dataclass(frozen=True, slots=True)
class Still:
    """What a film is made of. picture: (H, W) grey or (H, W, 3) BGR; targets: the numbers on it.

    whole: all of it is held before the camera, and not the targets alone: of a plate their place is only the middle.
    """

    name: str
    picture: Pixels
    targets: tuple[Target, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame: a JPEG as a browser sends it, and where the targets are in it, (4, 2) each."""

    jpeg: bytes
    corners: tuple[NDArray[np.float64], ...]


def film(still: Still, seed: int, frames: int = FRAMES, *, turned: float = 0.0, shadow: bool = False) -> Iterator[Shot]:
    """The frames of one film. The same still and seed give the same film.

    turned: degrees clockwise by which the still is held, beside what the hand does. shadow: of whoever holds the
    camera, across every frame.
    """
    rng = np.random.default_rng((3, seed))
    picture, fit = _fit(still, rng)
    paths = _paths(rng, frames)
    paths[:, 2] -= turned
    blur, hand = _blur(rng, frames), _hand(rng, frames)
    around = rim_colour(picture)  # what it lies on is of the colour of its edge
    drift, direction = rng.uniform(0, 2 * np.pi), rng.uniform(0, 2 * np.pi)
    depth = float(rng.uniform(0.05, 0.45))
    for index in range(frames):
        matrix = _placed(paths[index]) @ fit
        frame = cv2.warpAffine(picture, matrix[:2], (WIDTH, HEIGHT), borderMode=cv2.BORDER_CONSTANT, borderValue=around)
        frame = _soft(np.asarray(frame, np.uint8), blur[index], paths[index] - paths[max(0, index - 1)])
        lit = frame * _light(direction, drift + index / 7, depth, frame.ndim)
        lit = lit + rng.normal(0, 3.5, frame.shape)
        shot = np.asarray(np.clip(lit, 0, 255), np.uint8)
        shot = shaded(shot, still.name) if shadow else shot
        if hand is not None and hand[0] <= index < hand[1]:
            _pass(shot, hand[2], (index - hand[0]) / (hand[1] - hand[0]))
        jpeg = cv2.imencode(".jpg", shot, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
        scale = picture.shape[1] / still.picture.shape[1]
        yield Shot(jpeg, tuple(_moved(target.corners * scale, matrix) for target in still.targets))


def _fit(still: Still, rng: np.random.Generator) -> tuple[Pixels, Matrix]:
    """The still, made smaller where the frame has fewer pixels, and how it lies so that its numbers fill the frame."""
    corners = np.concatenate([target.corners for target in still.targets])
    low, high = corners.min(axis=0), corners.max(axis=0)
    if still.whole:
        low, high = np.zeros(2), np.array(still.picture.shape[1::-1], np.float64)
    filled = float(rng.uniform(0.6, 0.9))
    scale = min(filled * WIDTH / (high[0] - low[0]), filled * HEIGHT / (high[1] - low[1]), 3.5)
    picture = still.picture
    if scale < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        low, high, scale = low * scale, high * scale, 1.0
    x, y = np.array([WIDTH, HEIGHT]) / 2 - scale * (low + high) / 2
    return picture, np.array([[scale, 0, x], [0, scale, y], [0, 0, 1]], np.float64)


def _paths(rng: np.random.Generator, frames: int) -> NDArray[np.float64]:
    """(frames, 4): shift in x and y, turn in degrees, logarithm of size. Shaky at first, calmer later."""
    calm = np.linspace(1.6, 0.6, frames)[:, None]
    steps = rng.normal(0, 1, (frames, 4)) * (5.0, 4.0, 0.5, 0.012) * calm
    walk = np.zeros((frames, 4))
    walk[0] = rng.normal(0, 1, 4) * (22, 16, 2.0, 0.03)
    for index in range(1, frames):
        walk[index] = 0.93 * walk[index - 1] + steps[index]
    return walk


def _placed(path: NDArray[np.float64]) -> Matrix:
    x, y, turn, size = path
    matrix = np.vstack([cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), float(turn), float(np.exp(size))), (0, 0, 1)])
    matrix[:2, 2] += (x, y)
    return np.asarray(matrix, np.float64)


def _blur(rng: np.random.Generator, frames: int) -> NDArray[np.float64]:
    """Blur of each frame in pixels: focus is found within some frames, and lost again now and then."""
    blur = rng.gamma(1.5, 0.3, frames)
    first = int(rng.integers(0, 4))
    blur[:first] += np.linspace(rng.uniform(1, 3), 0.5, max(1, first))[:first]
    if rng.random() < 0.4:
        start = int(rng.integers(4, frames))
        blur[start : start + 3] += rng.uniform(0.8, 2.5)
    return blur


def _hand(rng: np.random.Generator, frames: int) -> tuple[int, int, tuple[float, float, float]] | None:
    """In a third of the films something passes before the number: first and last frame, height, breadth and shade."""
    if rng.random() > 1 / 3:
        return None
    start = int(rng.integers(0, frames - 4))
    look = (float(rng.uniform(0.3, 0.7)), float(rng.uniform(50, 150)), float(rng.uniform(40, 210)))
    return start, start + int(rng.integers(2, 6)), look


def _soft(frame: Pixels, blur: float, moved: NDArray[np.float64]) -> Pixels:
    """Out of focus, and smeared along the way that the camera moved while the shutter was open."""
    if blur > 0.3:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), blur), np.uint8)
    length = int(np.hypot(moved[0], moved[1]) * 0.35)
    if length < 2:
        return frame
    kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
    x, y = moved[:2] / np.hypot(moved[0], moved[1]) * length / 2
    cv2.line(kernel, (round(length - x), round(length - y)), (round(length + x), round(length + y)), 1.0)
    return np.asarray(cv2.filter2D(frame, -1, kernel / kernel.sum()), np.uint8)


def _light(direction: float, drift: float, depth: float, dimensions: int) -> NDArray[np.float32]:
    """(H, W) or (H, W, 1): a shadow's soft slope that wanders, and a lamp that breathes."""
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    along = (xs / WIDTH - 0.5) * np.cos(direction) + (ys / HEIGHT - 0.5) * np.sin(direction)
    light = 1 - depth * (0.5 + 0.5 * np.tanh(4 * (along - 0.4 * np.sin(drift)))) + 0.04 * np.sin(3 * drift)
    out = np.asarray(light, np.float32)
    return out if dimensions == 2 else out[:, :, None]


def _pass(frame: Pixels, look: tuple[float, float, float], along: float) -> None:
    """A finger's thickness of something, from the left edge to the right one."""
    height, breadth, shade = look
    centre = (int(-80 + along * (WIDTH + 160)), int(HEIGHT * height))
    colour = (shade, shade, shade) if frame.ndim == 3 else shade
    cv2.ellipse(frame, centre, (int(breadth * 0.7), int(breadth * 1.6)), 15, 0, 360, colour, -1)


def _moved(corners: NDArray[np.float64], matrix: Matrix) -> NDArray[np.float64]:
    return np.asarray(corners @ matrix[:2, :2].T + matrix[:2, 2], np.float64)
