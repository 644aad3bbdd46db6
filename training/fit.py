"""One run of training: fixed schedule, running average of the weights, a state on disk after every epoch.

Nothing random is carried from step to step: every step's distortion and dropout follow from (seed, step), so a run
that was killed and resumed ends with the weights of one that was not.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.augment import distort
from training.errors import UnusableRun
from training.measure import accuracy, logits_of, losses
from training.pool import Pool
from training.samples import Samples
from training.schedule import average_decay, is_mild, learning_rate
from training.settings import Settings
from training.state import load_state, save_state
from vision.network import DigitNetwork

Batch = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: after a step, and after an epoch (when `validation` is set)."""

    step: int
    steps: int
    epoch: int
    loss: float
    validation: dict[str, float] | None = None


class Trainer:
    """A run that can be stepped, saved and resumed."""

    def __init__(self, settings: Settings, pool: Pool, validation: dict[str, Samples], folder: Path) -> None:
        self.settings = settings
        self.pool = pool
        self.validation = validation
        self.folder = folder
        self.step = 0
        self.seconds = 0.0
        self.history: list[dict[str, Any]] = []
        torch.manual_seed(settings.seed)
        self.network = DigitNetwork(settings.architecture).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.network).eval()
        self.optimiser = torch.optim.SGD(
            _groups(self.network, settings.decay), lr=settings.peak_rate, momentum=settings.momentum, nesterov=True
        )

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch; the last, smaller one is left out."""
        return max(1, self.pool.epoch_size() // self.settings.batch)

    @property
    def steps(self) -> int:
        """Batches in the whole run."""
        return self.steps_per_epoch * self.settings.epochs

    def start_from(self, network: DigitNetwork) -> None:
        """Begin with the unfolded weights of another run instead of random ones."""
        self.network.load_state_dict(network.state_dict())
        self.average.load_state_dict(network.state_dict())

    def resume(self) -> bool:
        """Go back to the folder's last state, if it has one. Raises UnusableRun when it is of other settings."""
        state = load_state(self.folder)
        if state is None:
            return False
        if state["settings"] != repr(self.settings) or state["crops"] != len(self.pool.labels):
            raise UnusableRun(f"{self.folder} holds a run with other settings or data. {UnusableRun.hint}")
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds, self.history = state["step"], state["seconds"], state["history"]
        return True

    def save(self) -> None:
        """Write the state so that `resume` goes on from exactly here."""
        save_state(
            self.folder,
            {
                "settings": repr(self.settings),
                "crops": len(self.pool.labels),
                "network": self.network.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
                "seconds": self.seconds,
                "history": self.history,
            },
        )

    def run(self) -> Generator[Progress]:
        """Train to the end, one step per item; the state is saved after every epoch."""
        while self.step < self.steps:
            epoch = self.step // self.steps_per_epoch
            loss = 0.0
            for batch in self._batches(epoch):
                began = time.perf_counter()
                loss = 0.98 * loss + 0.02 * self._advance(*batch) if loss else self._advance(*batch)
                self.seconds += time.perf_counter() - began
                if self.step % self.steps_per_epoch:
                    yield Progress(self.step, self.steps, epoch, loss)
            figures = self.validate()
            self.history.append({"epoch": epoch, "step": self.step, "loss": round(loss, 5), **figures})
            self.save()
            yield Progress(self.step, self.steps, epoch, loss, figures)

    def validate(self) -> dict[str, float]:
        """Share of right digits of the averaged weights, by held-out source."""
        return {
            name: round(accuracy(logits_of(self.average, samples.images), samples.labels).value, 5)
            for name, samples in self.validation.items()
        }

    def _batches(self, epoch: int) -> Iterator[Batch]:
        """The rest of this epoch's batches; one is made ahead on a thread while the last one trains."""
        order = self.pool.order(self.settings.seed, epoch)
        steps = range(self.step, (epoch + 1) * self.steps_per_epoch)
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self._batch, order, steps[0])
            for step in steps:
                batch = coming.result()
                if step + 1 in steps:
                    coming = ahead.submit(self._batch, order, step + 1)
                yield batch

    def _batch(self, order: NDArray[np.int64], step: int) -> Batch:
        settings = self.settings
        at = step % self.steps_per_epoch * settings.batch
        chosen = order[at : at + settings.batch]
        how = settings.mild if is_mild(step, self.steps) else settings.strong
        crops = distort(self.pool.images[chosen], np.random.default_rng((settings.seed, 1, step)), how)
        return torch.from_numpy(crops), torch.from_numpy(self.pool.labels[chosen].astype(np.int64))

    def _advance(self, crops: torch.Tensor, labels: torch.Tensor) -> float:
        settings = self.settings
        torch.manual_seed(settings.seed * 1_000_003 + self.step)  # for dropout
        self.network.train()
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.step, self.steps, settings.peak_rate)
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.network(crops)
        loss = losses(logits.float(), labels, smoothing=settings.smoothing, digitness_weight=settings.digitness_weight)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
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


def _groups(network: DigitNetwork, decay: float) -> list[dict[str, Any]]:
    """Weight decay on kernels only: on biases and norms it holds back what they are for."""
    kernels = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    return [{"params": kernels, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
