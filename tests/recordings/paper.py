"""Paper with digits on it, and what cameras and scanners make of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]

CREAM: Colour = (238, 233, 221)
WHITE: Colour = (250, 250, 250)
SLATE: Colour = (38, 52, 47)
BLUE: Colour = (36, 52, 130)
BLACK: Colour = (28, 26, 30)
CHALK: Colour = (228, 230, 222)
PENCIL: Colour = (128, 126, 124)


@dataclass
class Paper:
    """A sheet, (H, W, 3) RGB float 0..255, to write on with one pen."""

    sheet: NDArray[np.float64]
    pen: Colour
    rng: np.random.Generator

    @classmethod
    def blank(cls, width: int, height: int, colour: Colour, pen: Colour, rng: np.random.Generator) -> Paper:
        """With a faint texture, as paper has."""
        texture = cv2.GaussianBlur(rng.normal(0, 10, (height, width)), (0, 0), 2)
        return cls(np.array(colour, np.float64) + texture[:, :, None], pen, rng)

    def rule(self, first: int, step: int, colour: Colour = (150, 170, 205)) -> None:
        """Lines across the sheet."""
        for y in range(first, self.sheet.shape[0], step):
            self.sheet[y : y + 2] = colour

    def boxes(self, x: int, y: int, side: int, count: int, colour: Colour = (120, 120, 125)) -> None:
        """A row of boxes, as on forms."""
        for index in range(count):
            corner = (x + index * side, y)
            cv2.rectangle(self.sheet, corner, (corner[0] + side, y + side), colour, 2, cv2.LINE_AA)

    def write(self, digits: Iterable[Pixels], x: int, y: int, height: int, step: int | None = None) -> None:
        """Digits from (x, y), `height` high and a little uneven; `step` sets each in the middle of a box."""
        for index, digit in enumerate(digits):
            size = height * self.rng.uniform(0.9, 1.1)
            width = max(4, round(size * digit.shape[1] / digit.shape[0]))
            ink = cv2.resize(digit, (width, round(size)), interpolation=cv2.INTER_CUBIC) / 255
            ink = np.clip(cv2.GaussianBlur(ink, (0, 0), 0.9) * 1.3, 0, 1)[:, :, None]
            left = x if step is None else x + index * step + (step - width) // 2
            top = y + round(self.rng.uniform(-0.06, 0.06) * height)
            place = self.sheet[top : top + ink.shape[0], left : left + width]
            place += (np.array(self.pen, np.float64) - place) * ink
            x += 0 if step else width + round(height * self.rng.uniform(0.16, 0.3))

    def photographed(self, *, tilt: float = 0.03) -> Pixels:
        """Seen by a hand-held camera: askew, in uneven light, slightly blurred and noisy. (H, W, 3) uint8."""
        height, width = self.sheet.shape[:2]
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        moved = corners + self.rng.uniform(-tilt, tilt, (4, 2)).astype(np.float32) * [width, height]
        turn = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
        seen = cv2.warpPerspective(self.sheet, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
        return _exposed(seen * self._light(width, height)[:, :, None], self.rng, blur=0.8, noise=3.0)

    def scanned(self) -> Pixels:
        """From a flatbed: even light, a little noise, turned by up to half a degree. (H, W, 3) uint8."""
        height, width = self.sheet.shape[:2]
        angle = self.rng.uniform(-0.5, 0.5)
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        seen = cv2.warpAffine(self.sheet, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
        return _exposed(seen, self.rng, blur=0.5, noise=1.5)

    def _light(self, width: int, height: int) -> NDArray[np.float64]:
        """Brighter on one side than on the other, with the soft shadow of a hand or a phone."""
        y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
        angle = self.rng.uniform(0, 2 * np.pi)
        slope = 0.82 + 0.3 * ((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle))
        edge = self.rng.uniform(0.5, 0.9)
        shadow = 1 - 0.3 / (1 + np.exp(-(x + 0.4 * y - edge - 0.2) * 25))
        return np.asarray(slope * shadow)


def _exposed(seen: cv2.typing.MatLike, rng: np.random.Generator, *, blur: float, noise: float) -> Pixels:
    soft = cv2.GaussianBlur(seen, (0, 0), blur) + rng.normal(0, noise, seen.shape)
    return np.asarray(np.clip(soft, 0, 255), np.uint8)
