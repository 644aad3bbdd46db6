"""The archives of the UCI Machine Learning Repository, turned into the files that the loaders read."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from training.errors import DamagedData
from training.homes import SEMEION_MD5
from training.lzw import uncompress

Unpack = Callable[[zipfile.ZipFile, Path], int]
BOX = 500
"""Side of pendigits' tablet; its y grows upwards."""


def unpack(name: str, archive: Path, data: Path) -> int:
    """Write the set's file into the data folder and return how many digits it has. Raises DamagedData."""
    try:
        with zipfile.ZipFile(archive) as members:
            return _UNPACKERS[name](members, data)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DamagedData(f"{archive} is not the archive of {name}: {error}. {DamagedData.hint}") from error


def _pendigits(members: zipfile.ZipFile, data: Path) -> int:
    rows = []
    for split, ending in (("train", "tra"), ("test", "tes")):
        text = uncompress(members.read(f"pendigits-orig.{ending}.Z")).decode("latin-1")
        rows += list(unipen_digits(text, split))
    lines = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
    _replace(data / "strokes" / "pendigits.jsonl.gz", gzip.compress(lines.encode(), mtime=0))
    return len(rows)


def unipen_digits(text: str, split: str) -> Iterator[dict[str, Any]]:
    """The digits of a UNIPEN file as pendigits writes it, y turned to point down."""
    for part in re.split(r"^\s*\.SEGMENT DIGIT", text, flags=re.M)[1:]:
        label = re.search(r'"(\d)"', part)
        writer = re.search(r"^\s*\.COMMENT\s+\d+\s+(\d+)", part, re.M)
        if label is None or writer is None:
            raise ValueError("a segment without label or writer")
        strokes = [_points(stroke) for stroke in part.split(".PEN_DOWN")[1:]]
        yield {
            "label": label[1],
            "writer": f"{split}-{int(writer[1]):02}",
            "split": split,
            "strokes": [stroke for stroke in strokes if stroke],
        }


def _points(stroke: str) -> list[list[int]]:
    inside = stroke.split(".PEN_UP")[0]
    return [[int(x), BOX - int(y)] for x, y in re.findall(r"^\s*(-?\d+)\s+(-?\d+)\s*$", inside, re.M)]


def _optdigits(members: zipfile.ZipFile, data: Path) -> int:
    pictures: list[np.ndarray[Any, np.dtype[np.uint8]]] = []
    labels: list[int] = []
    groups: list[str] = []
    for group, ending in (("tra", "tra"), ("tes", "cv")):
        text = uncompress(members.read(f"optdigits-orig.{ending}.Z")).decode("ascii")
        for picture, label in bitmaps(text):
            pictures.append(picture)
            labels.append(label)
            groups.append(group)
    _save_arrays(data / "isolated" / "optdigits.npz", images=pictures, labels=labels, group=groups)
    return len(labels)


def bitmaps(text: str) -> Iterator[tuple[np.ndarray[Any, np.dtype[np.uint8]], int]]:
    """32 rows of 32 characters 0 and 1, then a line with the digit, again and again after a header."""
    rows: list[str] = []
    for line in text.splitlines():
        if re.fullmatch(r"[01]{32}", line.strip()):
            rows.append(line.strip())
        elif re.fullmatch(r"\s*\d\s*", line) and len(rows) == 32:
            yield np.array([[255 * int(bit) for bit in row] for row in rows], np.uint8), int(line)
            rows = []
        elif rows:
            raise ValueError("a picture that is not 32 x 32")


def _semeion(members: zipfile.ZipFile, data: Path) -> int:
    raw = members.read("semeion.data")
    if hashlib.md5(raw, usedforsecurity=False).hexdigest() != SEMEION_MD5:
        raise ValueError("semeion.data does not have its checksum")
    table = np.loadtxt(io.BytesIO(raw))
    images = (table[:, :256].reshape(-1, 16, 16) * 255).astype(np.uint8)
    _save_arrays(data / "isolated" / "semeion.npz", images=images, labels=table[:, 256:266].argmax(1))
    return len(images)


def _save_arrays(path: Path, **arrays: Any) -> None:
    arrays["labels"] = np.asarray(arrays["labels"], np.int8)
    if not len(arrays["labels"]):
        raise ValueError("no pictures in it")
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **{name: np.asarray(values) for name, values in arrays.items()})
    _replace(path, out.getvalue())


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    beside.replace(path)


_UNPACKERS: dict[str, Unpack] = {"pendigits": _pendigits, "optdigits": _optdigits, "semeion": _semeion}
EXPECTED = {"pendigits": 10_992, "optdigits": 2_880, "semeion": 1_593}
"""Digits in each archive, as its own description says (optdigits: training and validation part)."""
