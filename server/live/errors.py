"""What can be wrong with a message at its place in the conversation; `server/wire.py` has what is wrong by itself.

MessageError
├── HelloFirst       something came before the hello, or a second hello
├── WrongVersion     a protocol version that this server does not speak
├── TooFast          more messages a second than agreed; reading slows down, nothing is lost
├── InkGap           an ink message is missing before this one
├── InkFull          the drawing has reached its limit
├── NoSuchStroke     points for a stroke beyond the next one
├── NoSuchGlyph      an explanation of something that was not read
├── WrongFormat      a format that there is not, or a pattern that is none
├── CameraOff        a frame without `camera.start`
└── NoCredit         a frame beyond what `camera.credit` allows
"""

from __future__ import annotations

from server.wire import MessageError


class HelloFirst(MessageError):
    """Nothing was done with the message."""

    code = "hello.first"
    sentence = "The conversation has not begun yet."
    hint = "Send one `hello` before anything else, and only one on a connection."


class WrongVersion(MessageError):
    """The hello was not accepted; another one may follow."""

    code = "hello.version"
    hint = "Reload the page: the server speaks another version of the protocol."


class TooFast(MessageError):
    """Told once for each burst. The message was taken; the next ones are read more slowly."""

    code = "message.too_fast"
    hint = "Send fewer messages a second; the limit is in `welcome`. Put several points into one message."


class InkGap(MessageError):
    """`seq` is the last one accepted; told once until the missing message comes."""

    code = "ink.gap"
    hint = "Send the ink messages after `seq` again."


class InkFull(MessageError):
    """The message counts as accepted and its points are left out; told once until there is room again."""

    code = "ink.full"
    hint = "Clear the canvas, or undo some strokes, and go on."


class NoSuchStroke(MessageError):
    """The message counts as accepted and its points are left out."""

    code = "ink.no_such_stroke"
    hint = "Strokes are numbered from 0; a new one takes the next number."


class NoSuchGlyph(MessageError):
    """There was no reading yet, or it has no such line or glyph."""

    code = "ink.no_such_glyph"
    hint = "Ask about a line and a glyph of the last `ink.reading`."


class WrongFormat(MessageError):
    """Readings go on under the format that was set before."""

    code = "format.unknown"
    hint = "GET /api/formats lists them; besides there are digits:8, digits:6-8 and pattern:dddd-dd."


class CameraOff(MessageError):
    """The frame was not looked at."""

    code = "camera.not_started"
    sentence = "A frame came before the camera was started."
    hint = "Send `camera.start` before the first frame."


class NoCredit(MessageError):
    """The frame was not looked at; only a client that asked for credit is told so."""

    code = "camera.no_credit"
    hint = "Wait for `camera.credit` before the next frame, or send `camera.start` without credit."
