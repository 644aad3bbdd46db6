"""A folder that annotated pictures are written to, each under a name of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.annotate import annotated, save
from vision.errors import Unwritable
from vision.reading import Reading


@dataclass(slots=True)
class AnnotatedFolder:
    """Made when it is missing. Pictures of this run never overwrite one another; those of an earlier run they do."""

    folder: Path
    _used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Raises Unwritable before any file is read."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unwritable from error

    def write(self, name: str, picture: NDArray[np.uint8], reading: Reading) -> Path:
        """Draw `reading` on `picture`, (H, W, 3) RGB, and save it under `name` or the next free number after it.

        `name` ends in .png or .jpg. Raises Unwritable.
        """
        path = self.folder / self._free(Path(name))
        try:
            save(annotated(picture, reading), path)
        except OSError as error:
            raise Unwritable from error
        return path

    def _free(self, name: Path) -> str:
        """Files of one name can come from many folders."""
        free, number = name.name, 1
        while free in self._used:
            number += 1
            free = f"{name.stem}-{number}{name.suffix}"
        self._used.add(free)
        return free
