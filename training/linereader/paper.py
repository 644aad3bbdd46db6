"""Paper to write on: plain, shaded, and with the security prints of cheques.

A network trained without it reads no real cheque (26 of 100 fewer in a trial).

A bank of textures is made once for each run; a line takes a piece of one, turned over or not, at a strength of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Texture = NDArray[np.uint8]
Field = NDArray[np.float32]

TALL, WIDE = 160, 900
"""Size of a texture in pixels; a line's canvas is smaller."""


@dataclass(frozen=True, slots=True)
class PaperBank:
    """Textures, (TALL, WIDE) uint8: 0 = blank paper, 255 = the darkest of the print; a camera's noise; and small
    pictures that stand beside writing."""

    textures: tuple[Texture, ...]
    grain: Field
    pictures: tuple[Texture, ...] = ()

    @classmethod
    def make(cls, count: int, seed: int, pictures: tuple[Texture, ...] = ()) -> PaperBank:
        """`count` textures; the same seed gives the same ones. A hundred take about a second."""
        rng = np.random.default_rng((seed, 7))
        kinds = (_waves, _waves, _waves, _rings, _mesh, _dots, _blotches, _fibres)
        textures = tuple(kinds[int(rng.integers(len(kinds)))](rng) for _ in range(count))
        return cls(textures, rng.standard_normal((2 * TALL, 2 * WIDE), np.float32), pictures)

    def noise(self, shape: tuple[int, int], rng: np.random.Generator) -> Field:
        """Independent noise of spread 1, (H, W) float32: a piece of a sheet, since new noise costs a millisecond."""
        y, x = (int(rng.integers(max(1, all_ - part))) for all_, part in zip(self.grain.shape, shape, strict=True))
        piece = self.grain[y : y + shape[0], x : x + shape[1]]
        short = (shape[0] - piece.shape[0], shape[1] - piece.shape[1])
        return np.pad(piece, ((0, short[0]), (0, short[1])), "wrap") if any(short) else piece

    def piece(self, shape: tuple[int, int], rng: np.random.Generator) -> Field:
        """A piece of some texture as (H, W) float32, 0..1, at a scale of its own; larger shapes are mirrored."""
        texture = self.textures[int(rng.integers(len(self.textures)))]
        scale = float(np.exp(rng.uniform(-0.5, 0.3)))
        height, width = min(TALL, round(shape[0] * scale)), min(WIDE, round(shape[1] * scale))
        y, x = int(rng.integers(TALL - height + 1)), int(rng.integers(WIDE - width + 1))
        piece = texture[y : y + height, x : x + width]
        flipped = piece[:: rng.choice((-1, 1)), :: rng.choice((-1, 1))]
        return np.asarray(cv2.resize(np.ascontiguousarray(flipped), shape[::-1]), np.float32) / np.float32(255)


def _grid() -> tuple[Field, Field]:
    y, x = np.mgrid[0:TALL, 0:WIDE].astype(np.float32)
    return x, y


def _bent(rng: np.random.Generator) -> tuple[Field, Field]:
    """Coordinates, turned and bent by a slow wave or two: guilloches are families of such curves."""
    x, y = _grid()
    angle = rng.choice([0.0, np.pi / 2, rng.uniform(-np.pi, np.pi)])
    u, v = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    for _ in range(int(rng.integers(0, 3))):
        v = v + rng.uniform(2, 14) * np.sin(2 * np.pi * u / rng.uniform(30, 260) + rng.uniform(0, 6))
    return u.astype(np.float32), v.astype(np.float32)


def _comb(phase: Field, sharpness: float) -> Texture:
    """Lines where the phase is whole; the sharper, the thinner."""
    wave: Field = (0.5 + 0.5 * np.cos(2 * np.pi * phase)) ** sharpness
    return np.asarray(255 * wave, np.uint8)


def _waves(rng: np.random.Generator) -> Texture:
    _, v = _bent(rng)
    lines = _comb(v / rng.uniform(3.5, 14), rng.uniform(1, 8))
    if rng.random() < 0.35:
        _, v = _bent(rng)
        lines = np.maximum(lines, _comb(v / rng.uniform(3.5, 14), rng.uniform(1, 8)))
    return lines


def _rings(rng: np.random.Generator) -> Texture:
    x, y = _grid()
    centres = [(rng.uniform(-100, WIDE + 100), rng.uniform(-150, TALL + 150)) for _ in range(int(rng.integers(1, 5)))]
    away = np.min([np.hypot(x - cx, (y - cy) * rng.uniform(0.6, 1.4)) for cx, cy in centres], axis=0)
    return _comb((away / rng.uniform(4, 12)).astype(np.float32), rng.uniform(1, 8))


def _mesh(rng: np.random.Generator) -> Texture:
    u, v = _bent(rng)
    period = rng.uniform(4, 16)
    return np.maximum(_comb(u / period, rng.uniform(2, 10)), _comb(v / period, rng.uniform(2, 10)))


def _dots(rng: np.random.Generator) -> Texture:
    u, v = _bent(rng)
    period = rng.uniform(3, 12)
    shape = (0.5 + 0.5 * np.cos(2 * np.pi * u / period)) * (0.5 + 0.5 * np.cos(2 * np.pi * v / period))
    return np.asarray(255 * shape ** rng.uniform(0.7, 4), np.uint8)


def _blotches(rng: np.random.Generator) -> Texture:
    """Uneven ground: stains, shadows, a printed picture under the ink."""
    cells = int(rng.integers(3, 14))
    coarse = rng.random((cells, cells * 5)).astype(np.float32)
    fine = cv2.resize(coarse, (WIDE, TALL), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.4:
        fine = (fine > rng.uniform(0.4, 0.7)).astype(np.float32)
        fine = cv2.GaussianBlur(fine, (0, 0), rng.uniform(0.5, 3))
    return np.asarray(255 * np.clip(fine, 0, 1), np.uint8)


def _fibres(rng: np.random.Generator) -> Texture:
    """Grain of paper and of cameras: noise, smeared along one direction or not at all."""
    noise = rng.standard_normal((TALL, WIDE)).astype(np.float32)
    smeared = cv2.GaussianBlur(noise, (0, 0), sigmaX=rng.uniform(0.5, 6), sigmaY=rng.uniform(0.5, 2))
    return np.asarray(np.clip(127 + 60 * smeared / (smeared.std() + 1e-6), 0, 255), np.uint8)
