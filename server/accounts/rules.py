"""What a user name, an e-mail address and a password may be; each rule answers with a sentence or nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from server.accounts.models import EMAIL_LENGTH, NAME_LENGTH
from server.accounts.passwords import normalise
from server.errors import InvalidForm

MIN_NAME = 2
MIN_PASSWORD = 8
MAX_PASSWORD = 256

_NAME = re.compile(r"[^\W_](?:[\w.-]*\w)?")
_EMAIL = re.compile(r"[^\s@<>\",;:()\[\]\\]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")


def clean_name(name: str) -> str:
    """The name as it is kept: one form of each letter, no spaces around it."""
    return unicodedata.normalize("NFKC", name).strip()


def clean_email(email: str) -> str:
    """The address as it is kept."""
    return unicodedata.normalize("NFC", email).strip()


def key(text: str) -> str:
    """What must be unique: the same for `Ada`, `ADA` and their full-width twins."""
    for _ in range(2):  # folding can make letters that have another normal form (Unicode, D146)
        text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text).strip()


def check_new_account(name: str, email: str, password: str, confirmation: str) -> None:
    """Raises InvalidForm with a sentence for each field that needs another value."""
    problems = {
        "username": name_problem(clean_name(name)),
        "email": email_problem(clean_email(email)),
        "password": password_problem(password, name, email),
        "confirmation": confirmation_problem(password, confirmation),
    }
    raise_for(problems)


def check_new_password(name: str, email: str, password: str, confirmation: str) -> None:
    """Raises InvalidForm when `password` is not one that this person may take."""
    problems = {
        "password": password_problem(password, name, email),
        "confirmation": confirmation_problem(password, confirmation),
    }
    raise_for(problems)


def raise_for(problems: dict[str, str]) -> None:
    """Raises InvalidForm with those fields that have a problem, if any has."""
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise InvalidForm(found)


def name_problem(name: str) -> str:
    """`name` is clean. Letters of all scripts are letters."""
    if not name:
        return "Choose a user name."
    if not MIN_NAME <= len(name) <= NAME_LENGTH:
        return f"A user name has {MIN_NAME} to {NAME_LENGTH} characters."
    if not _NAME.fullmatch(name):
        return "Use letters, digits, and . _ - between them."
    return ""


def email_problem(email: str) -> str:
    """`email` is clean. Only what no mail server would take is refused."""
    if not email:
        return "Enter your e-mail address."
    if len(email) > EMAIL_LENGTH or not _EMAIL.fullmatch(email):
        return "Enter an e-mail address like name@example.org."
    return ""


def password_problem(password: str, name: str, email: str) -> str:
    """Length and common sense, as NIST SP 800-63B has it: no rules about kinds of characters."""
    if not password:
        return "Choose a password."
    if len(password) < MIN_PASSWORD:
        return f"Use at least {MIN_PASSWORD} characters."
    if len(password) > MAX_PASSWORD:
        return f"Use at most {MAX_PASSWORD} characters."
    folded = key(normalise(password))
    if folded in (key(name), key(email), key(email).partition("@")[0]):
        return "This is your name. Choose something that others do not know."
    if folded in common_passwords() or len(set(folded)) < 3:
        return "This is one of the first passwords that anyone would try. Choose another."
    return ""


def confirmation_problem(password: str, confirmation: str) -> str:
    """Whether the second typing differs from the first."""
    return "" if normalise(password) == normalise(confirmation) else "The two passwords differ."


@cache
def common_passwords() -> frozenset[str]:
    """The commonest passwords of at least eight characters, in lower case."""
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
