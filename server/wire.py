"""Between bytes and messages: `parse`, `parse_frame`, `encode`, and what can be wrong with a message.

What passes `parse` is trusted from there on. Unknown fields are ignored, so that a newer page can talk to an
older server.

    MessageError
    ├── MessageTooLarge    over the limit of bytes or points for one message
    ├── NotJson            a text frame that is not JSON
    ├── UnknownMessage     no "type", or one that a client does not send
    ├── BadField           a field is missing, of the wrong kind or out of range
    ├── FrameTooLarge      a camera picture over the limit
    └── BadFrame           a binary frame without the header, or not a JPEG
"""

from __future__ import annotations

import math
import struct
from typing import Any

import msgspec

from server.messages import (
    CLIENT_MESSAGES,
    DEFAULT_LIMITS,
    MAX_SAFE,
    CameraFrame,
    ClientMessage,
    Error,
    InkPoints,
    LiveLimits,
    ServerMessage,
)
from vision import Reading

FRAME_HEADER = struct.Struct(">BBHId")
FRAME_VERSION = 1
FRAME_JPEG = 1


class MessageError(Exception):
    """The base: a message that cannot be taken. `seq` is that of the ink message, where it could be told."""

    code = "message.bad"
    sentence = "The message could not be taken."
    hint = "Compare it with the protocol in the README."

    def __init__(self, message: str | None = None, *, seq: int | None = None) -> None:
        super().__init__(message or self.sentence)
        self.seq = seq

    def to_message(self) -> Error:
        """The form in which the client is told."""
        return Error(self.code, str(self), self.hint, self.seq)


class MessageTooLarge(MessageError):
    """Raised before decoding when there are too many bytes, after it when there are too many points."""

    code = "message.too_large"
    hint = "Send it in several messages; the limits are in `welcome`."


class NotJson(MessageError):
    """Raised when a text frame is not a JSON object."""

    code = "message.not_json"
    hint = 'Text frames are JSON objects with a "type".'


class UnknownMessage(MessageError):
    """Raised when "type" is missing or names no client message."""

    code = "message.unknown_type"
    hint = "The types that a client sends are listed under Protocol in the README."


class BadField(MessageError):
    """Raised when a field is missing, of another kind or out of range; the message names it."""

    code = "message.bad_field"
    hint = "Compare the fields with the protocol in the README."


class FrameTooLarge(MessageError):
    """Raised before a camera picture is looked at."""

    code = "frame.too_large"
    hint = "Send a smaller picture or a lower JPEG quality; the limit is in `welcome`."


class BadFrame(MessageError):
    """Raised when a binary frame does not begin with the header of version 1 and a JPEG's first bytes."""

    code = "frame.bad"
    hint = "A binary frame is the 16-byte header described in the README and a JPEG."


class _Head(msgspec.Struct):
    """As much of a message as is needed to choose its decoder and to name it in an error."""

    type: Any = None
    seq: Any = None


_HEAD = msgspec.json.Decoder(_Head)
_DECODERS: dict[str, msgspec.json.Decoder[ClientMessage]] = {
    message.type: msgspec.json.Decoder(message) for message in CLIENT_MESSAGES
}
_ENCODER = msgspec.json.Encoder()


def parse(text: str | bytes, limits: LiveLimits = DEFAULT_LIMITS) -> ClientMessage:
    """The message in a text frame. Raises a MessageError, whatever the bytes are."""
    if len(text) > limits.message_bytes:
        raise MessageTooLarge(f"The message has {len(text)} bytes; {limits.message_bytes} are the most.")
    head = _head(text)
    seq = head.seq if type(head.seq) is int and 0 < head.seq <= MAX_SAFE else None
    decoder = _DECODERS.get(head.type) if isinstance(head.type, str) else None
    if decoder is None:
        raise UnknownMessage(f"{head.type!r:.60} is not a message that a client sends.", seq=seq)
    try:
        message = decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadField(f"{head.type}: {error}", seq=seq) from error
    if isinstance(message, InkPoints) and len(message.points) > limits.points_per_message:
        most = limits.points_per_message
        raise MessageTooLarge(f"The message has {len(message.points)} points; {most} are the most.", seq=seq)
    return message


def _head(text: str | bytes) -> _Head:
    try:
        return _HEAD.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise NotJson(f"Not a JSON object: {error}") from error


def parse_frame(data: bytes, limits: LiveLimits = DEFAULT_LIMITS) -> CameraFrame:
    """The camera picture in a binary frame. Raises FrameTooLarge or BadFrame."""
    if len(data) > limits.frame_bytes:
        raise FrameTooLarge(f"The picture has {len(data)} bytes; {limits.frame_bytes} are the most.")
    if len(data) < FRAME_HEADER.size:
        raise BadFrame("The binary frame is shorter than its header.")
    version, kind, _, number, captured_ms = FRAME_HEADER.unpack_from(data)
    if version != FRAME_VERSION or kind != FRAME_JPEG:
        raise BadFrame(f"Version {version}, kind {kind}: only version 1, kind 1 (JPEG) is known.")
    if not math.isfinite(captured_ms):
        raise BadFrame("The time of capture is not a finite number.")
    if data[FRAME_HEADER.size : FRAME_HEADER.size + 2] != b"\xff\xd8":
        raise BadFrame("What follows the header is not a JPEG.")
    return CameraFrame(number, captured_ms, data[FRAME_HEADER.size :])


def pack_frame(frame: CameraFrame) -> bytes:
    """The binary frame that `parse_frame` reads."""
    return FRAME_HEADER.pack(FRAME_VERSION, FRAME_JPEG, 0, frame.number, frame.captured_ms) + frame.jpeg


def reading_json(reading: Reading) -> msgspec.Raw:
    """The JSON of a reading, ready to be put into a message; called off the event loop when it is long."""
    return msgspec.Raw(_ENCODER.encode(reading.to_json()))


def encode(message: ServerMessage | ClientMessage) -> bytes:
    """The JSON of a message, its type first."""
    body = _ENCODER.encode(message)
    head = b'{"type":"' + message.type.encode() + b'"'
    return head + (b"," + body[1:] if len(body) > 2 else b"}")
