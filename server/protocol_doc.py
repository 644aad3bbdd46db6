"""The documentation of /live as Markdown, from the very dataclasses that are on the wire.

The README holds it; a test keeps the two equal.
"""

from __future__ import annotations

import dataclasses
import types
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Raw

from server import wire
from server.live import errors
from server.live.connection import CLOSE_CODES
from server.messages import CLIENT_MESSAGES, SERVER_MESSAGES, LiveLimits, StableLine

INTRODUCTION = """\
`/live` is a WebSocket. The handshake needs the session's cookie (401 without) and the server's own origin (403).
Text frames are JSON objects whose `type` names the message; binary frames are camera pictures. Unknown fields are
ignored. What is wrong with a message is answered by `error`, and the connection goes on; a client that does little
else is told `bye`, as is one that sends nothing for nine heartbeats. The `seq` of `ink.` messages grows by one;
`ink.explain` has none."""

FRAME = """\
A camera frame is a binary frame: a 16-byte header, big-endian, and a JPEG. The header: version (1 byte, 1), kind
(1 byte, 1 = JPEG), two bytes 0, number of the frame (4-byte unsigned integer), time of capture by the client's clock
in ms (8-byte float). A newer frame replaces the one that waits. A client that asked for credit sends one only while it
has sent fewer since `camera.start` than `camera.credit` allows, so that no frame grows old on the way."""

_NAMES = {int: "integer", float: "number", str: "text", bool: "true or false", type(None): "null", Raw: "object"}


def protocol_markdown() -> str:
    """The whole section."""
    parts = [INTRODUCTION, "**Client to server**", *map(_message, CLIENT_MESSAGES), FRAME]
    parts += ["**Server to client**", *map(_message, SERVER_MESSAGES)]
    parts += [f"`limits` in `welcome`: {_inner(LiveLimits)}.", f"A line of `stable`: {_inner(StableLine)}."]
    parts += ["**Codes of `error`** (beside those of recognition itself)", _errors(), _closes()]
    return "\n\n".join(parts)


def _message(message: type[Any]) -> str:
    fields = [f"- `{name}`: {text}" for name, text in _fields(message)]
    return "\n".join([f"`{message.type}`: {_sentences(message)}", *([""] if fields else []), *fields])


def _fields(message: type[Any]) -> list[tuple[str, str]]:
    hints = get_type_hints(message, include_extras=True)
    return [(field.name, _describe(hints[field.name])) for field in dataclasses.fields(message)]


def _inner(message: type[Any]) -> str:
    return "; ".join(f"`{name}`, {text}" for name, text in _fields(message))


def _describe(hint: Any) -> str:
    """Such as "integer from 1 (number of this ink message)"."""
    notes = [meta.description for meta in _metas(hint) if meta.description]
    return _kind(hint) + (f" ({notes[-1]})" if notes else "")


def _kind(hint: Any) -> str:
    if get_origin(hint) is Annotated:
        bounds = [text for meta in _metas(hint) for text in _bounds(meta)]
        return " ".join([_kind(get_args(hint)[0]), *bounds])
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(_kind(option) for option in get_args(hint))
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        return f"list of {_kind(inner[0])}" if inner[-1] is Ellipsis else f"list of {len(inner)} numbers"
    if get_origin(hint) is dict or dataclasses.is_dataclass(hint):
        return "object"
    return _NAMES[hint]


def _bounds(meta: Meta) -> list[str]:
    low = f"from {_number(meta.ge)}" if meta.ge is not None else f"above {meta.gt}" if meta.gt is not None else ""
    high = f"to {_number(meta.le)}" if meta.le is not None and abs(meta.le) < 1e15 else ""
    pattern = "of 1 to 64 of `A-Z a-z 0-9 _ -`" if meta.pattern is not None else ""
    return [text for text in (low if abs(meta.ge or 0) < 1e15 else "", high, pattern) if text]


def _number(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e5 else f"{int(value)}"


def _metas(hint: Any) -> list[Meta]:
    return [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]


def _errors() -> str:
    kinds = [kind for module in (wire, errors) for kind in vars(module).values() if _is_error(kind)]
    rows = [f"| `{kind.code}` | {_sentences(kind)} |" for kind in dict.fromkeys(kinds)]
    return "\n".join(["| code | what happened |", "|---|---|", *rows])


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, wire.MessageError) and kind is not wire.MessageError


def _closes() -> str:
    codes = ", ".join(f"{code} {reason}" for reason, code in CLOSE_CODES.items())
    return f"After `bye` the socket closes with {codes}. A message many times over its limit closes it with 1009."


def _sentences(documented: type[Any]) -> str:
    return " ".join((documented.__doc__ or "").split())
