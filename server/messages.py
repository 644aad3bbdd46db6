"""The wire messages of /live: one frozen dataclass each.

Text frames are JSON objects whose "type" names the dataclass; binary frames are camera pictures.
`server/wire.py` reads and writes them, `server/protocol_doc.py` describes them. A field's bounds stand in its
annotation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from msgspec import Meta, Raw

PROTOCOL_VERSION = 1

MAX_SAFE = 2**53 - 1
"""The largest integer that a page's numbers hold exactly."""

Seq = Annotated[int, Meta(ge=1, le=MAX_SAFE, description="number of this ink message, one more than the one before")]
Id = Annotated[int, Meta(ge=0, le=MAX_SAFE, description="any number; the answer carries it back")]
Index = Annotated[int, Meta(ge=0, le=1_000_000)]
CanvasId = Annotated[
    str,
    Meta(
        pattern=r"\A[A-Za-z0-9_-]{1,64}\Z",
        description="made by the client, one for each canvas of a loaded page",
    ),
]
Side = Annotated[int, Meta(ge=1, le=8192, description="canvas pixels")]
Coordinate = Annotated[float, Meta(ge=-16384, le=16384)]
Milliseconds = Annotated[float, Meta(ge=-1e15, le=1e15)]
Pressure = Annotated[float, Meta(ge=0, le=1)]
Point = tuple[Coordinate, Coordinate, Milliseconds, Pressure]


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """What one client may send; it is told in `welcome`."""

    message_bytes: int = 64 * 1024
    frame_bytes: int = 4 * 1024 * 1024
    points_per_message: int = 512
    messages_per_s: int = 240


DEFAULT_LIMITS = LiveLimits()


# Client to server.


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message. A canvas id that the server still knows brings its ink back (see `welcome`)."""

    type: ClassVar[str] = "hello"
    version: Annotated[int, Meta(ge=0, le=MAX_SAFE, description="of the protocol: 1")]
    canvas: CanvasId
    drawing: Annotated[
        str, Meta(max_length=64, description="that of the last `welcome`; ink of another one is not brought back")
    ] = ""


@dataclass(frozen=True, slots=True)
class InkCanvas:
    """The size of the canvas that the ink is on, and of the pen at pressure 0.5."""

    type: ClassVar[str] = "ink.canvas"
    seq: Seq
    width: Side
    height: Side
    pen_px: Annotated[float, Meta(gt=0, le=512, description="width of the pen in canvas pixels")]


@dataclass(frozen=True, slots=True)
class InkPoints:
    """New points of one stroke; a stroke one past the last begins a new one."""

    type: ClassVar[str] = "ink.points"
    seq: Seq
    stroke: Annotated[int, Meta(ge=0, le=1_000_000, description="number of the stroke, from 0")]
    points: Annotated[
        tuple[Point, ...],
        Meta(min_length=1, description="[x, y, t, p]: canvas pixels, ms since pen-down, pressure 0..1"),
    ]


@dataclass(frozen=True, slots=True)
class InkUndo:
    """Takes the last stroke away; its number is free again."""

    type: ClassVar[str] = "ink.undo"
    seq: Seq


@dataclass(frozen=True, slots=True)
class InkClear:
    """Takes all strokes away; the next one is number 0."""

    type: ClassVar[str] = "ink.clear"
    seq: Seq


@dataclass(frozen=True, slots=True)
class InkExplain:
    """Asks why a glyph of the last `ink.reading` was read as it was."""

    type: ClassVar[str] = "ink.explain"
    id: Id
    line: Index
    glyph: Index


@dataclass(frozen=True, slots=True)
class CameraStart:
    """Says that camera frames follow, of a new scene."""

    type: ClassVar[str] = "camera.start"
    id: Id
    credit: Annotated[bool, Meta(description="the client sends frames only as `camera.credit` allows")] = False


@dataclass(frozen=True, slots=True)
class CameraStop:
    """Says that no more frames follow; what is still waiting is forgotten."""

    type: ClassVar[str] = "camera.stop"


@dataclass(frozen=True, slots=True)
class SetFormat:
    """Asks for lines to be judged under a format from here on, on the canvas and before the camera; the ink is read
    again at once. What was seen stays as it is, with `formatted` beside it."""

    type: ClassVar[str] = "format.set"
    format: Annotated[
        str, Meta(max_length=120, description="a name from GET /api/formats, such as amount; empty: none")
    ]


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks for a `pong`, to measure the way there and back and to keep the connection."""

    type: ClassVar[str] = "ping"
    id: Id
    sent_ms: Annotated[Milliseconds, Meta(description="the client's clock; sent back as it is")]


@dataclass(frozen=True, slots=True)
class CameraFrame:
    """One camera picture: a binary frame of a 16-byte big-endian header and a JPEG."""

    type: ClassVar[str] = "(binary)"
    number: int
    captured_ms: float
    jpeg: bytes


# Server to client.


