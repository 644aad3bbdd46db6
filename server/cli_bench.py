"""`numeral bench`: load for a server, and proofs of what it promises under load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from server.bench.errors import BenchFailed
from server.cannot_start import CannotStart

What = Literal["load", "ladder", "overload", "pages", "soak", "trouble"]


def bench(
    what: Annotated[What, typer.Argument(help="load, or a proof: ladder, overload, pages, soak, trouble.")] = "load",
    url: Annotated[str, typer.Option(help="Server to drive; without it one is started on this machine.")] = "",
    user: Annotated[str, typer.Option(help="Name or address of an account there.")] = "",
    password: Annotated[str, typer.Option(envvar="NUMERAL_BENCH_PASSWORD", help="Its password.")] = "",
    trust_anyone: Annotated[bool, typer.Option("--trust-anyone", help="Accept self-signed certificates.")] = False,
    pens: Annotated[int, typer.Option(min=0, help="People who draw.")] = 4,
    pen_rate: Annotated[float, typer.Option(min=0, help="Messages a second of each; 0: once answered.")] = 60,
    ink: Annotated[Literal["lone", "seven"], typer.Option(help="A lone digit, or seven.")] = "lone",
    films: Annotated[int, typer.Option(min=0, help="Cameras.")] = 0,
    film_rate: Annotated[float, typer.Option(min=0, help="Frames a second of each; 0: once answered.")] = 15,
    height: Annotated[Literal["480", "720"], typer.Option(help="Of 640 x 480 or 1280 x 720 frames.")] = "480",
    uploaders: Annotated[int, typer.Option(min=0, help="People who post one dense page after the other.")] = 0,
    seconds: Annotated[float, typer.Option(min=0.1, help="Length of each run of it.")] = 10,
    file: Annotated[Path | None, typer.Option("--json", help="Write the figures there too.")] = None,
) -> None:
    """Draw, film and upload as many people would; print times, drops and shares. Ctrl+C ends it early, with figures."""
    from server.bench.command import proved  # the network takes a second; other commands need none
    from server.bench.run import Load
    from server.bench.show import show
    from server.bench.site import Site

    load = Load(pens, pen_rate, ink, films, film_rate, height, uploaders, seconds=seconds)
    try:
        site = Site.at(url, trust_anyone=trust_anyone).signed_in(user, password) if url else None
        proof = proved(what, site, load)
    except BenchFailed as error:
        raise CannotStart(str(error)) from error
    show(proof)
    if file is not None:
        file.write_text(json.dumps(proof.to_json(), indent=1), "utf-8")
    if proof.broken:
        raise typer.Exit(1)
