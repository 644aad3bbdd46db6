"""How much of the machine a container may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import machine
from server.machine import memory_limit_bytes, usable_cores

MANY = 64


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of many cores, whose groups are files in a folder."""
    monkeypatch.setattr(machine, "_allowed_cores", lambda: MANY)
    (tmp_path / "own").write_text("0::/pod/box\n")
    (tmp_path / "pod" / "box").mkdir(parents=True)
    return tmp_path


def test_without_limits_every_core_counts_that_the_process_may_run_on(groups: Path) -> None:
    """As on a laptop, or where there are no such files at all."""
    assert usable_cores(groups, groups / "own") == MANY
    assert usable_cores(groups / "none", groups / "nowhere") == MANY
    assert memory_limit_bytes(groups, groups / "own") is None
    assert usable_cores() >= 1


@pytest.mark.parametrize(
    ("limit", "cores"), [("200000 100000", 2), ("250000 100000", 2), ("50000 100000", 1), ("max 100000", MANY)]
)
def test_a_share_of_time_counts_in_whole_cores(groups: Path, limit: str, cores: int) -> None:
    """More threads than that are put to sleep in the middle of a stroke."""
    (groups / "pod" / "box" / "cpu.max").write_text(limit + "\n")
    assert usable_cores(groups, groups / "own") == cores


def test_the_smallest_limit_on_the_way_up_counts(groups: Path) -> None:
    """A pod's limit holds for every container in it."""
    (groups / "pod" / "box" / "cpu.max").write_text("max 100000\n")
    (groups / "pod" / "cpu.max").write_text("300000 100000\n")
    (groups / "pod" / "box" / "memory.max").write_text("max\n")
    (groups / "pod" / "memory.max").write_text("536870912\n")
    assert usable_cores(groups, groups / "own") == 3
    assert memory_limit_bytes(groups, groups / "own") == 512 * 2**20


def test_inside_a_container_the_limits_lie_at_the_top(groups: Path) -> None:
    """There the group's own path leads nowhere."""
    (groups / "own").write_text("0::/../../elsewhere\n")
    (groups / "cpu.max").write_text("400000 100000\n")
    assert usable_cores(groups, groups / "own") == 4


def test_the_older_kind_of_groups_counts_too(groups: Path) -> None:
    """One folder for each controller, -1 and huge numbers for no limit."""
    (groups / "own").write_text("4:memory:/box\n3:cpu,cpuacct:/box\n")
    for controller in ("memory", "cpu,cpuacct"):
        (groups / controller / "box").mkdir(parents=True)
    (groups / "cpu,cpuacct" / "box" / "cpu.cfs_quota_us").write_text("150000\n")
    (groups / "cpu,cpuacct" / "box" / "cpu.cfs_period_us").write_text("50000\n")
    (groups / "memory" / "box" / "memory.limit_in_bytes").write_text("9223372036854771712\n")
    assert usable_cores(groups, groups / "own") == 3
    assert memory_limit_bytes(groups, groups / "own") is None
    (groups / "memory" / "memory.limit_in_bytes").write_text("1073741824\n")
    assert memory_limit_bytes(groups, groups / "own") == 2**30
    (groups / "cpu,cpuacct" / "box" / "cpu.cfs_quota_us").write_text("-1\n")
    assert usable_cores(groups, groups / "own") == MANY
