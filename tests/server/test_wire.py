"""Messages on the wire: what goes in comes out, and nothing a client sends is more than a typed error."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.messages import (
    CLIENT_MESSAGES,
    MAX_SAFE,
    CameraFrame,
    CameraStart,
    CameraStop,
    ClientMessage,
    Error,
    Hello,
    InkCanvas,
    InkClear,
    InkExplain,
    InkPoints,
    InkUndo,
    LiveLimits,
    Ping,
    Welcome,
)
from server.wire import (
    BadField,
    BadFrame,
    FrameTooLarge,
    MessageError,
    MessageTooLarge,
    NotJson,
    UnknownMessage,
    encode,
    pack_frame,
    parse,
    parse_frame,
)

NUMBERS = st.integers(1, MAX_SAFE)
POINTS = st.tuples(
    st.floats(-16384, 16384), st.floats(-16384, 16384), st.floats(0, 1e9), st.floats(0, 1)
)  # fmt: skip
MESSAGES: st.SearchStrategy[ClientMessage] = st.one_of(
    st.builds(Hello, st.just(1), st.from_regex(r"\A[A-Za-z0-9_-]{1,64}\Z")),
    st.builds(InkCanvas, NUMBERS, st.integers(1, 8192), st.integers(1, 8192), st.floats(0.1, 512)),
    st.builds(InkPoints, NUMBERS, st.integers(0, 1000), st.lists(POINTS, min_size=1, max_size=512).map(tuple)),
    st.builds(InkUndo, NUMBERS),
    st.builds(InkClear, NUMBERS),
    st.builds(InkExplain, NUMBERS, st.integers(0, 99), st.integers(0, 99)),
    st.builds(CameraStart, NUMBERS),
    st.just(CameraStop()),
    st.builds(Ping, NUMBERS, st.floats(0, 1e13)),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(MESSAGES)
def test_what_is_sent_is_received(message: ClientMessage) -> None:
    """Every field of every message, to the last bit."""
    assert parse(encode(message), LiveLimits(message_bytes=10**6)) == message


@given(st.binary(max_size=300))
def test_garbage_is_a_typed_error(data: bytes) -> None:
    """Whatever the bytes are."""
    with pytest.raises(MessageError) as trouble:
        parse(data)
    assert trouble.value.code
    assert trouble.value.hint


@given(st.sampled_from([message.type for message in CLIENT_MESSAGES]), st.dictionaries(st.text(), JSON, max_size=6))
def test_a_known_type_with_any_fields_is_a_message_or_a_typed_error(kind: str, fields: dict[str, Any]) -> None:
    """Field names that exist get values of every kind too."""
    try:
        message = parse(json.dumps({**fields, "type": kind}))
    except (BadField, NotJson):
        return
    assert message.type == kind


@given(st.data())
def test_one_wrong_field_is_a_typed_error(data: st.DataObject) -> None:
    """A right message with one field of another kind."""
    message = data.draw(MESSAGES.filter(lambda message: bool(dataclasses.fields(message))))
    fields = json.loads(encode(message))
    name = data.draw(st.sampled_from([field.name for field in dataclasses.fields(message)]))
    wrong: list[Any] = [
        None,
        "long\n" * 20,
        [],
        {},
        -1.5e16,
        [[1]],
        10**400,
        *([] if isinstance(fields[name], bool) else [True]),
    ]
    fields[name] = data.draw(st.sampled_from(wrong))
    with pytest.raises(BadField):
        parse(json.dumps(fields))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "-1e400"])
def test_numbers_are_finite(value: str) -> None:
    """One of them in a stroke would spoil every box on the page."""
    with pytest.raises(MessageError):
        parse(f'{{"type":"ink.points","seq":1,"stroke":0,"points":[[{value},1,0,0.5]]}}')


def test_deep_nesting_is_a_typed_error() -> None:
    """No message may use up the stack."""
    with pytest.raises(MessageError):
        parse(b'{"type":' + b"[" * 30_000 + b"]" * 30_000 + b"}")


def test_an_error_names_the_ink_message_that_it_is_about() -> None:
    """So that the page can tell which of its strokes was not taken."""
    with pytest.raises(BadField) as trouble:
        parse('{"type":"ink.points","seq":7,"stroke":0,"points":[[1,2,3]]}')
    assert trouble.value.to_message() == Error("message.bad_field", str(trouble.value), trouble.value.hint, 7)


def test_fields_that_nobody_knows_are_ignored() -> None:
    """A newer page may talk to an older server."""
    assert parse('{"type":"ink.undo","seq":3,"reason":"slip"}') == InkUndo(3)


def test_types_that_only_the_server_sends_are_refused() -> None:
    """A client is no server."""
    with pytest.raises(UnknownMessage):
        parse(encode(Error("a", "b", "c")))


def test_the_limits_are_met_exactly() -> None:
    """As many bytes and points as allowed are taken, one more is not."""
    message = InkPoints(1, 0, ((1.0, 1.0, 0.0, 0.5),) * 3)
    text = encode(message)
    assert parse(text, LiveLimits(message_bytes=len(text), points_per_message=3)) == message
    with pytest.raises(MessageTooLarge):
        parse(text, LiveLimits(message_bytes=len(text) - 1))
    with pytest.raises(MessageTooLarge) as trouble:
        parse(text, LiveLimits(points_per_message=2))
    assert trouble.value.seq == 1


def test_the_type_comes_first_and_limits_travel() -> None:
    """As the page reads them."""
    text = encode(Welcome(1, "0.1.0", "c", 4, LiveLimits(1, 2, 3, 4), 20.0, "d"))
    assert text.startswith(b'{"type":"welcome","version":1,')
    assert msgspec.json.decode(text)["limits"] == {
        "message_bytes": 1,
        "frame_bytes": 2,
        "points_per_message": 3,
        "messages_per_s": 4,
    }


@given(st.integers(0, 2**32 - 1), st.floats(allow_nan=False, allow_infinity=False), st.binary(max_size=64))
def test_a_frame_that_is_sent_is_received(number: int, captured_ms: float, rest: bytes) -> None:
    """Number, time and picture."""
    frame = CameraFrame(number, captured_ms, b"\xff\xd8" + rest)
    assert parse_frame(pack_frame(frame)) == frame


@given(st.binary(max_size=64))
def test_a_binary_frame_of_garbage_is_a_typed_error(data: bytes) -> None:
    """Header or not."""
    try:
        frame = parse_frame(data)
    except BadFrame:
        return
    assert frame.jpeg.startswith(b"\xff\xd8")


def test_a_frame_over_the_limit_is_not_looked_at() -> None:
    """The limit counts the header too."""
    with pytest.raises(FrameTooLarge):
        parse_frame(bytes(33), LiveLimits(frame_bytes=32))
