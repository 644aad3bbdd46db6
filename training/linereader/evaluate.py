"""How many lines are read exactly, how sure the reader is of them, and how long one takes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.evaluation.outcome import distance
from training.evaluation.sheets import side_by_side, tile
from training.linereader.material import DIGITS_TRAINED_ON, SETS, Example
from training.measure import Share, coverage
from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader

SURE = 0.99
"""Precision at which coverage is reported."""


def figures(reader: LineReader, data: Path) -> list[dict[str, Any]]:
    """One row for each development set. Raises MissingData."""
    return [set_figures(name, reader, load(data)) for name, load in SETS.items()]


def set_figures(name: str, reader: LineReader, examples: Sequence[Example], calls: int = 200) -> dict[str, Any]:
    """Exact strings, also without doubtful labels and by vote; right ones among the best five; time over `calls`."""
    posteriors = reader.read([example.picture for example in examples])
    found = [posterior.best(5) for posterior in posteriors]
    right = np.array([best[0][0] == e.text for best, e in zip(found, examples, strict=True)])
    clean = np.array([not e.doubtful for e in examples])
    among = sum(e.text in [text for text, _ in best] for best, e in zip(found, examples, strict=True))
    digits = sum(len(e.text) for e in examples)
    wrong = sum(distance(best[0][0], e.text) for best, e in zip(found, examples, strict=True))
    votes = reader.vote([example.picture for example in examples])
    voted = sum(vote.best(1)[0][0] == e.text for vote, e in zip(votes, examples, strict=True))
    share, without = Share(int(right.sum()), len(right)), Share(int((right & clean).sum()), int(clean.sum()))
    return {
        "set": name,
        "exact": share.value,
        "interval": share.interval(),
        "hits": share.hits,
        "count": share.count,
        "exact_without_doubtful_labels": without.value,
        "count_without_doubtful_labels": without.count,
        "exact_by_vote": voted / max(1, len(examples)),
        "among_best_five": among / max(1, len(examples)),
        "character_error_rate": wrong / max(1, digits),
        "coverage_at_99": coverage([_confidence(p) for p in posteriors], right, SURE),
        "ms_per_line": round(time_each(reader, examples, calls), 3),
        "trained_on": "its single digits" if name in DIGITS_TRAINED_ON else "no",
    }


def time_each(reader: LineReader, examples: Sequence[Example], calls: int) -> float:
    """Median CPU milliseconds to read one line by itself, the network and the best string, on one thread."""
    times = []
    for example in [examples[k % len(examples)] for k in range(calls)]:
        began = time.process_time()
        reader.read([example.picture])[0].best(1)
        times.append(time.process_time() - began)
    return float(np.median(times) * 1e3)


def sheet(reader: LineReader, examples: Sequence[Example], limit: int = 120) -> np.ndarray[Any, Any]:
    """A picture of lines that were read wrongly, what stands there and what was read; for looking at."""
    posteriors = reader.read([example.picture for example in examples])
    read = [(e, posterior.best(1)[0][0]) for e, posterior in zip(examples, posteriors, strict=True)]
    return side_by_side([tile(e.grey, f"{e.text} read {text}") for e, text in read if text != e.text][:limit])


def _confidence(posterior: LinePosterior) -> float:
    return posterior.margin()
