"""How much is read rightly, in short: the recordings in this repository, and some of each set of a data folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.serving import ROOT
from tests.benchmarks.statistics_of import Figure, figure
from training.evaluation.readers import Numeral
from training.evaluation.run import chosen, measure
from vision import Document, Ink, Reader, Source

RECORDINGS = ROOT / "tests" / "recordings"
NAMES = ("permissive", "full")


def accuracy(data: Path | None, most: int) -> Iterator[Figure]:
    """Shares of numbers read exactly, by checkpoint; of each set in `data` at most `most` pictures."""
    for name in NAMES:
        with Reader.open(name, engine="onnx") as reader:
            yield _recordings(reader)
            if data is not None:
                for result in measure(reader.checkpoint, [Numeral(reader)], data, chosen([]), limit=most):
                    row = result.to_json()
                    exact, ms = row["exact"], row["cpu_ms"]
                    low, high = exact["interval"]
                    what = (
                        f"{exact['hits']} of {exact['count']} exact, 95 % {100 * low:.0f} to {100 * high:.0f} %, "
                        f"{ms:.1f} ms of CPU a picture; all of it: numeral-train evaluate"
                    )
                    yield figure(f"  {row['title']}", "%", [100 * exact["value"]], what)


def _recordings(reader: Reader) -> Figure:
    answers: dict[str, list[list[str]]] = json.loads((RECORDINGS / "answers.json").read_text("utf-8"))
    right = count = 0
    for name, pages in answers.items():
        for source, lines in zip(_pages(RECORDINGS / name), pages, strict=True):
            found = [line.text for line in reader.read(source).lines]
            count += len(lines)
            right += sum(line in found for line in lines)
    what = f"{right} of {count} numbers in tests/recordings are among the lines found"
    return figure(f"numbers read, {reader.checkpoint_name}", "%", [100 * right / count], what)


def _pages(path: Path) -> list[Source]:
    if path.suffix == ".json":
        ink = json.loads(path.read_text("utf-8"))
        return [Ink.from_points(ink["strokes"], **{key: ink[key] for key in ("width", "height", "pen_px")})]
    document = Document.open(path)
    return [document.page(index) for index in range(document.pages)]
