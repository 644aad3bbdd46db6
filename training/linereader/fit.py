"""Fitting the line network: lines without end, a rate that falls with the time that is left, averaged weights."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional as F

from training.errors import UnusableRun
from training.linereader.batches import Batch, batches, collate, make_lines
from training.linereader.mark import Ink
from training.linereader.paper import PaperBank
from training.linereader.reading import greedy, log_probabilities
from training.linereader.scribes import Scribe
from training.linereader.settings import LineSettings
from training.linereader.unfold import start_from_checkpoint
from training.measure import Share
from training.schedule import average_decay
from training.state import load_state, save_state
from vision.alphabet import BLANK, digits_of
from vision.line_network import LineNetwork

SAVE_EVERY_S, VALIDATE_EVERY_S = 180.0, 420.0
HALF = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
"""Half precision pays where the processor has it; where it is emulated a step takes ten times as long."""

WARM_UP = 300
"""Steps over which the rate rises."""


@dataclass(frozen=True, slots=True)
class LineProgress:
    """Where a run stands; `validation` is the share of held-out lines whose digits are read exactly, when measured."""

    step: int
    seconds: float
    loss: float
    validation: float | None = None


class LineTrainer:
    """A run that can be stepped, saved and resumed."""

    def __init__(
        self, settings: LineSettings, scribe: Scribe, held: Scribe, folder: Path, pictures: tuple[Ink, ...] = ()
    ) -> None:
        """pictures: small ones that stand beside printed lines, as emblems do."""
        self.settings = settings
        self.scribe = scribe
        self.folder = folder
        self.step = 0
        self.seconds = 0.0
        self.history: list[dict[str, Any]] = []
        self.bank = PaperBank.make(settings.textures, settings.seed, pictures)
        other_paper = PaperBank.make(max(8, settings.textures // 8), settings.seed + 1, pictures)
        self.validation = make_lines(held, other_paper, (settings.seed, 9), settings.validation, squeeze=0.0)
        torch.manual_seed(settings.seed)
        self.network = LineNetwork(settings.architecture).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.network).eval()
        self.optimiser = torch.optim.AdamW(self.network.parameters(), settings.peak_rate, weight_decay=settings.decay)

    def resume(self) -> bool:
        """Go back to the folder's last state, if it has one. Raises UnusableRun when it is of other settings."""
        state = load_state(self.folder)
        if state is None:
            return False
        if state["settings"] != repr(self.settings):
            raise UnusableRun(f"{self.folder} holds a run with other settings. {UnusableRun.hint}")
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds, self.history = state["step"], state["seconds"], state["history"]
        return True

    def start_from(self, weights: dict[str, torch.Tensor]) -> None:
        """Begin with the unfolded weights of another run instead of random ones."""
        self.network.load_state_dict(weights)
        self.average.load_state_dict(weights)

    def start_from_checkpoint(self, folder: Path) -> None:
        """Begin with shipped, folded weights."""
        lines = make_lines(self.scribe, self.bank, (self.settings.seed, 8), 256)
        start_from_checkpoint(self.network, folder, collate(lines).pictures)
        self.average.load_state_dict(self.network.state_dict())

    def save(self) -> None:
        """Write the state, whole or not at all, so that `resume` goes on from here."""
        state = {
            "settings": repr(self.settings),
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "history": self.history,
        }
        save_state(self.folder, state)

    def run(self, total_s: float) -> Iterator[LineProgress]:
        """Train until the run has had `total_s` seconds, earlier sittings included; saved on the way and at the end.

        The rate follows the time and not a number of steps: what a step costs depends on who shares the machine.
        """
        saved = validated = self.seconds
        loss = 0.0
        last = time.perf_counter()
        for batch in batches(self.scribe, self.bank, self.settings.seed, self.settings.batch, self.step):
            latest = self._advance(batch, self.seconds / total_s)
            loss = 0.98 * loss + 0.02 * latest if loss else latest
            self.seconds += time.perf_counter() - last
            last = time.perf_counter()
            ended = self.seconds >= total_s
            share = None
            if ended or self.seconds - validated > VALIDATE_EVERY_S:
                validated = self.seconds
                share = self.validate().value
                self.history.append({"step": self.step, "loss": round(loss, 5), "exact": round(share, 5)})
            if ended or self.seconds - saved > SAVE_EVERY_S:
                saved = self.seconds
                self.save()
            yield LineProgress(self.step, self.seconds, loss, share)
            if ended:
                return

    def validate(self) -> Share:
        """Held-out lines that the averaged weights read exactly."""
        right = 0
        lines = sorted(self.validation, key=lambda line: line[0].shape[1])
        for start in range(0, len(lines), 32):
            part = lines[start : start + 32]
            right += sum(
                digits_of(greedy(frames)) == digits_of(text)
                for frames, (_, text) in zip(log_probabilities(self.average, collate(part)), part, strict=True)
            )
        return Share(right, len(lines))

    def _advance(self, batch: Batch, share: float) -> float:
        self.network.train()
        warm = min(1.0, (self.step + 1) / WARM_UP)
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.peak_rate * warm * max(0.005, 1 - share)
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            frames = self.network(batch.pictures)
        loss = line_loss(frames, batch)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip)
        self.optimiser.step()
        self._follow()
        self.step += 1
        return loss.item()

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average a little towards the weights, running statistics of the norms included."""
        share = 1 - average_decay(self.step)
        for mean, now in zip(self.average.state_dict().values(), self.network.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(now, share)


def line_loss(frames: torch.Tensor, batch: Batch) -> torch.Tensor:
    """CTC over the batch, per digit and line end, so that long lines do not weigh more than they hold."""
    total = F.ctc_loss(
        frames.transpose(0, 1),
        batch.targets,
        batch.widths,
        batch.lengths,
        blank=BLANK,
        reduction="sum",
        zero_infinity=True,
    )
    return total / (batch.lengths.sum() + len(batch.lengths))
