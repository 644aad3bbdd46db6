"""The record of a run: what was asked, what it saw, from which commit, how long it took."""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from training.catalogue import set_info
from training.samples import Samples
from training.settings import Settings


def data_record(sources: dict[str, Samples], quotas: dict[str, int]) -> list[dict[str, Any]]:
    """One entry per trained set: its title, source, licence, number of crops and share of an epoch."""
    return [
        {
            "set": name,
            **described(name),
            "count": len(samples),
            "digits": int((samples.labels >= 0).sum()),
            "per_epoch": quotas[name],
        }
        for name, samples in sources.items()
        if quotas.get(name) and len(samples)
    ]


def described(name: str) -> dict[str, str]:
    """What the catalogue says of a set."""
    info = set_info(name)
    return {"title": info.title, "source": info.source, "licence": info.licence, "ship": info.ship}


def run_record(settings: Settings, data: list[dict[str, Any]], notes: list[str]) -> dict[str, Any]:
    """The record before the first step; the run adds seconds, steps and history."""
    return {
        "recipe": settings.recipe,
        "settings": settings.to_json(),
        "data": data,
        "notes": notes,
        **circumstances(),
        "seconds": 0.0,
        "history": [],
    }


def circumstances() -> dict[str, Any]:
    """What a run was made with, beside its settings and data: commit, versions, threads."""
    return {
        "commit": commit(),
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
            "opencv": cv2.__version__,
        },
        "threads": torch.get_num_threads(),
    }


def commit() -> str:
    """The checkout's commit, with "+" when files differ from it; "unknown" outside a checkout."""
    here = Path(__file__).parent

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    head = git("rev-parse", "HEAD")
    if not head:
        return "unknown"
    return head + ("+" if git("status", "--porcelain", "--", "training", "vision") else "")
