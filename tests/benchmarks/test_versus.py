"""The comparison with other servers: its sums, its clients, and what it says of a server that is not there."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from pathlib import Path

import pytest

from server.bench.site import Site
from tests.benchmarks.fake_servers import Respond, http_server, knows, live_server, response
from tests.benchmarks.peers.contestants import (
    CONTESTANTS,
    Ask,
    Contestant,
    bare_request,
    camera_client,
    http_client,
    ink_client,
)
from tests.benchmarks.peers.errors import BadAnswer, DidNotStart, NothingToCompare, NotInstalled, TooFewRight
from tests.benchmarks.peers.http_client import HttpClient, post_request
from tests.benchmarks.peers.load import Round
from tests.benchmarks.peers.network import Network, answer, crop_of, grey_of
from tests.benchmarks.peers.process import peer
from tests.benchmarks.peers.samples import samples
from tests.benchmarks.peers.scores import ratios, score
from tests.benchmarks.serving import ROOT
from tests.benchmarks.versus import Plan, compare, judged, main

INPUTS = samples()
SHORT = Plan(rounds=2, seconds=0.2, clients=(2,), warm_up_s=0.0)
MISSING = Contestant("nobody", "", lambda: nullcontext(Site("")), ink_client, ("no_such_module",))


def counted(answers: int, *, right: int | None = None, seconds: float = 2.0, ms: float = 4.0) -> Round:
    """A round of equal answers."""
    return Round(seconds, (ms,) * answers, answers if right is None else right, 0.5)


def by_http(name: str, port: int, *, is_ours: bool = False) -> Contestant:
    """Somebody who answers at a port of the test."""
    site = Site(f"http://127.0.0.1:{port}")
    return Contestant(name, "", lambda: nullcontext(site), partial(http_client, request_of=bare_request), (), is_ours)


def untold(what: str) -> None:
    """Nobody watches."""


def test_a_score_is_the_median_of_its_rounds_with_their_range() -> None:
    """One slow round must neither hide nor decide."""
    found = score("a", 8, [counted(200, ms=3.0), counted(600, ms=1.0), counted(100, ms=9.0)])
    assert (found.rate.median, found.rate.low, found.rate.high, found.rate.runs) == (100.0, 50.0, 300.0, 3)
    assert (found.p50.median, found.p99.low, found.p99.high) == (3.0, 1.0, 9.0)
    assert found.row()[:4] == ("a", "8", "100", "50 to 300")
    assert found.to_json()["rate"]["median"] == 100.0


def test_a_ratio_is_taken_round_by_round() -> None:
    """What else the machine did in a round hit both; the medians of each alone would mix rounds."""
    rounds = {"ours": [counted(400), counted(100)], "other": [counted(200), counted(25)]}
    (ratio,) = ratios(["ours", "absent"], rounds, 8)
    assert (ratio.name, ratio.median, ratio.low, ratio.high) == ("ours / other", 3.0, 2.0, 4.0)


def test_who_reads_wrongly_is_not_compared() -> None:
    """A server that answers at random could be as quick as it likes."""
    assert score("a", 1, [counted(50, right=40), counted(50, right=50)]).right == 0.9
    with pytest.raises(TooFewRight, match="89 %"):
        score("a", 1, [counted(100, right=89)])
    rounds = {1: {"ours": [counted(9)], "a": [counted(9)]}, 8: {"ours": [counted(9)], "a": [counted(9, right=1)]}}
    found = judged(rounds, ["ours"], {})
    assert {one.name for one in found.scores} == {"ours"}
    assert isinstance(found.left_out["a"], TooFewRight)
    with pytest.raises(NothingToCompare):
        found.check()


async def test_a_connection_is_kept_as_long_as_the_server_keeps_it() -> None:
    """Opening one for each request would measure the opening; some servers insist on it."""
    for closes, opened in ((False, 1), (True, 3)):
        async with http_server(knows(INPUTS, closes=closes)) as port:
            client = HttpClient(port)
            for sample in INPUTS[:3]:
                assert json.loads(await client.send(bare_request(sample)))["digit"] == int(sample.digit)
            assert client.opened == opened
            client.close()


@pytest.mark.parametrize(
    ("respond", "words"),
    [
        (lambda _: response("no", status=503), "503"),
        (lambda _: response("[]"), "no digit"),
        (lambda _: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "how long"),
        (lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nshort", "did not answer"),
    ],
)
async def test_an_answer_that_is_none_is_told_in_words(respond: Respond, words: str) -> None:
    """Counting it would make a broken server the quickest."""
    async with http_server(respond) as port, by_http("a", port).client(Site(f"http://127.0.0.1:{port}")) as ask:
        with pytest.raises(BadAnswer, match=words):
            await ask(INPUTS[0])


@pytest.mark.parametrize("client", [ink_client, camera_client])
async def test_a_word_about_something_older_is_no_answer(
    client: Callable[[Site], AbstractAsyncContextManager[Ask]],
) -> None:
    """The reading of the cleared canvas, or of the frame before, would make Numeral look quicker than it is."""
    async with live_server(INPUTS) as port, client(Site(f"http://127.0.0.1:{port}")) as ask:
        for sample in INPUTS[:12]:
            assert await ask(sample) == sample.digit


async def test_servers_take_turns_and_a_missing_one_is_left_out() -> None:
    """What is not installed is no reason not to compare the others."""
    async with http_server(knows(INPUTS)) as one, http_server(knows(INPUTS, closes=True)) as two:
        turns: list[str] = []
        contestants = [by_http("other", one), MISSING, by_http("ours", two, is_ours=True)]
        found = await compare(contestants, INPUTS, SHORT, turns.append)
    assert [turn.partition(": ")[0] for turn in turns] == [
        f"round {number} of 2, {name}" for number in (1, 2) for name in ("other", "ours")
    ]
    assert {(one.name, one.clients, one.right, one.rate.runs) for one in found.scores} == {
        ("other", 2, 1.0, 2),
        ("ours", 2, 1.0, 2),
    }
    assert [ratio.name for ratio in found.ratios] == ["ours / other"]
    assert isinstance(found.left_out["nobody"], NotInstalled)
    assert "make bench-versus" in found.to_json()["left_out"]["nobody"]["hint"]


async def test_a_server_that_fails_in_its_turn_is_left_out_with_its_reason() -> None:
    """Its figures would be those of a part of the load."""
    answered = 0

    def fails(body: bytes) -> bytes:
        nonlocal answered
        answered += 1
        return knows(INPUTS)(body) if answered < 5 else response("full", status=429)

    async with http_server(fails) as port:
        found = await compare([by_http("other", port)], INPUTS, SHORT, untold)
    assert not found.scores
    assert isinstance(found.left_out["other"], BadAnswer)
    assert "429" in str(found.left_out["other"])


def test_nothing_to_compare_is_an_error_and_the_table_says_why(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A script that asks for figures must not take their absence for success."""
    file = tmp_path / "versus.json"
    assert main(["--json", str(file), "--rounds", "1"], [MISSING]) == 2
    said = capsys.readouterr()
    assert "nobody" in said.out and "not installed" in said.out and "no_such_module" in said.out
    assert "numeral[servers]" in said.out and "make bench-versus" in said.err
    assert json.loads(file.read_text("utf-8"))["left_out"]["nobody"]["code"] == "versus.not_installed"


