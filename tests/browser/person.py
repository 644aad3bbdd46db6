"""What a person does in the pages, in the words of a person."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from playwright.sync_api import Page, expect

PASSWORD = "a quiet harbour at noon"  # noqa: S105 - of accounts that live for one test
_numbers = itertools.count(1)

STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "1": [[(0.5, 0.0), (0.5, 0.5), (0.5, 1.0)]],
    "7": [[(0.1, 0.05), (0.5, 0.03), (0.9, 0.05), (0.7, 0.4), (0.5, 0.7), (0.38, 1.0)]],
    "4": [[(0.55, 0.0), (0.3, 0.35), (0.08, 0.65), (0.5, 0.64), (0.95, 0.63)], [(0.68, 0.3), (0.66, 0.7), (0.65, 1.0)]],
    "3": [
        [
            (0.15, 0.1),
            (0.5, 0.0),
            (0.8, 0.15),
            (0.75, 0.35),
            (0.45, 0.48),
            (0.8, 0.6),
            (0.85, 0.8),
            (0.5, 1.0),
            (0.1, 0.9),
        ]
    ],
    "2": [[(0.15, 0.2), (0.4, 0.0), (0.75, 0.1), (0.8, 0.35), (0.5, 0.65), (0.1, 0.98), (0.5, 0.97), (0.95, 0.98)]],
}
"""Digits as strokes in a unit square, drawn by us for these tests."""


@dataclass
class Person:
    """Somebody at the page."""

    page: Page
    name: str

    @classmethod
    def sign_up(cls, page: Page) -> Person:
        """Make an account by the form and be signed in by it."""
        name = f"person{next(_numbers)}"
        page.goto("/sign-up")
        page.get_by_label("Username").fill(name)
        page.get_by_label("E-mail").fill(f"{name}@example.org")
        page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
        page.get_by_role("textbox", name="Password again").fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        expect(page).not_to_have_url("/sign-up")
        return cls(page, name)

    def sign_in(self, password: str = PASSWORD) -> None:
        """By the form, wherever the page sent them to."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Username or e-mail").fill(self.name)
        self.page.get_by_role("textbox", name="Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def draw(self, number: str, *, at: tuple[float, float] = (0.12, 0.2), height: float = 0.3) -> None:
        """Draw digits with the mouse on the canvas, from left to right; places are shares of the canvas."""
        box = self.page.locator("numeral-pad canvas").first.bounding_box()
        assert box is not None
        size = height * box["height"]
        for place, digit in enumerate(number):
            left = box["x"] + at[0] * box["width"] + place * 0.85 * size
            top = box["y"] + at[1] * box["height"]
            for stroke in STROKES[digit]:
                self._stroke([(left + 0.6 * size * x, top + size * y) for x, y in stroke])

    def _stroke(self, points: list[tuple[float, float]]) -> None:
        mouse = self.page.mouse
        mouse.move(*points[0])
        mouse.down()
        for x, y in points[1:]:
            mouse.move(x, y, steps=4)
        mouse.up()
