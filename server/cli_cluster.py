"""`numeral cluster`: the network on other machines, run by Ray Serve."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from server.cannot_start import CannotStart
from server.cluster import node
from server.cluster.address import SERVE_PORT, proxies_of
from server.cluster.calls import Busy, Lost, Misread, Proxies
from server.cluster.measure import Row
from server.cluster.measure import measure as measure_calls
from server.cluster.options import Options

cluster_app = typer.Typer(help="Run the network on other machines (Ray Serve).", no_args_is_help=True)

Address = Annotated[
    str, typer.Option(help="Cluster to join: `auto` is the one on this machine, else HOST:6379 or Ray's own ray://….")
]
Recogniser = Annotated[str, typer.Argument(help="As in NUMERAL_RECOGNISER.", envvar="NUMERAL_RECOGNISER")]
HERE = f"ray://127.0.0.1:{SERVE_PORT}"
LOOK_S = 5.0


@cluster_app.command()
def start(
    join: Annotated[str, typer.Option(help="HOST:PORT of the first machine; without it, this one is the first.")] = "",
    host: Annotated[str, typer.Option(help="This machine's address as the others reach it.")] = "",
    port: Annotated[int, typer.Option(help="Port of the first machine.")] = 6379,
    cpus: Annotated[int | None, typer.Option(help="Cores to give; all by default.")] = None,
    gpus: Annotated[int | None, typer.Option(help="GPUs to give; all by default.")] = None,
) -> None:
    """Make this machine a node of a cluster; it stays one until `ray stop`."""
    node.start(node.Node(join, host, port, cpus, gpus))


@cluster_app.command()
def deploy(
    address: Address = "auto",
    checkpoint: Annotated[str, typer.Option(help="Weights: a shipped name or a folder on every node.")] = "permissive",
    engine: Annotated[str, typer.Option(help="auto, onnx or torch; auto is torch where a replica has a GPU.")] = "auto",
    replicas: Annotated[str, typer.Option(help="How many: a number, or least..most, which follows the load.")] = "1..4",
    per_node: Annotated[int | None, typer.Option(help="Most replicas on one machine.")] = None,
    cpus: Annotated[float, typer.Option(help="Cores of each replica.")] = 1,
    gpus: Annotated[float, typer.Option(help="GPUs of each replica; a half lets two share one.")] = 0,
    host: Annotated[str, typer.Option(help="Address that every node's proxy listens on.")] = "0.0.0.0",
    port: Annotated[int, typer.Option(help="Port of the proxies.")] = SERVE_PORT,
) -> None:
    """Start the network's replicas, or change those that run, without a break. Returns when they answer."""
    least, _, most = replicas.partition("..")
    given = {"min_replicas": least, "max_replicas": most or least, "per_node": per_node, "cpus": cpus, "gpus": gpus}
    try:
        options = Options.model_validate({"checkpoint": checkpoint, "engine": engine, **given})
    except ValidationError as error:
        problems = "; ".join(": ".join([*map(str, problem["loc"]), problem["msg"]]) for problem in error.errors())
        raise CannotStart(f"The deployment does not hold together: {problems}") from error
    node.deploy(address, options, host=host, port=port)
    print(f"The replicas answer on port {port} of every node. Web processes: NUMERAL_RECOGNISER=ray://HOST:{port}")


@cluster_app.command()
def status(
    recogniser: Recogniser = HERE,
) -> None:
    """Print what each proxy answers, as JSON lines; exit code 1 when none does. Needs no Ray."""
    answers = asyncio.run(_ask(_proxies(recogniser)))
    for answer in answers:
        print(json.dumps(answer))
    if not any(answer["answers"] for answer in answers):
        sys.exit(1)


@cluster_app.command()
def measure(
    recogniser: Recogniser = HERE,
    calls: Annotated[int, typer.Option(help="Calls of each kind.", min=20, max=10_000)] = 200,
    checkpoint: Annotated[str, typer.Option(help="Weights of the deployment, to read with here too.")] = "permissive",
) -> None:
    """Print how long calls to the cluster take from here, as JSON lines, beside the same work in this process."""
    for row in asyncio.run(_measure(_proxies(recogniser), checkpoint, calls)):
        print(json.dumps(row))


@cluster_app.command()
def remove(address: Address = "auto") -> None:
    """Take the replicas away; the cluster stays."""
    node.remove(address)


def _proxies(recogniser: str) -> tuple[str, ...]:
    try:
        return proxies_of(recogniser)
    except ValueError as error:
        raise CannotStart(str(error)) from error


async def _measure(origins: tuple[str, ...], checkpoint: str, calls: int) -> list[Row]:
    from vision import Checkpoint, open_classifier  # the reader takes a second; the other commands need none

    opened = Checkpoint.open(checkpoint)
    async with Proxies.open(origins, opened.fingerprint) as proxies:
        try:
            return await measure_calls(proxies, open_classifier(opened), calls)
        except (Lost, Misread) as error:
            raise CannotStart(f"The cluster cannot be measured: {error}") from error


async def _ask(origins: tuple[str, ...]) -> list[dict[str, object]]:
    return [await _about(origin) for origin in origins]


async def _about(origin: str) -> dict[str, object]:
    async with Proxies.open([origin], weights="") as proxies:
        try:
            return {"address": origin, "answers": True, **await proxies.about(LOOK_S)}
        except Busy:
            return {"address": origin, "answers": True, "busy": True}
        except Lost as error:
            return {"address": origin, "answers": False, "reason": str(error)}
