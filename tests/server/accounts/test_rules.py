"""What names, addresses and passwords may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.accounts import rules
from server.accounts.models import EMAIL_LENGTH, NAME_LENGTH
from server.errors import InvalidForm


@pytest.mark.parametrize("name", ["ada", "Ada_L", "j.r.r", "o-k", "Ада", "李小龍", "x2", "José"])
def test_names_of_all_scripts_are_names(name: str) -> None:
    """People write themselves as they do."""
    assert rules.name_problem(rules.clean_name(name)) == ""


@pytest.mark.parametrize("name", ["", "a", "a b", "ada@home", ".ada", "ada.", "-ada", "a\u200bb", "a" * 33, "<b>x</b>"])
def test_names_that_would_confuse_are_refused(name: str) -> None:
    """Nothing invisible, nothing that looks like an address or like HTML."""
    assert rules.name_problem(rules.clean_name(name))


@pytest.mark.parametrize(
    "email", ["ada@example.org", "a.b+c@mail.example.co.uk", "ö@exämple.org", "o'neil@example.org"]
)
def test_addresses_that_mail_reaches_are_taken(email: str) -> None:
    """Plus signs, other scripts and apostrophes are in use."""
    assert rules.email_problem(rules.clean_email(email)) == ""


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "@example.org", "ada@home", "a b@example.org", "a@b@c.org", "a@.org", "a@example.o"]
)
def test_addresses_with_a_slip_are_refused(email: str) -> None:
    """Before a link is mailed to nowhere. The line break would add headers to a mail."""
    assert rules.email_problem(rules.clean_email(email))
    assert rules.email_problem(rules.clean_email(f"ada@example.org\r\nBcc: {email}"))


@pytest.mark.parametrize(
    "password",
    ["", "short", "1234567", "Password123", "12345678", "aaaaaaaaaaaa", "ada.lovelace", "ADA@example.org", "x" * 257],
)
def test_passwords_that_are_guessed_first_are_refused(password: str) -> None:
    """Too short, too long, too common, or the name itself."""
    assert rules.password_problem(password, "ada.lovelace", "ada@example.org")


@pytest.mark.parametrize(
    "password", ["correct horse", "tr0ub4dor", "пароль мой", "only lower case letters", "x y" * 85]
)
def test_passwords_need_no_mixture_of_kinds(password: str) -> None:
    """Length protects; rules about kinds make people write them down (NIST SP 800-63B)."""
    assert rules.password_problem(password, "ada", "ada@example.org") == ""


def test_the_list_of_common_passwords_is_of_use() -> None:
    """Each entry is long enough to matter and in the form in which passwords are looked up."""
    common = rules.common_passwords()
    assert len(common) > 500
    for password in common:
        assert len(password) >= rules.MIN_PASSWORD
        assert rules.key(password) == password


def test_all_problems_are_told_at_once() -> None:
    """Nobody should correct a form four times."""
    with pytest.raises(InvalidForm) as refused:
        rules.check_new_account("", "x", "short", "shorter")
    assert set(refused.value.problems) == {"username", "email", "password", "confirmation"}


@given(st.text(max_size=60))
def test_a_key_is_its_own_key_and_fits_its_column(text: str) -> None:
    """What is unique stays unique when it is looked up again."""
    key = rules.key(text)
    assert rules.key(key) == key
    if not rules.name_problem(rules.clean_name(text)):
        assert len(key) <= NAME_LENGTH * 3


@given(st.text(max_size=300))
def test_no_text_breaks_the_rules(text: str) -> None:
    """Whatever is typed gets a sentence or passes, and what passes can be kept."""
    name, email = rules.clean_name(text), rules.clean_email(text)
    if not rules.name_problem(name):
        assert len(name) <= NAME_LENGTH
        assert "@" not in name
    if not rules.email_problem(email):
        assert len(email) <= EMAIL_LENGTH
        assert not any(character.isspace() for character in email)
    rules.password_problem(text, text, text)
