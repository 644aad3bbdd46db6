"""What can be wrong with an upload, beside what `vision` finds in the file itself.

NotMultipart         the body is not multipart/form-data
NothingSent          no part that could be read
TooManyFiles         more files at once than the settings allow
FileTooLarge         one file over its limit
UploadTooLarge       all files together over the limit
BrokenUpload         the body ends too early or is no multipart
QueueFull            too much of this user is waiting already
ServerFull           too much is waiting in all
StorageFull          the disk is nearly full
StorageAway          the bucket of pictures does not answer
NoSuchReading        no reading of that id is this user's
NoPicture            the picture was not kept, or not so many pages
WrongFormat          no such format, or a pattern that is none
NothingToExplain     no such glyph, or its crop was not kept
"""

from __future__ import annotations

from server.errors import BadRequest, NotFound, PayloadTooLarge, ServerError, TooManyRequests, Unavailable
from server.readings.schemas import Problem
from vision import VisionError


class NotMultipart(BadRequest):
    """Raised before the body is read."""

    code = "upload.not_multipart"
    status = 415
    sentence = "Files are sent as multipart/form-data."
    hint = "Send each file as a part named `files`."


class NothingSent(BadRequest):
    """Raised when the body has ended without a file or ink."""

    code = "upload.nothing"
    sentence = "There was no file in the upload."
    hint = "Send each file as a part named `files`, or strokes as a part named `ink`."


class WrongFormat(BadRequest):
    """Raised before anything is looked up."""

    code = "format.unknown"
    sentence = "There is no such format."
    hint = "GET /api/formats lists them."


class BrokenUpload(BadRequest):
    """Raised when the body ends in the middle of a part or is no multipart after all."""

    code = "upload.broken"
    sentence = "The upload broke off."
    hint = "Send it again."


class TooManyFiles(PayloadTooLarge):
    """The files before it are taken."""

    code = "upload.too_many_files"
    sentence = "These are too many files at once."
    hint = "Send the rest in another upload."


class FileTooLarge(PayloadTooLarge):
    """The rest of the file is skipped; the others are taken."""

    code = "source.too_many_bytes"
    sentence = "The file is too large."
    hint = "Save it at a lower quality or split it."


class UploadTooLarge(PayloadTooLarge):
    """Nothing of the upload is kept."""

    code = "upload.too_large"
    sentence = "The upload is too large."
    hint = "Send the files in several uploads."


class QueueFull(TooManyRequests):
    """Raised before the body is read where that can be told, else when it is; nothing of it is kept."""

    code = "upload.queue_full"
    sentence = "Too many of your files are waiting to be read already."
    hint = "Wait until some of them are done."


class ServerFull(Unavailable):
    """Likewise, for everybody."""

    code = "upload.server_full"
    sentence = "Too many files are waiting to be read on this server."
    hint = "Wait until some of them are done."


class StorageFull(Unavailable):
    """Raised before or while files are written."""

    code = "upload.storage_full"
    status = 507
    sentence = "There is no room for the file on the server."
    hint = "Tell whoever runs the server that its disk is nearly full."


class StorageAway(Unavailable, ConnectionError):
    """Raised by a storage elsewhere; a ConnectionError too, for those who wait and try again."""

    code = "upload.storage_away"
    sentence = "The place where pictures are kept does not answer."
    hint = "Try again in a moment; if it stays, tell whoever runs the server."

    def __init__(self) -> None:
        super().__init__(retry_after_s=5)


class NoSuchReading(NotFound):
    """Also raised for somebody else's."""

    code = "reading.not_found"
    sentence = "There is no such reading."
    hint = "It may have been deleted."


class NoPicture(NotFound):
    """Raised for pages outside the document too."""

    code = "reading.no_picture"
    sentence = "There is no picture of this page."
    hint = "It was not kept, or its time was over. What was read is still there."


class NothingToExplain(NotFound):
    """Raised when the crop that the network saw is not there."""

    code = "reading.nothing_to_explain"
    sentence = "This glyph cannot be explained any more."
    hint = "Its picture was not kept. Upload the file again."


def problem(error: VisionError | ServerError) -> Problem:
    """The error as it is told, in every answer that can hold more than one."""
    return Problem(code=error.code, message=str(error), hint=error.hint)
