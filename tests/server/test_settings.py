"""Settings: read from the environment, complained about clearly, and held to each other."""

from __future__ import annotations

from typing import Any

import pytest

from server.settings import Settings
from server.settings_io import SettingsError, load


def test_every_setting_is_explained_in_a_sentence() -> None:
    """A name alone does not say what happens."""
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """One variable for each setting; what a command is given goes before it."""
    monkeypatch.setenv("NUMERAL_PORT", "9000")
    monkeypatch.setenv("NUMERAL_KEEP_IMAGES", "no")
    monkeypatch.setenv("NUMERAL_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    settings = load(port=None)
    assert (settings.port, settings.keep_images) == (9000, False)
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    assert load(port=9001).port == 9001


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("PORT", "99999", "less than or equal to 65535"),
        ("PORT", "http", "valid integer"),
        ("REGISTRATION", "maybe", "'open' or 'closed'"),
        ("HTTPS", "yes", "off, self-signed, or two paths"),
        ("HTTPS", "no-cert.pem,no-key.pem", "there is no file no-cert.pem"),
        ("PUBLIC_URL", "numeral.example", "must look like https://numeral.example"),
        ("PUBLIC_URL", "https://numeral.example/path", "without a path"),
        ("DATABASE_URL", "mysql://x", "must begin with one of sqlite+aiosqlite://"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy", "'proxy' does not appear to be an IPv4 or IPv6 network"),
        ("SESSION_HOURS", "0", "greater than 0"),
        ("LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_a_wrong_value_is_told_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, complaint: str
) -> None:
    """Which one, and what it may be."""
    monkeypatch.setenv(f"NUMERAL_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load()
    assert str(refused.value).startswith(f"NUMERAL_{name}: ")
    assert complaint in str(refused.value)


def test_all_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody should start the server three times to find three slips."""
    for name in ("PORT", "MAX_FILES", "LOG_LEVEL"):
        monkeypatch.setenv(f"NUMERAL_{name}", "x")
    with pytest.raises(SettingsError) as refused:
        load()
    assert len(str(refused.value).splitlines()) == 3


def test_a_mistyped_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """`NUMERAL_REGISTRATON=closed` must not leave the door open in silence; test variables are not the server's."""
    monkeypatch.setenv("NUMERAL_TEST_SOMETHING", "1")
    assert load().registration == "open"
    monkeypatch.setenv("NUMERAL_REGISTRATON", "closed")
    with pytest.raises(SettingsError, match="did you mean NUMERAL_REGISTRATION"):
        load()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"smtp_host": "mail.example"}, "needs NUMERAL_PUBLIC_URL"),
        ({"smtp_host": "mail.example", "public_url": "https://n.example"}, "needs NUMERAL_SMTP_FROM"),
        ({"smtp_from": "numeral@example.org"}, "NUMERAL_SMTP_FROM needs NUMERAL_SMTP_HOST"),
        ({"smtp_user": "numeral", "smtp_password": "x"}, "NUMERAL_SMTP_USER needs NUMERAL_SMTP_HOST"),
        ({"smtp_user": "numeral"}, "NUMERAL_SMTP_USER needs NUMERAL_SMTP_PASSWORD"),
        ({"smtp_password": "x"}, "NUMERAL_SMTP_PASSWORD needs NUMERAL_SMTP_USER"),
        ({"public_url": "https://n.example"}, "NUMERAL_TRUSTED_PROXIES"),
        ({"public_url": "http://n.example", "https": "self-signed"}, "NUMERAL_PUBLIC_URL is http"),
        ({"session_hours": 48, "remember_days": 1}, "NUMERAL_REMEMBER_DAYS is shorter"),
        ({"max_upload_bytes": 100_000}, "NUMERAL_MAX_FRAME_BYTES must be at most NUMERAL_MAX_UPLOAD_BYTES"),
        ({"max_points": 5000}, r"NUMERAL_MAX_MESSAGE_BYTES must be at least .*400000"),
        ({"max_files": 20, "max_waiting_of_one": 10}, "NUMERAL_MAX_WAITING_OF_ONE must be at least NUMERAL_MAX_FILES"),
        ({"attempts_here": 60}, "NUMERAL_ATTEMPTS_ADDRESS must be at least NUMERAL_ATTEMPTS_HERE"),
        ({"attempts_here": 9, "attempts_account": 8}, "NUMERAL_ATTEMPTS_ACCOUNT must be at least"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(given: dict[str, Any], complaint: str) -> None:
    """At start, not when the first mail is due."""
    with pytest.raises(SettingsError, match=complaint):
        load(**given)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"public_url": "https://n.example", "trusted_proxies": "10.0.0.1"},
        {"public_url": "https://n.example", "https": "self-signed"},
        {"public_url": "http://n.example"},
        {"keep_images": False, "retention_days": 0},
    ],
)
def test_settings_that_go_together_are_taken(given: dict[str, Any]) -> None:
    """The defaults, a proxy that encrypts, a plain network of one's own."""
    assert load(**given)


def test_all_contradictions_are_told_at_once() -> None:
    """As wrong values are."""
    with pytest.raises(SettingsError) as refused:
        load(smtp_from="numeral@example.org", attempts_here=60, max_points=5000)
    assert len(str(refused.value).splitlines()) == 3


def test_over_http_only_this_machine_is_served_by_default() -> None:
    """Passwords do not cross a network in the clear unless someone says so."""
    assert Settings().listen_host == "127.0.0.1"
    assert Settings(https="self-signed").listen_host == "0.0.0.0"
    assert Settings(host="192.0.2.7").listen_host == "192.0.2.7"


def test_a_password_does_not_show() -> None:
    """Neither when settings are printed, nor in a complaint about them."""
    given = {"smtp_password": "hidden", "smtp_host": "mail.example"}
    assert "hidden" not in repr(Settings.model_validate({"smtp_password": "hidden"}))
    with pytest.raises(SettingsError) as refused:
        load(**given)
    assert "hidden" not in str(refused.value)
