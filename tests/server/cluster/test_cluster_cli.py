"""`numeral cluster`: results on stdout as JSON lines, trouble in a sentence that says what to do."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import socket

import pytest

from server.cli import main
from server.cluster.measure import SIZES
from tests.server.cluster.proxy import Door
from tests.server.ports import free_port


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["cluster", *arguments])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


async def test_status_tells_each_address(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    """Also of those that do not answer; one that does is enough for the exit code."""
    both = f"{door.recogniser},127.0.0.1:{free_port()}"
    code, printed, _ = await asyncio.to_thread(ran, capsys, "status", both)
    first, second = map(json.loads, printed.splitlines())
    assert code == 0
    assert (first["answers"], first["checkpoint"], second["answers"]) == (True, "permissive", False)
    await door.close()
    code, printed, _ = await asyncio.to_thread(ran, capsys, "status", door.recogniser)
    assert (code, json.loads(printed)["answers"]) == (1, False)


async def test_calls_are_measured_beside_this_process(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    """So that whoever thinks of a cluster sees what a call there costs."""
    code, printed, _ = await asyncio.to_thread(ran, capsys, "measure", door.recogniser, "--calls", "20")
    rows = [json.loads(line) for line in printed.splitlines()]
    assert code == 0
    assert [row["crops"] for row in rows] == list(SIZES.values())
    assert all(row["here_p50_ms"] > 0 and 0 < row["there_p50_ms"] <= row["there_p95_ms"] for row in rows)
    assert all(row["there_crops_per_s"] > 0 for row in rows)
    # Each size: the calls in turn, ten before them, and the same number from several callers.
    assert door.reads == len(SIZES) * (10 + 20 + 20)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("deploy", "--replicas", "4..2"), "4 replicas at least cannot be 2 at most"),
        (("deploy", "--replicas", "many"), "min_replicas"),
        (("deploy", "--gpus", "1", "--engine", "onnx"), "torch"),
        (("deploy", "--engine", "fast"), "engine"),
        (("status", "ray://head:10001"), "8000"),
        (("start", "--port", "12000"), "10002"),
    ],
)
def test_what_cannot_be_is_said_before_anything_starts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    """Ray would say it on two pages, or not at all."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    code, _, told = ran(capsys, *arguments)
    assert code == 2
    assert sentence in told


def test_a_port_that_is_taken_is_said_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis and Ray have the same one by default."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, told = ran(capsys, "start", "--port", str(port))
    assert (code, f":{port}" in told, "--port" in told) == (2, True, True)


@pytest.mark.parametrize("command", ["start", "deploy", "remove"])
def test_without_ray_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Ray is an extra: most have no use for it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    code, _, told = ran(capsys, command)
    assert (code, told) == (2, "Ray is not installed here. Install it with: pip install 'numeral[cluster]'\n")
