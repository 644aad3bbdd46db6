"""What can be wrong with a comparison.

VersusError               the base
├── NotInstalled          a server's packages are not there
├── DidNotStart           a server ended or stayed silent
├── BadAnswer             an answer was none
├── TooFewRight           a server reads wrongly
└── NothingToCompare      Numeral or all the others are missing
"""

from __future__ import annotations


class VersusError(Exception):
    """The base: `str()` says what happened, `hint` what to do next, `word` stands in the table."""

    code = "versus.failed"
    word = "failed"
    hint = "Run it again; the sentence says what was wrong."

    def to_json(self) -> dict[str, str]:
        """As the file holds it."""
        return {"code": self.code, "message": str(self), "hint": self.hint}


class NotInstalled(VersusError):
    """Raised before a server is started, when its packages cannot be found."""

    code = "versus.not_installed"
    word = "not installed"
    hint = "Install the other servers: make bench-versus does it, or pip install 'numeral[servers]'."


class DidNotStart(VersusError):
    """Raised when a server's process ended, or did not answer within its time."""

    code = "versus.did_not_start"
    hint = "Start its module by hand with --port 8000 and read what it says."


class BadAnswer(VersusError):
    """Raised when a request was answered with an error, or with something that cannot be read."""

    code = "versus.bad_answer"
    hint = "Fewer clients may help; else start the server by hand and read what it logs."


class TooFewRight(VersusError):
    """Raised when less than nine of ten answers were the digit that was sent: its speed says nothing."""

    code = "versus.too_few_right"
    hint = "Look at what it answers: its picture may be inverted or cropped in another way."


class NothingToCompare(VersusError):
    """Raised when Numeral and another server were not both measured."""

    code = "versus.nothing_to_compare"
    hint = NotInstalled.hint
