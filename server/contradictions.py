"""Settings that are each allowed and do not go together: told at the start, all at once, not when it is too late.

What makes a server unsafe or a limit unreachable is refused; what is merely unusual is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.settings import Settings

POINT_BYTES = 80
"""A pen's point as a page writes it: three coordinates with all their decimals, a pressure, commas and brackets."""

HOURS_A_DAY = 24


def contradictions(settings: Settings) -> list[str]:
    """A sentence for each, with the variables to change; empty when all is well."""
    return [*_address(settings), *_mail(settings), *_sizes(settings), *_attempts(settings)]


def _address(settings: Settings) -> Iterator[str]:
    encrypted = settings.https != "off"
    if settings.public_url.startswith("https://") and not encrypted and not settings.trusted_proxies:
        yield (
            "NUMERAL_PUBLIC_URL is https while NUMERAL_HTTPS is off: name the proxy that does the encryption in "
            "NUMERAL_TRUSTED_PROXIES, or everybody counts as one client"
        )
    if settings.public_url.startswith("http://") and encrypted:
        yield "NUMERAL_PUBLIC_URL is http, where nothing answers while NUMERAL_HTTPS is on: make it https"
    if settings.remember_days * HOURS_A_DAY < settings.session_hours:
        yield "NUMERAL_REMEMBER_DAYS is shorter than NUMERAL_SESSION_HOURS: who is remembered would be signed out first"


def _mail(settings: Settings) -> Iterator[str]:
    if settings.smtp_password.get_secret_value() and not settings.smtp_user:
        yield "NUMERAL_SMTP_PASSWORD needs NUMERAL_SMTP_USER, whose password it is"
    if settings.smtp_user and not settings.smtp_password.get_secret_value():
        yield "NUMERAL_SMTP_USER needs NUMERAL_SMTP_PASSWORD, to sign in with"
    if not settings.smtp_host and (settings.smtp_user or settings.smtp_from):
        name = "NUMERAL_SMTP_USER" if settings.smtp_user else "NUMERAL_SMTP_FROM"
        yield f"{name} needs NUMERAL_SMTP_HOST: without it no mail is sent"


def _sizes(settings: Settings) -> Iterator[str]:
    if settings.max_frame_bytes > settings.max_upload_bytes:
        yield (
            "NUMERAL_MAX_FRAME_BYTES must be at most NUMERAL_MAX_UPLOAD_BYTES, which bounds every picture: "
            "larger frames would be taken and never read"
        )
    if settings.max_message_bytes < POINT_BYTES * settings.max_points:
        yield (
            f"NUMERAL_MAX_MESSAGE_BYTES must be at least {POINT_BYTES} times NUMERAL_MAX_POINTS "
            f"({POINT_BYTES * settings.max_points}), or a page's ink is refused"
        )
    if settings.max_files > settings.max_waiting_of_one:
        yield "NUMERAL_MAX_WAITING_OF_ONE must be at least NUMERAL_MAX_FILES, or so many files are never taken"


def _attempts(settings: Settings) -> Iterator[str]:
    for name in ("attempts_account", "attempts_address"):
        if settings.attempts_here > getattr(settings, name):
            yield f"NUMERAL_{name.upper()} must be at least NUMERAL_ATTEMPTS_HERE, which is never reached otherwise"
