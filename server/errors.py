"""Expected trouble at the HTTP and socket doors, each with a stable code, a status and a hint.

    ServerError
    ├── BadRequest             what came in cannot be understood
    ├── SessionRequired        nobody is signed in
    ├── CrossSite              an unsafe request that another site started
    ├── NotFound               no such page, reading or session (or it is someone else's)
    ├── MethodNotAllowed       the address is right, the method is not
    ├── PayloadTooLarge        the body is over this route's limit
    ├── InvalidForm            a form with fields to correct
    │   └── SignInFailed       no such account, wrong password or disabled: which of them is not told
    ├── TooManyRequests        over a limit; Retry-After says when to come back
    ├── Unavailable            the server cannot do it now: database gone, queues full
    └── Unexpected             a bug: logged with its traceback, told without it

`code` is on the wire: never renamed, never reused. `body()` is the one shape of every error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ServerError(Exception):
    """The base of every expected error in `server`: what happened as a sentence, and what to do next."""

    code = "server.error"
    status = 400
    sentence = "That did not work."
    hint = "Try again."

    def __init__(self, message: str | None = None, *, retry_after_s: float | None = None) -> None:
        super().__init__(message or self.sentence)
        self.retry_after_s = retry_after_s

    @property
    def message(self) -> str:
        """What happened, as a sentence."""
        return str(self)


class BadRequest(ServerError):
    """Raised where a body, query or header is parsed."""

    code = "request.bad"
    sentence = "The request could not be understood."
    hint = "Compare it with /api/openapi.json."


class SessionRequired(ServerError):
    """Raised before any work is done for a request without a living session."""

    code = "session.required"
    status = 401
    sentence = "Nobody is signed in."
    hint = "Sign in first."


class CrossSite(ServerError):
    """Raised before the body of an unsafe request is read."""

    code = "request.cross_site"
    status = 403
    sentence = "This request came from another site."
    hint = "Open Numeral in a tab of its own and do it there."


class NotFound(ServerError):
    """Also raised for what belongs to someone else: its existence is not told."""

    code = "request.not_found"
    status = 404
    sentence = "There is nothing at this address."
    hint = "It may have been deleted, or the address has a slip in it."


class MethodNotAllowed(ServerError):
    """Raised by the router."""

    code = "request.method"
    status = 405
    sentence = "This address cannot be used in this way."
    hint = "Compare the request with /api/openapi.json."


class PayloadTooLarge(ServerError):
    """Raised as soon as the limit is passed, before the rest of the body is read."""

    code = "request.too_large"
    status = 413
    sentence = "That is more than this address takes."
    hint = "Send less at once."


class InvalidForm(ServerError):
    """Raised with one sentence for each field that needs correcting; the field "" is the form as a whole."""

    code = "form.invalid"
    status = 422
    sentence = "Some fields need another value."
    hint = "Correct the marked fields and send it again."

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class SignInFailed(InvalidForm):
    """The one answer for every failed sign-in, with the same work done before it."""

    code = "session.sign_in_failed"
    status = 401

    def __init__(self) -> None:
        super().__init__({"": "That name and password do not go together. Check both and try again."})


class TooManyRequests(ServerError):
    """Raised before the work is done; carries the seconds until it makes sense to come back."""

    code = "request.too_many"
    status = 429
    sentence = "That was too often."
    hint = "Wait a little and try again."


class Unavailable(ServerError):
    """Raised when the machine is at its limit or something that it needs is gone."""

    code = "server.unavailable"
    status = 503
    sentence = "The server cannot do this right now."
    hint = "Try again in a moment."


class Unexpected(ServerError):
    """What a person sees of a bug."""

    code = "server.error"
    status = 500
    sentence = "Something went wrong on the server."
    hint = "Try again; if it stays, tell whoever runs it the number of the request."


def body(code: str, message: str, hint: str) -> dict[str, Any]:
    """The JSON shape of every error, on every door."""
    return {"error": {"code": code, "message": message, "hint": hint}}
