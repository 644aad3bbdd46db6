"""Holding a number up: the fake camera plays a film of a hand-held sheet."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Playwright, Route, WebSocket, expect

from tests.browser.conftest import CHROMIUM, FLAGS, HELD_UP
from tests.browser.film import write_film
from tests.browser.person import Person
from tests.browser.slow_line import line_to

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


def test_the_page_sends_a_frame_only_with_credit_for_it(person: Person) -> None:
    """Never more than the server allowed since the last `camera.start`."""
    sent = allowed = answered = 0
    overdrawn: list[tuple[int, int]] = []

    def goes(payload: str | bytes) -> None:
        nonlocal sent, allowed
        if isinstance(payload, bytes):
            sent += 1
            if sent > allowed:
                overdrawn.append((sent, allowed))
        elif json.loads(payload)["type"] == "camera.start":
            assert json.loads(payload)["credit"] is True
            sent, allowed = 0, 1

    def comes(payload: str | bytes) -> None:
        nonlocal allowed, answered
        message = json.loads(payload)
        if message["type"] == "camera.credit":
            allowed = message["frames"]
        answered += message["type"] == "camera.reading"

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", goes)
        socket.on("framereceived", comes)

    person.page.on("websocket", watch)
    start_the_camera(person.page)
    expect(person.page.locator("#found")).to_contain_text(HELD_UP, timeout=20_000)
    while answered < 30:
        person.page.wait_for_timeout(20)
    assert sent >= 30
    assert overdrawn == []


def five_times_as_patient(route: Route) -> None:
    """Serves the page's rules for slow and quick with five times their milliseconds."""
    response = route.fetch()
    text, changed = re.subn(r"(const (?:SLOW|QUICK)_MS = )(\d+)", lambda m: f"{m[1]}{5 * int(m[2])}", response.text())
    assert changed == 2
    route.fulfill(response=response, body=text)


def test_a_slow_line_gets_small_pictures_and_a_good_one_large_ones_again(
    playwright: Playwright, address: str, pictures: Path
) -> None:
    """The person sees it, and numbers are found all the same.

    What counts as slow and as quick is five times what the page ships with, and the line is slower to match: browser
    and server share the machine here, and the line is to decide, not how busy the machine is.
    """
    server = urlsplit(address)
    film = write_film(pictures / "large.y4m", HELD_UP, enlarged=2)
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    try:
        with line_to(server.hostname or "", server.port or 0) as line:
            page = browser.new_page(base_url=line.address)
            page.route("**/camera-quality.js", five_times_as_patient)
            Person.sign_up(page)
            line.bytes_per_s = 12_000
            page.goto("/camera")  # where the camera was allowed for good it starts by itself, as here
            size = page.locator("#sent-size")
            expect(size).to_have_text("640 px", timeout=60_000)
            expect(page.locator("#found")).to_contain_text(HELD_UP, timeout=60_000)
            line.bytes_per_s = None
            expect(size).to_have_text("960 px", timeout=60_000)
    finally:
        browser.close()


def test_a_number_held_at_an_angle_locks_and_its_marks_lean_with_it(
    playwright: Playwright, address: str, pictures: Path
) -> None:
    """Nobody holds a sheet quite level; marks across the digits would tell nothing."""
    film = write_film(pictures / "leaning.y4m", HELD_UP, turned=16)
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    try:
        page = browser.new_page(base_url=address)
        Person.sign_up(page)
        page.goto("/camera")
        expect(page.locator("#found")).to_contain_text(HELD_UP, timeout=30_000)
        leaning = re.compile(r"rotate\(1[3-9]")
        expect(page.locator(".track--locked").first).to_have_attribute("transform", leaning, timeout=15_000)
        expect(page.locator("#stage .mark").first).to_have_attribute("transform", leaning)
    finally:
        browser.close()


def test_an_old_result_is_seen_to_be_old(person: Person) -> None:
    """Without a network the age grows, and the marks fade; they do not pass for what the camera sees now."""
    start_the_camera(person.page)
    expect(person.page.locator("#stage[data-stale]")).to_have_count(0)
    person.page.evaluate("WebSocket.prototype.send = () => {}")  # the line is there and nothing comes through
    expect(person.page.locator("#stage[data-stale]")).to_have_count(1)
    expect(person.page.locator("#latency")).to_contain_text(re.compile(r"\d\.\d s"))


def test_found_numbers_are_looked_at_under_a_format(person: Person) -> None:
    """The number as it was seen, and below it as the format writes it."""
    page = person.page
    start_the_camera(page)
    page.locator("#format").select_option(label="Length or pattern …")
    page.locator("#own-format").fill("pattern:" + "d" * (len(HELD_UP) - 2) + ".dd")
    page.locator("#own-format").press("Enter")
    expect(page.locator("#found .found__number").first).to_have_text(HELD_UP, timeout=20_000)
    expect(page.locator("#found .formatted__text").first).to_have_text(f"{HELD_UP[:-2]}.{HELD_UP[-2:]}")
