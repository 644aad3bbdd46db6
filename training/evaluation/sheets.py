"""Pictures of what was read wrongly, for looking at: a sheet for each set, in a folder outside the project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.evaluation.outcome import Outcome
from training.evaluation.task import Pixels

WIDTH, PICTURE, HEIGHT, COLUMNS = 330, 120, 140, 5
MOST = 120
PROJECT = Path(__file__).resolve().parents[2]


class InsideProject(TrainingError):
    """Raised when error pictures were to go into the project's own folder: they show other people's writing."""

    code = "errors.inside"
    hint = "Name a folder outside the project for --errors: the pictures must not be committed by mistake."


def outside(folder: Path) -> Path:
    """The folder, made when it is not there. Raises InsideProject."""
    if folder.resolve().is_relative_to(PROJECT):
        raise InsideProject
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_sheet(outcomes: Sequence[Outcome], path: Path) -> int:
    """Write a sheet of the wrong ones, at most 120; nothing when all are right. Returns how many are shown."""
    wrong = [outcome for outcome in outcomes if not outcome.right][:MOST]
    if wrong:
        pictures = [
            tile(_picture(o), f"{o.wanted or 'nothing'} read {o.answer or '-'} {o.confidence:.2f}") for o in wrong
        ]
        cv2.imwrite(str(path), side_by_side(pictures))
    return len(wrong)


def tile(picture: Pixels, words: str) -> Pixels:
    """(140, 330) grey: the picture as large as fits, and words below. Words other than ASCII show as question marks."""
    out = np.full((HEIGHT, WIDTH), 255, np.uint8)
    grey = picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    scale = min((WIDTH - 4) / grey.shape[1], PICTURE / grey.shape[0])
    size = (max(1, int(grey.shape[1] * scale)), max(1, int(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    out[: size[1], : size[0]] = small
    cv2.putText(out, words, (2, HEIGHT - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 0)
    return out


def side_by_side(tiles: Sequence[Pixels]) -> NDArray[np.uint8]:
    """Rows of five; no tiles give an empty row."""
    blank = np.full((HEIGHT, WIDTH), 255, np.uint8)
    filled = [*tiles, *[blank] * (-len(tiles) % COLUMNS if tiles else COLUMNS)]
    rows = [np.hstack(filled[start : start + COLUMNS]) for start in range(0, len(filled), COLUMNS)]
    return np.vstack(rows)


def _words(outcome: Outcome) -> str:
    return f"{outcome.wanted or 'nothing'} read {outcome.answer or 'nothing'} {outcome.confidence:.2f}"


def _picture(outcome: Outcome) -> Pixels:
    """The task's picture; of a large one the labelled place with some of what is around it."""
    picture, place = outcome.task.picture(), outcome.task.place
    if place is None:
        return picture
    left, top = max(0, int(place.x - place.height)), max(0, int(place.y - place.height))
    right, bottom = int(place.x + place.width + place.height), int(place.y + 2 * place.height)
    part = picture[top:bottom, left:right]
    return part if part.size else picture
