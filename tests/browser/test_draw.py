"""Drawing: digits come back while the pen moves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def drawer(person: Person) -> Person:
    person.page.goto("/draw")
    expect(person.page.locator("numeral-pad canvas").first).to_be_visible()
    return person


def test_a_drawn_number_is_shown_as_text(drawer: Person) -> None:
    """Several digits, one of them of two strokes."""
    drawer.draw("7143")
    expect(drawer.page.locator("#number")).to_have_text("7143")


def test_each_digit_has_a_graph_in_per_cent(drawer: Person) -> None:
    """All ten digits and "not a digit", adding up to about 100 %."""
    drawer.draw("7")
    expect(drawer.page.locator("#number")).to_have_text("7")
    graph = drawer.page.locator("numeral-probabilities")
    expect(graph).to_contain_text("%")
    shares = [float(share) for share in re.findall(r"(\d+(?:\.\d+)?)\s*%", graph.inner_text())]
    assert len(shares) >= 10
    assert 95 <= sum(shares) <= 105


def test_the_prediction_comes_while_the_pen_is_still_down(drawer: Person) -> None:
    """Nobody has to lift the pen, let alone press a button."""
    page = drawer.page
    box = page.locator("numeral-pad canvas").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 220, steps=20)
    expect(page.locator("#number")).to_have_text("1")
    page.mouse.up()


def test_clear_and_draw_again(drawer: Person) -> None:
    """Clear empties canvas and number; the next digit is read as if nothing had been there."""
    page = drawer.page
    drawer.draw("7")
    expect(page.locator("#number")).to_have_text("7")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#number")).not_to_have_text("7")
    drawer.draw("3")
    expect(page.locator("#number")).to_have_text("3")


def test_undo_takes_back_the_last_stroke(drawer: Person) -> None:
    """One stroke, not everything."""
    drawer.draw("71")
    expect(drawer.page.locator("#number")).to_have_text("71")
    drawer.page.get_by_role("button", name="Undo").click()
    expect(drawer.page.locator("#number")).to_have_text("7")


def test_ink_survives_a_lost_connection_and_a_reload(drawer: Person) -> None:
    """Offline strokes are sent when the connection is back; a reload brings the drawing back."""
    page = drawer.page
    drawer.draw("7")
    expect(page.locator("#number")).to_have_text("7")
    page.context.set_offline(True)
    drawer.draw("1", at=(0.4, 0.2))
    page.context.set_offline(False)
    expect(page.locator("#number")).to_have_text("71")
    page.reload()
    expect(page.locator("#number")).to_have_text("71")


def test_why_shows_what_the_network_saw(drawer: Person) -> None:
    """The 28 x 28 picture and the feature maps."""
    drawer.draw("7")
    expect(drawer.page.locator("#number")).to_have_text("7")
    why = drawer.page.locator("numeral-why")
    expect(why.locator("canvas").first).to_be_visible()
    assert why.locator("canvas").count() >= 8


def test_the_page_does_not_scroll_while_drawing_on_a_phone(drawer: Person) -> None:
    """A finger draws; the page stays where it is."""
    page = drawer.page
    page.set_viewport_size({"width": 360, "height": 740})
    assert (
        page.locator("numeral-pad canvas").first.evaluate(
            "c => getComputedStyle(c.closest('.pad__surface')).touchAction"
        )
        == "none"
    )


def test_saving_puts_the_drawing_into_the_history(drawer: Person) -> None:
    """With its number, to be found again."""
    page = drawer.page
    drawer.draw("73")
    expect(page.locator("#number")).to_have_text("73")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#saved")).to_contain_text(re.compile("saved", re.I))
    page.goto("/history")
    expect(page.get_by_text("73").first).to_be_visible()


def test_the_number_is_looked_at_under_a_format_that_stays_chosen(drawer: Person) -> None:
    """What was seen stays the number; beside it what the format makes of it, also after a reload."""
    page = drawer.page
    drawer.draw("7143")
    expect(page.locator("#number")).to_have_text("7143")
    page.locator("#format").select_option("amount")
    expect(page.locator("#formatted .formatted__text")).to_have_text(re.compile(r"^71[.,]43$|^7[.,]143"))
    expect(page.locator("#number")).to_have_text("7143")
    page.reload()
    expect(page.locator("#format")).to_have_value("amount")
    expect(page.locator("#formatted .formatted__text")).to_be_visible()
    page.locator("#format").select_option(label="Length or pattern …")
    page.locator("#own-format").fill("nothing:7")
    page.locator("#own-format").press("Enter")
    expect(page.locator("#format-trouble")).to_contain_text("nothing:7")
    page.locator("#format").select_option("")
    expect(page.locator("#formatted li")).to_have_count(0)
    expect(page.locator("#format-trouble")).to_be_empty()
