"""The protocol's documentation says all of it."""

from __future__ import annotations

import dataclasses

import pytest

from server.messages import CLIENT_MESSAGES, SERVER_MESSAGES
from server.protocol_doc import protocol_markdown


@pytest.mark.parametrize("message", [*CLIENT_MESSAGES, *SERVER_MESSAGES], ids=lambda message: message.type)
def test_every_message_and_field_is_described(message: type) -> None:
    """A field that nobody can look up does not exist."""
    text = protocol_markdown()
    start = text.index(f"`{message.type}`: ")  # type: ignore[attr-defined]
    for field in dataclasses.fields(message):
        assert f"- `{field.name}`: " in text[start : text.find("\n`", start)]