@dataclass(frozen=True, slots=True)
class Welcome:
    """The answer to `hello`. The client resends its ink messages with a seq above `acked`."""

    type: ClassVar[str] = "welcome"
    version: int
    server: Annotated[str, Meta(description="version of the server")]
    canvas: str
    acked: Annotated[int, Meta(description="last ink seq that the server holds for this canvas; 0: none, send all")]
    limits: LiveLimits
    heartbeat_s: Annotated[float, Meta(description="send something, a ping say, at least this often")]
    drawing: Annotated[str, Meta(description="names the ink that the server holds; say it in the next `hello`")]


@dataclass(frozen=True, slots=True)
class InkReading:
    """What the ink up to message `seq` reads as. Newest wins: there is not one for every message."""

    type: ClassVar[str] = "ink.reading"
    seq: int
    reading: Annotated[Raw, Meta(description="see /api/schema/reading.json")]
    server_ms: Annotated[float, Meta(description="from the message's arrival to this answer")]


@dataclass(frozen=True, slots=True)
class InkExplanation:
    """The answer to `ink.explain`."""

    type: ClassVar[str] = "ink.explanation"
    id: int
    explanation: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CameraCredit:
    """How many frames may have been sent since `camera.start`, told to a client that asked for credit. Newest wins."""

    type: ClassVar[str] = "camera.credit"
    id: Annotated[int, Meta(description="of the camera.start")]
    frames: Annotated[int, Meta(description="in all since then; it never shrinks. Before the first word it is 1")]


@dataclass(frozen=True, slots=True)
class StableLine:
    """A line followed over successive frames: what all of them together say."""

    track: Annotated[int, Meta(description="the same for as long as the line is followed")]
    text: str
    confidence: Annotated[float, Meta(description="probability that all its digits are right, calibrated")]
    verdict: Annotated[str, Meta(description="accept, ask (have it looked at) or ignore (perhaps no number)")]
    locked: Annotated[
        bool,
        Meta(description="sure and steady, until three frames in a row agree on something else or eight disagree"),
    ]
    box: Annotated[tuple[float, float, float, float], Meta(description="[x, y, width, height] in the frame's pixels")]
    formatted: Annotated[
        dict[str, Any] | None,
        Meta(description="the line under the format that was set, as in a reading; null: none was, or too many lines"),
    ] = None


@dataclass(frozen=True, slots=True)
class CameraReading:
    """What one frame reads as, and what it and the frames before it read as together."""

    type: ClassVar[str] = "camera.reading"
    frame: Annotated[int, Meta(description="the number in the frame's header")]
    captured_ms: Annotated[float, Meta(description="the client's clock, as it came with the frame")]
    reading: Raw
    stable: tuple[StableLine, ...]
    server_ms: float
    dropped: Annotated[int, Meta(description="frames replaced by newer ones before they were read, since camera.start")]


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """How far the reading of an upload has come, sent to all sockets of its user."""

    type: ClassVar[str] = "reading.progress"
    reading: Annotated[dict[str, Any], Meta(description="a Summary as in the HTTP API")]


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to `ping`."""

    type: ClassVar[str] = "pong"
    id: int
    sent_ms: float


@dataclass(frozen=True, slots=True)
class Error:
    """Something was wrong with a message. The connection goes on."""

    type: ClassVar[str] = "error"
    code: Annotated[str, Meta(description="stable, for programs")]
    message: Annotated[str, Meta(description="a sentence for people")]
    hint: Annotated[str, Meta(description="what to do next")]
    seq: Annotated[
        int | None,
        Meta(description="the ink message that it is about; for ink.gap the last one accepted; else null"),
    ] = None


@dataclass(frozen=True, slots=True)
class Bye:
    """The last message before the server closes the socket."""

    type: ClassVar[str] = "bye"
    reason: Annotated[str, Meta(description="session_ended, restarting, replaced, idle or flooding")]
    reconnect_after_ms: Annotated[int | None, Meta(description="null: do not reconnect by yourself")]


ClientMessage = (
    Hello
    | InkCanvas
    | InkPoints
    | InkUndo
    | InkClear
    | InkExplain
    | CameraStart
    | CameraStop
    | SetFormat
    | Ping
    | CameraFrame
)
InkMessage = InkCanvas | InkPoints | InkUndo | InkClear
ServerMessage = (
    Welcome | InkReading | InkExplanation | CameraCredit | CameraReading | ReadingProgress | Pong | Error | Bye
)

CLIENT_MESSAGES: tuple[type[ClientMessage], ...] = (
    Hello, InkCanvas, InkPoints, InkUndo, InkClear, InkExplain, CameraStart, CameraStop, SetFormat, Ping,
)  # fmt: skip
SERVER_MESSAGES: tuple[type[ServerMessage], ...] = (
    Welcome, InkReading, InkExplanation, CameraCredit, CameraReading, ReadingProgress, Pong, Error, Bye,
)  # fmt: skip
