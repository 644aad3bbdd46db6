"""What can be wrong with a run of the bench.

BenchFailed       the base
├── NoServer      nothing answers there, or it did not start
└── NotSignedIn   the account was refused
"""

from __future__ import annotations


class BenchFailed(Exception):
    """The base: the sentence is for the person who started the bench."""


class NoServer(BenchFailed):
    """Raised when nothing answers at the address, or the server did not start."""


class NotSignedIn(BenchFailed):
    """Raised when the account or the address was not accepted."""