@pytest.mark.parametrize("arguments", [["--clients", "0"], ["--rounds", "99"], ["--seconds", "0"]])
def test_a_plan_has_bounds(arguments: list[str]) -> None:
    """It is a benchmark, not a flood."""
    with pytest.raises(SystemExit, match="2"):
        main(arguments, [MISSING])


def test_a_process_that_ends_at_once_says_why() -> None:
    """Its last line is what a person would look for."""
    with pytest.raises(DidNotStart, match="No module named"), peer("tests.benchmarks.peers.no_such_server"):
        pass


def test_the_drawn_digits_are_read_rightly_by_the_network_alone() -> None:
    """Else a server's share of right answers would say nothing about the server."""
    assert set(Counter(sample.digit for sample in INPUTS).values()) == {3}
    found = Network().probabilities([crop_of(grey_of(sample.png)) for sample in INPUTS])
    assert [str(answer(row)["digit"]) for row in found] == [sample.digit for sample in INPUTS]


def test_requests_say_how_long_they_are() -> None:
    """Servers wait for the rest of a body that is shorter than it says."""
    assert post_request("/a", "text/plain", b"four").endswith(b"\r\nContent-Length: 4\r\n\r\nfour")


def test_only_a_peers_own_file_needs_its_packages() -> None:
    """They are not installed with Numeral or with its tests."""
    needed = {name for contestant in CONTESTANTS for name in contestant.needs}
    found = {
        path.stem
        for room in ("server", "vision", "training", "tests")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for module in _modules(node)
        if module.partition(".")[0] in needed
    }
    assert found == {"flask_server", "litserve_server", "mosec_server"}


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
