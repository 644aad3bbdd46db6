"""A real browser against a real server: Chromium with a fake camera, one browser for all tests."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.film import write_film
from tests.browser.person import Person
from tests.serving import served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
REQUIRED = os.environ.get("NUMERAL_TEST_REQUIRE_BROWSER") == "1"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
HELD_UP = "70412"
"""The number that the fake camera sees."""


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, in a process of its own, as `make serve` starts it."""
    command = [sys.executable, "-m", "server", "--port", "0", "--data-dir", str(tmp_path_factory.mktemp("data"))]
    with served(command, environment={**os.environ, "PYTHONUNBUFFERED": "1"}) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if not CHROMIUM:
        assert not REQUIRED, "Chromium is missing, and these tests may not be left out here"
        pytest.skip("Chromium is not installed")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium; its camera plays a film of a hand-held sheet with `HELD_UP` on it."""
    film = write_film(tmp_path_factory.mktemp("film") / "camera.y4m", HELD_UP)
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    yield started
    started.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh profile: no cookies, a laptop's window."""
    opened = browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab that fails the test when a script of ours throws or breaks the page's security policy."""
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda message: troubles.append(message.text) if "Security Policy" in message.text else None)
    yield opened
    assert troubles == []


@pytest.fixture
def person(page: Page) -> Person:
    """Somebody new, with an account and signed in."""
    return Person.sign_up(page)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files that a person uploads."""
    return tmp_path_factory.mktemp("pictures")
