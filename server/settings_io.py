"""Settings in and out: read from the environment with clear complaints, printed as the README's table."""

from __future__ import annotations

import difflib
import os
from typing import Any

from pydantic import SecretStr, ValidationError

from server.cannot_start import CannotStart
from server.contradictions import contradictions
from server.settings import PREFIX, Settings

FOR_TESTS = "NUMERAL_TEST_"
"""Variables that steer the test suite; the server leaves them alone."""


class SettingsError(CannotStart):
    """The settings do not hold together; `str()` names each variable and what it may be."""


def load(**given: Any) -> Settings:
    """Settings from the environment, those `given` by a command before it. Raises SettingsError."""
    unknown = [_unknown(name) for name in sorted(os.environ) if _is_unknown(name)]
    if unknown:
        raise SettingsError("\n".join(unknown))
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(problem) for problem in error.errors())) from error
    if found := contradictions(settings):
        raise SettingsError("\n".join(found))
    return settings


def markdown_table() -> str:
    """The settings as the README shows them."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        meaning = " ".join((field.description or "").split())
        rows.append(f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {meaning} |")
    return "\n".join(rows)


def _default(value: object) -> str:
    if isinstance(value, SecretStr | tuple) or value == "":
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


def _is_unknown(name: str) -> bool:
    # A mistyped NUMERAL_REGISTRATON=closed must not leave the door open in silence.
    if not name.startswith(PREFIX) or name.startswith(FOR_TESTS):
        return False
    return name.removeprefix(PREFIX).lower() not in Settings.model_fields


def _unknown(name: str) -> str:
    known = [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "`numeral settings` lists those there are."
    return f"{name}: there is no such setting; {hint}"


def _sentence(problem: Any) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    message = message[:1].lower() + message[1:] if not message.startswith(PREFIX) else message
    name = f"{PREFIX}{str(problem['loc'][0]).upper()}: " if problem["loc"] else ""
    return f"{name}{message}"
