"""`numeral`: serve, look after users and the database. Trouble goes to stderr and ends with 2."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from server import VERSION
from server.cannot_start import CannotStart
from server.cli_bench import bench
from server.cli_cluster import cluster_app
from server.cli_db import db_app
from server.cli_users import user_app
from server.errors import InvalidForm, ServerError
from server.settings_io import load, markdown_table

app = typer.Typer(
    name="numeral",
    help="Reads digits live, on your own machine. `numeral settings` lists its variables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(user_app, name="user")
app.add_typer(db_app, name="db")
app.add_typer(cluster_app, name="cluster")
app.command()(bench)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    https: Annotated[bool, typer.Option("--https", help="Make a certificate and serve the whole network.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for database, pictures, certificate.")] = None,
) -> None:
    """Serve until Ctrl+C; prints the address when ready. Options go before NUMERAL_... variables."""
    from server.serve import serve as run_server  # the reader takes a second; other commands need none

    run_server(load(host=host, port=port, https="self-signed" if https else None, data_dir=data_dir))


@app.command()
def settings() -> None:
    """Print every setting with its default, as a Markdown table."""
    print(markdown_table())


@app.command()
def version() -> None:
    """Print the version."""
    print(VERSION)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; expected trouble ends with its hint and exit code 2."""
    try:
        app(arguments)
    except CannotStart as error:
        _fail(str(error))
    except InvalidForm as error:
        _fail("\n".join(f"{field}: {problem}" if field else problem for field, problem in error.problems.items()))
    except ServerError as error:
        _fail(error.message)


def _fail(message: str) -> None:
    print(message, file=sys.stderr)
    sys.exit(2)
