"""A film for Chromium's fake camera: a number on a sheet of paper, held by a hand that is not quite still."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, FRAMES = 640, 480, 30


def write_film(path: Path, text: str, *, enlarged: int = 1, turned: float = 0.0) -> Path:
    """One second of 640 x 480, or so many times that, at 30 frames/s, y4m (which arrives pixel-exact), in a loop.

    turned: degrees clockwise that the sheet is held.
    """
    width, height = enlarged * WIDTH, enlarged * HEIGHT
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            film.write(b"FRAME\n")
            scene = _frame(text, 2 * np.pi * number / FRAMES, turned)
            film.write(cv2.resize(scene, (width, height), interpolation=cv2.INTER_CUBIC).tobytes())
            film.write(np.full(width * height // 2, 128, np.uint8).tobytes())
    return path


def _frame(text: str, phase: float, turned: float) -> NDArray[np.uint8]:
    scene = np.full((HEIGHT, WIDTH), 96, np.uint8)
    sheet = sheet_of_paper(text)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 1.5 * np.sin(phase) - turned, 1.0)
    turn[:, 2] += (3 * np.cos(phase), 2 * np.sin(phase))
    cv2.warpAffine(sheet, turn, (WIDTH, HEIGHT), scene, borderMode=cv2.BORDER_TRANSPARENT)
    return scene


def sheet_of_paper(text: str) -> NDArray[np.uint8]:
    """(480, 640) uint8: a bright sheet on a grey desk, the number in a thick pen."""
    sheet = np.full((HEIGHT, WIDTH), 96, np.uint8)
    cv2.rectangle(sheet, (60, 100), (580, 380), 228, -1)
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 3.0, 9)
    origin = ((WIDTH - width) // 2, (HEIGHT + height) // 2)
    cv2.putText(sheet, text, origin, cv2.FONT_HERSHEY_SIMPLEX, 3.0, 45, 9, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(sheet, (3, 3), 0), np.uint8)
