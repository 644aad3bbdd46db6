"""Signing up, in and out, as a person does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import PASSWORD, Person

pytestmark = pytest.mark.browser


def test_the_sign_in_page_is_shown(page: Page) -> None:
    """Who is not signed in and wants to draw is asked to sign in, and told how to get an account."""
    page.goto("/draw")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("link", name="Create")).to_be_visible()


def test_signing_up_leads_straight_to_the_product(page: Page) -> None:
    """No second form after the first."""
    Person.sign_up(page)
    expect(page.get_by_role("link", name="Draw").first).to_be_visible()


def test_signing_in_goes_where_the_person_wanted_to_go(person: Person) -> None:
    """After signing out, a page that needs a session leads through sign-in and back to it."""
    page = person.page
    page.goto("about:blank")  # or the page itself, told that its session ended, would go elsewhere meanwhile
    page.context.clear_cookies()
    page.goto("/history")
    page.get_by_label("Username or e-mail").fill(person.name)
    page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/history$"))


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(person: Person) -> None:
    """The page stays, the name is kept, and the sentence is the same as for an unknown name."""
    page = person.page
    page.goto("about:blank")  # or the page itself, told that its session ended, would go elsewhere meanwhile
    page.context.clear_cookies()
    person.sign_in("not the password")
    told = page.get_by_role("alert").first
    expect(told).to_be_visible()
    sentence = told.inner_text()
    Person(page, "nobody-at-all").sign_in("not the password")
    expect(page.get_by_role("alert").first).to_have_text(sentence)


def test_home_leads_to_all_three_ways_of_reading(person: Person) -> None:
    """Draw, Camera and Upload are one click away."""
    page = person.page
    for name, path in (("Draw", "/draw"), ("Camera", "/camera"), ("Upload", "/upload")):
        page.goto("/")
        page.get_by_role("link", name=name).first.click()
        expect(page).to_have_url(re.compile(path + "$"))


def test_signing_out_closes_the_live_connection_of_another_tab(person: Person) -> None:
    """Within a second the other tab's socket is closed, and it says so by leading to sign-in."""
    drawing = person.page
    drawing.goto("/draw")
    other = drawing.context.new_page()
    other.goto("/account")
    with drawing.expect_navigation(url=re.compile("/sign-in"), timeout=5_000):
        other.get_by_role("button", name="Sign out", exact=True).first.click()
