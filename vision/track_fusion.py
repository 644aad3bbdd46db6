"""What successive readings of one line say together, as a distribution over strings of digits.

Every frame scores every candidate string: by the strings that it named itself, or digit by digit along the best
alignment, so that a reading with a digit too few still speaks for the others. Scores are summed as log-probabilities,
each frame weighted by its sharpness beside the best of its track (Bulatov et al., "On optimal stopping strategies for
text recognition in a video stream", 2019), and older frames fade.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vision.reading import Line
from vision.trust import is_made_out

FADE = 0.9
"""What older frames count for when a new one comes: a counter that moved on is seen after some frames."""

INDEPENDENCE = 0.5
"""Successive frames share their mistakes (the same glare, the same pen): each counts as half a witness."""

FLOOR = 1e-4
"""No frame may rule a digit out by itself."""

SLIP = 0.01
"""Probability that a frame loses a digit, or shows one that is not there."""

REMEMBERED = 10
CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Witness:
    """What one frame says of a line.

    posteriors: (L, 10), rows sum to 1; strings: those it named; weight: 0..0.5; confidence: of the line by itself;
    made_out: it had no mark that is not known.
    """

    text: str
    posteriors: NDArray[np.float64]
    strings: tuple[tuple[str, float], ...]
    weight: float
    confidence: float = 0.5
    made_out: bool = True

    @classmethod
    def of(cls, line: Line, relative_sharpness: float) -> Witness:
        """Of a line that has digits. relative_sharpness: 0..1, beside the track's best."""
        rows = [glyph.probabilities[:10] for glyph in line.glyphs if glyph.digit is not None]
        values: NDArray[np.float64] = np.array(rows, np.float64).reshape(-1, 10)
        values /= np.maximum(values.sum(axis=1, keepdims=True), FLOOR)
        return cls(
            line.text, values, line.strings, INDEPENDENCE * relative_sharpness**2, line.confidence, is_made_out(line)
        )

    def score(self, text: str) -> float:
        """Logarithm of how well the frame fits the string."""
        named = max((probability for string, probability in self.strings if string == text), default=0.0)
        return max(float(np.log(max(named, FLOOR**2))), _aligned(self.posteriors, text))


def _aligned(posteriors: NDArray[np.float64], text: str) -> float:
    """The best alignment's log-probability: a digit for a digit, or a digit lost or added at the price of a slip."""
    logs = np.log(np.maximum(posteriors, FLOOR)).tolist()
    if len(logs) == len(text):
        straight = sum(row[int(sign)] for row, sign in zip(logs, text, strict=True))
        if straight > np.log(SLIP):
            return float(straight)
    slip = float(np.log(SLIP))
    best = [slip * k for k in range(len(text) + 1)]
    for row in logs:
        before, best[0] = best[0], best[0] + slip
        for k, sign in enumerate(text, 1):
            before, best[k] = best[k], max(before + row[int(sign)], best[k] + slip, best[k - 1] + slip)
    return float(best[-1])


@dataclass(slots=True)
class TrackFusion:
    """The frames of one track. scores: of each candidate string, summed over all frames so far."""

    scores: dict[str, float] = field(default_factory=dict)
    weight: float = 0.0
    frames: int = 0
    witnesses: list[Witness] = field(default_factory=list)

    def add(self, witness: Witness) -> None:
        """Take one more frame."""
        self.witnesses = [*self.witnesses, witness][-REMEMBERED:]
        self.frames += 1
        self.weight = FADE * self.weight + witness.weight
        proposed = {witness.text, *(text for text, _ in witness.strings), self._by_position()}
        for text in proposed - self.scores.keys() - {""}:
            self.scores[text] = self._past(text)
        self.scores = {text: FADE * score + witness.weight * witness.score(text) for text, score in self.scores.items()}
        if len(self.scores) > CANDIDATES:
            kept = sorted(self.scores, key=lambda text: -self.scores[text])[:CANDIDATES]
            self.scores = {text: self.scores[text] for text in kept}

    def shares(self) -> dict[str, float]:
        """Each candidate's probability, likeliest first."""
        return _shares(self.scores)

    def answer(self) -> tuple[str, float]:
        """The likeliest string and its probability."""
        return next(iter(self.shares().items()))

    def agreeing(self, text: str) -> float:
        """Share of the remembered frames' weight that read exactly this."""
        total = sum(witness.weight for witness in self.witnesses)
        return sum(w.weight for w in self.witnesses if w.text == text) / total if total else 0.0

    def believed(self, text: str) -> float:
        """Mean confidence, by weight, of the remembered lines that read exactly this; 0 when none did."""
        return self._mean(text, lambda witness: witness.confidence)

    def unknown(self, text: str) -> float:
        """Share, by weight, of the remembered lines that read exactly this beside marks that were not made out."""
        return self._mean(text, lambda witness: float(not witness.made_out))

    def _mean(self, text: str, value: Callable[[Witness], float]) -> float:
        own = [witness for witness in self.witnesses if witness.text == text]
        total = sum(witness.weight for witness in own)
        return sum(witness.weight * value(witness) for witness in own) / total if total else 0.0

    def expected_change(self) -> float:
        """How far one more frame is expected to move the distribution, 0..1, if it is like one of those seen.

        The mean over the remembered frames of the total variation that seeing it again would cause (Bulatov et al.
        2019 estimate the gain of another frame from the frames at hand in this way).
        """
        now = self.shares()
        moved = 0.0
        for witness in self.witnesses:
            then = _shares({text: FADE * s + witness.weight * witness.score(text) for text, s in self.scores.items()})
            moved += sum(abs(then[text] - share) for text, share in now.items()) / 2
        return moved / max(1, len(self.witnesses))

    def _past(self, text: str) -> float:
        """What the frames before the newest say of a string that none of them proposed."""
        score = 0.0
        for witness in self.witnesses[:-1]:
            score = FADE * score + witness.weight * witness.score(text)
        return score

    def weakest(self, text: str) -> float:
        """Probability of the least sure digit of a string, by the remembered frames that have as many digits."""
        summed = self._summed(len(text))
        if summed is None:
            return 0.0
        odds = np.exp(summed - summed.max(axis=1, keepdims=True))
        fused = odds / odds.sum(axis=1, keepdims=True)
        return float(min(row[int(sign)] for row, sign in zip(fused, text, strict=True)))

    def _by_position(self) -> str:
        """The string that the frames of the commonest length spell together: right where each frame errs elsewhere."""
        counts = Counter(len(witness.text) for witness in self.witnesses)
        summed = self._summed(counts.most_common(1)[0][0])
        return "" if summed is None else "".join(map(str, summed.argmax(axis=1)))

    def _summed(self, length: int) -> NDArray[np.float64] | None:
        """(length, 10): log-probabilities summed over the remembered frames of that length; None without any."""
        summed: NDArray[np.float64] | None = None
        for witness in self.witnesses:
            if len(witness.text) == length:
                logs = witness.weight * np.log(np.maximum(witness.posteriors, FLOOR))
                summed = logs if summed is None else FADE * summed + logs
        return summed


def _shares(scores: dict[str, float]) -> dict[str, float]:
    most = max(scores.values())
    odds = {text: float(np.exp(score - most)) for text, score in scores.items()}
    total = sum(odds.values())
    return {text: odds[text] / total for text in sorted(odds, key=lambda text: -odds[text])}
