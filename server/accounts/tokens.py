"""Secrets that are handed out once and kept as hashes: session ids and password links."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, safe in cookies and addresses."""
    return secrets.token_urlsafe(32)


def new_public_id() -> str:
    """128 random bits that name a thing in addresses without telling how many there are. Not a secret."""
    return secrets.token_urlsafe(16)


def hash_token(token: str) -> str:
    """What the database holds. A plain hash is enough: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
