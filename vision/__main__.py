"""`python -m vision read FILES…`: the same as the command `numeral-read`."""

from __future__ import annotations

import typer

from vision.cli import read

app = typer.Typer(add_completion=False)
app.command()(read)


@app.callback()
def vision() -> None:
    """Numeral's reader on the command line."""


app()
