"""General readers of text, asked for the same numbers in the same run: what a person could use instead.

RapidOCR carries its networks in its package (PP-OCRv6 small from 3.10 on); nothing is fetched. Tesseract is the
system's own program, told to expect digits only. Both run on one thread, as Numeral does.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import shutil
import subprocess
import time
import unicodedata
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import cv2
import numpy as np

from training.errors import TrainingError
from training.evaluation.readers import Reads
from training.evaluation.task import OTHER, Found, Task, spread
from vision import Box


class NoPeers(TrainingError):
    """Raised when another reader is to be measured and is not installed."""

    code = "peers.missing"
    hint = (
        "Other readers need: pip install 'numeral[peers]', and Tesseract from your system (apt install tesseract-ocr)."
    )


def peers() -> list[Reads]:
    """The other readers, ready to read. Raises NoPeers when one is not installed."""
    return [RapidReader(), Tesseract()]


class RapidReader:
    """RapidOCR: its recogniser alone on crops, all its steps on whole pictures."""

    def __init__(self) -> None:
        try:
            from rapidocr import RapidOCR

            self.name = f"RapidOCR {version('rapidocr')}"
        except (ImportError, PackageNotFoundError) as error:
            raise NoPeers from error
        one_thread = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
        # Lines that it doubts are taken too: among those found, only the right one counts.
        self._engine: Any = RapidOCR(params={"Global.log_level": "error", "Global.text_score": 0.0, **one_thread})
        self.clock: Callable[[], float] = time.process_time

    def read(self, task: Task, *, whole: bool) -> list[Found]:
        """See `Reads`."""
        picture = colour(task)
        if whole:
            answer = self._engine(
                picture, use_det=True, use_cls=True, use_rec=True, return_word_box=True, return_single_char_box=True
            )
            if not answer.txts:
                return []
            lines = zip(answer.word_results, answer.boxes, strict=True)
            return [_of_characters(line, corners) for line, corners in lines if line]
        answer = self._engine(picture, use_det=False, use_cls=False, use_rec=True, return_word_box=False)
        height, width = picture.shape[:2]
        texts = zip(answer.txts, answer.scores, strict=True) if answer.txts else ()
        return [_of_text(text, Box(0, 0, width, height), float(score)) for text, score in texts]


class Tesseract:
    """Tesseract by its command, digits only: one line on crops, scattered text on whole pictures."""

    def __init__(self) -> None:
        program = shutil.which("tesseract")
        if program is None:
            raise NoPeers
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        self.name = f"Tesseract {told.split()[1]}"
        self._program = program

    def clock(self) -> float:
        """See `Reads`: of its own processes, their start included, and of the picture's encoding here."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime + time.process_time()

    def read(self, task: Task, *, whole: bool) -> list[Found]:
        """See `Reads`."""
        encoded = cv2.imencode(".bmp", colour(task))[1].tobytes()
        mode = "11" if whole else "7"
        words = ["stdin", "stdout", "--psm", mode, "-c", "tessedit_char_whitelist=0123456789", "tsv"]
        done = subprocess.run(
            [self._program, *words],
            input=encoded,
            capture_output=True,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        return lines_of_table(done.stdout.decode("utf-8", "replace"))


def lines_of_table(table: str) -> list[Found]:
    """The lines of Tesseract's table of words; their confidence is that of the weakest word."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and (row["text"] or "").strip():
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    return [_of_words(words) for words in lines.values()]


def _of_words(words: list[dict[str, str]]) -> Found:
    boxes = [Box(*(float(word[side]) for side in ("left", "top", "width", "height"))) for word in words]
    parts = [_of_text(word["text"], box, float(word["conf"]) / 100) for word, box in zip(words, boxes, strict=True)]
    return Found(
        "".join(part.signs for part in parts),
        _around(boxes),
        min(part.confidence for part in parts),
        tuple(centre for part in parts for centre in part.centres),
    )


def _of_text(text: str, box: Box, confidence: float) -> Found:
    signs = signs_of(text)
    return Found(signs, box, confidence, spread(box, len(signs)))


def _of_characters(line: Iterable[tuple[str, float, list[list[float]]]], corners: Any) -> Found:
    """A line of RapidOCR's characters, each with its own corners."""
    known = [(signs_of(text), float(score), _bounds(place)) for text, score, place in line]
    kept = [(signs, score, box) for signs, score, box in known if signs]
    sure = min((score for signs, score, _ in kept if signs != OTHER), default=0.0)
    centres = tuple(centre for signs, _, box in kept for centre in spread(box, len(signs)))
    return Found("".join(signs for signs, _, _ in kept), _bounds(corners), sure, centres)


def signs_of(text: str) -> str:
    """Digits as they are, letters as marks that are none; spaces and punctuation fall away."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign if sign in "0123456789" else OTHER for sign in plain if sign.isalnum())


def colour(task: Task) -> np.ndarray[Any, Any]:
    """The task's picture as (H, W, 3) BGR."""
    picture = task.picture()
    return picture if picture.ndim == 3 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)


def _bounds(corners: Any) -> Box:
    points = np.asarray(corners, float).reshape(-1, 2)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    return Box(float(low[0]), float(low[1]), float(extent[0]), float(extent[1]))


def _around(boxes: list[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)
