"""Holding a number up: the fake camera plays a film of a hand-held sheet."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HELD_UP
from tests.browser.person import Person

pytestmark = pytest.mark.browser


def start_the_camera(page: Page) -> None:
    page.goto("/camera")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator("#latency")).to_contain_text(re.compile(r"\d"), timeout=15_000)


def test_a_held_up_number_is_read_and_locks(person: Person) -> None:
    """Several pictures agree, the number goes into the list, with a button to copy it."""
    start_the_camera(person.page)
    expect(person.page.locator("#found")).to_contain_text(HELD_UP, timeout=20_000)


def test_the_page_shows_how_old_and_how_many_its_readings_are(person: Person) -> None:
    """Glass to glass in milliseconds, and readings a second."""
    start_the_camera(person.page)
    expect(person.page.locator("#latency")).to_contain_text(re.compile(r"\d+\s*ms"))
    expect(person.page.locator("#rate")).to_contain_text(re.compile(r"\d"))


def test_freeze_and_save_keeps_the_picture(person: Person) -> None:
    """The still goes through the same road as an upload and is found in the history."""
    page = person.page
    start_the_camera(page)
    expect(page.locator("#found")).to_contain_text(HELD_UP, timeout=20_000)
    page.get_by_role("button", name="Freeze").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("saved", re.I)).first).to_be_visible()
    page.goto("/history")
    expect(page.get_by_text(HELD_UP).first).to_be_visible(timeout=15_000)


def test_leaving_the_page_turns_the_camera_off(person: Person) -> None:
    """No light stays on: the track ends before the next page is there."""
    page = person.page
    start_the_camera(page)
    page.evaluate("window.kept = document.querySelector('video').srcObject.getTracks()[0]")
    assert page.evaluate("window.kept.readyState") == "live"
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    page.wait_for_function("window.kept.readyState === 'ended'")


def test_a_refused_camera_is_explained_and_upload_offered(person: Person) -> None:
    """In plain words, with a way on."""
    page = person.page
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    page.goto("/camera")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator("#trouble-title")).to_be_visible()
    expect(page.get_by_role("link", name="Upload a picture").last).to_be_visible()
