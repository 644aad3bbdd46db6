"""What of this machine the process may use: a container's share, not the whole machine.

Linux keeps the limits in files: `cpu.max` and `memory.max` of the process's group and of every group above it
(cgroup v2), or `cpu.cfs_quota_us` and `memory.limit_in_bytes` (v1). Where there are none, there is no limit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")
NO_LIMIT_BYTES = 2**60
"""Version 1 says "no limit" by a number of this order."""


def usable_cores(groups: Path = GROUPS, own_groups: Path = OWN_GROUPS) -> int:
    """Cores for threads that compute: those the process may run on, no more than its share of time, at least one.

    A share of two and a half cores counts as two: a third thread would wait for the next period in the middle of
    somebody's stroke.
    """
    shares = [share for folder in _folders(groups, own_groups) if (share := _share(folder)) is not None]
    return max(1, int(min([*shares, _allowed_cores()])))


def memory_limit_bytes(groups: Path = GROUPS, own_groups: Path = OWN_GROUPS) -> int | None:
    """Memory at which the process is killed; None when only the machine's own size bounds it."""
    names = ("memory.max", "memory.limit_in_bytes")
    found = [_number(folder / name) for folder in _folders(groups, own_groups) for name in names]
    return min((limit for limit in found if limit is not None and limit < NO_LIMIT_BYTES), default=None)


def _allowed_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _folders(groups: Path, own_groups: Path) -> Iterator[Path]:
    """The folders of this process's groups and of all above them; inside a container its own is the topmost."""
    for line in _text(own_groups).splitlines():
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        roots = [groups] if not controllers else [groups / name for name in (controllers, *controllers.split(","))]
        for root in roots:
            here = root / path.lstrip("/")
            yield from dict.fromkeys([here, *(parent for parent in here.parents if parent.is_relative_to(root))])


def _share(folder: Path) -> float | None:
    quota, _, period = _text(folder / "cpu.max").strip().partition(" ")
    if not quota:
        quota, period = _text(folder / "cpu.cfs_quota_us").strip(), _text(folder / "cpu.cfs_period_us").strip()
    if not (quota.isdecimal() and period.isdecimal() and int(quota) and int(period)):
        return None  # "max", or -1 in version 1
    return int(quota) / int(period)


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdecimal() else None


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return ""
