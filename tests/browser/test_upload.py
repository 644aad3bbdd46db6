"""Uploading: many files, each with its own fate, and what was read shown over the picture."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.film import sheet_of_paper
from tests.browser.person import Person
from vision.level import levelled

pytestmark = pytest.mark.browser


def picture(folder: Path, text: str) -> Path:
    # Its name spells the number in letters: a page that shows the name has not read the number yet.
    path = folder / f"number-{''.join('abcdefghij'[int(digit)] for digit in text)}.png"
    cv2.imwrite(str(path), sheet_of_paper(text))
    return path


def choose(page: Page, *paths: Path) -> None:
    page.locator("#file-input").set_input_files([str(path) for path in paths])


@pytest.fixture
def uploader(person: Person) -> Person:
    person.page.goto("/upload")
    return person


def test_the_upload_page_says_what_it_takes(uploader: Person) -> None:
    """Kinds, size and number, before anything is chosen."""
    drop = uploader.page.locator("#drop")
    expect(drop).to_contain_text("JPEG, PNG, WebP, BMP, TIFF, HEIC and PDF")
    expect(drop).to_contain_text("64 MB")


def test_an_uploaded_page_is_read_and_shown(uploader: Person, pictures: Path) -> None:
    """As text, over the picture, with the graph of a chosen digit."""
    page = uploader.page
    choose(page, picture(pictures, "48213"))
    page.locator("#start").click()
    view = page.locator(".upload__view")
    expect(view).to_contain_text("48213", timeout=20_000)
    expect(view.locator("numeral-probabilities")).to_contain_text("%")


def test_a_picture_on_its_side_is_shown_as_it_was_read(uploader: Person, pictures: Path) -> None:
    """A person checks digits against a picture that stands upright, with the boxes on their digits."""
    page = uploader.page
    path = pictures / "on-its-side.png"
    cv2.imwrite(str(path), cv2.rotate(sheet_of_paper("48273"), cv2.ROTATE_90_CLOCKWISE))
    choose(page, path)
    page.locator("#start").click()
    view = page.locator(".upload__view")
    expect(view).to_contain_text("48273", timeout=20_000)
    expect(view).to_contain_text("It lay on its side")
    image, sheet = (view.locator(f".viewer__sheet{part}").bounding_box() for part in (" img", ""))
    assert image is not None
    assert sheet is not None
    assert image["width"] > image["height"]
    assert image == pytest.approx(sheet, abs=1)
    boxes = [box for mark in view.locator(".mark__box").all() if (box := mark.bounding_box()) is not None]
    assert len(boxes) == 5
    assert [box["x"] for box in boxes] == sorted(box["x"] for box in boxes)
    assert np.ptp([box["y"] for box in boxes]) < 0.5 * boxes[0]["height"]


def test_an_uploaded_page_is_looked_at_under_a_format(uploader: Person, pictures: Path) -> None:
    """The format stands beside what was seen, for the next page too; one that is none is said, and the page stays."""
    page = uploader.page
    choose(page, picture(pictures, "48213"))
    page.locator("#start").click()
    expect(page.locator(".upload__view")).to_contain_text("48213", timeout=20_000)
    page.locator("#format").select_option("own")
    page.locator("#own-format").fill("digits:5")
    page.locator("#own-format").press("Enter")
    expect(page.locator("#formatted .formatted__text")).to_have_text("48213", timeout=20_000)
    page.locator("#own-format").fill("digits:many")
    page.locator("#own-format").press("Enter")
    expect(page.locator("#format-trouble")).not_to_be_empty()
    expect(page.locator(".upload__view")).to_contain_text("48213")
    page.locator("#own-format").fill("digits:5")
    page.locator("#own-format").press("Enter")
    expect(page.locator("#format-trouble")).to_be_empty()
    page.reload()
    expect(page.locator("#own-format")).to_have_value("digits:5")
    choose(page, picture(pictures, "60127"))
    page.locator("#start").click()
    expect(page.locator("#formatted .formatted__text")).to_have_text("60127", timeout=20_000)


def test_the_marks_of_a_page_at_an_angle_lean_with_its_lines(uploader: Person, pictures: Path) -> None:
    """Each lies on its digit; the close-up shows the digit upright."""
    page = uploader.page
    path = pictures / "leaning.png"
    cv2.imwrite(str(path), levelled(sheet_of_paper("48213"), 12).pixels)
    choose(page, path)
    page.locator("#start").click()
    expect(page.locator(".upload__view")).to_contain_text("48213", timeout=20_000)
    marks = page.locator(".upload__view .mark[data-level=sure]")
    expect(marks).to_have_count(5)
    for number in range(5):
        expect(marks.nth(number)).to_have_attribute("transform", re.compile(r"rotate\(-1[0-4]"))


def test_a_file_can_be_taken_back_before_it_is_sent_and_another_chosen(uploader: Person, pictures: Path) -> None:
    """Cancel and upload another: only the second is read."""
    page = uploader.page
    choose(page, picture(pictures, "11111"))
    files = page.locator("#files > *")
    expect(files).to_have_count(1)
    files.first.get_by_role("button", name=re.compile("remove|cancel", re.I)).first.click()
    expect(files).to_have_count(0)
    choose(page, picture(pictures, "20467"))
    page.locator("#start").click()
    expect(page.locator(".upload__view")).to_contain_text("20467", timeout=20_000)
    page.goto("/history")
    expect(page.locator("#history")).to_contain_text("20467")
    expect(page.locator("#history")).not_to_contain_text("11111")


def test_a_bad_file_is_explained_while_the_others_go_on(uploader: Person, pictures: Path) -> None:
    """Text in a .png is no picture: it says so in its row, the other file is read."""
    page = uploader.page
    broken = pictures / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + b"this is not a picture" * 20)
    choose(page, broken, picture(pictures, "73046"))
    page.locator("#start").click()
    expect(page.locator("#files")).to_contain_text(re.compile("damaged|cut off|not a picture", re.I), timeout=20_000)
    expect(page.locator("#files")).to_contain_text("73046", timeout=20_000)


def test_the_history_finds_opens_and_deletes(uploader: Person, pictures: Path) -> None:
    """Search by digits, open over the picture, delete for good."""
    page = uploader.page
    choose(page, picture(pictures, "90817"), picture(pictures, "55442"))
    page.locator("#start").click()
    expect(page.locator("#files")).to_contain_text("90817", timeout=20_000)
    expect(page.locator("#files")).to_contain_text("55442", timeout=20_000)
    page.goto("/history")
    history = page.locator("#history")
    expect(history).to_contain_text("90817")
    page.locator("#search").fill("5544")
    expect(history).not_to_contain_text("90817")
    expect(history).to_contain_text("55442")
    history.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/history/[\w-]+"))
    expect(page.locator("main")).to_contain_text("55442")


def test_the_table_keeps_leading_zeros(uploader: Person, pictures: Path) -> None:
    """A spreadsheet that opens the CSV must not turn 00741 into 741."""
    page = uploader.page
    choose(page, picture(pictures, "00741"))
    page.locator("#start").click()
    expect(page.locator("#files")).to_contain_text("00741", timeout=20_000)
    table = page.request.get("/api/readings.csv").text()
    assert re.search(r'=""00741""', table), table


def test_a_page_of_rules_and_light_digits_is_read(uploader: Person, pictures: Path) -> None:
    """White digits on black under a ruled frame: what counters and plates look like."""
    page = uploader.page
    counter = np.full((200, 640), 30, np.uint8)
    cv2.putText(counter, "30572", (60, 140), cv2.FONT_HERSHEY_SIMPLEX, 3.0, 225, 9, cv2.LINE_AA)
    cv2.rectangle(counter, (10, 20), (630, 180), 200, 3)
    path = pictures / "counter.png"
    cv2.imwrite(str(path), counter)
    choose(page, path)
    page.locator("#start").click()
    expect(page.locator("#files")).to_contain_text("30572", timeout=20_000)


def test_a_reading_is_looked_at_under_a_format(uploader: Person, pictures: Path) -> None:
    """What the format prefers stands below what was seen; a format that is none is explained beside its field."""
    page = uploader.page
    choose(page, picture(pictures, "24122026"))
    page.locator("#start").click()
    expect(page.locator(".upload__view")).to_contain_text("24122026", timeout=20_000)
    page.goto("/history")
    page.get_by_text("24122026").first.click()
    format_of = page.locator("#format")
    format_of.select_option("date.dmy")
    entry = page.locator("#formatted > li")
    expect(entry).to_contain_text("As seen")
    expect(entry.locator(".formatted__text")).to_have_text(re.compile(r"24.12.2026"))
    format_of.select_option("own")
    page.locator("#own-format").fill("digits:1-x")
    page.locator("#own-format").press("Enter")
    expect(page.locator("#format-trouble")).to_contain_text("digits:")
    page.locator("#own-format").fill("digits:8")
    page.locator("#own-format").press("Enter")
    expect(entry).to_contain_text("24122026")
    expect(page.locator("#format-trouble")).to_be_empty()
    format_of.select_option("")
    expect(entry).to_have_count(0)
    expect(page.locator("#number-title")).to_be_visible()


def test_what_is_to_be_checked_is_counted_and_gone_through(uploader: Person, pictures: Path) -> None:
    """Of a long list a person must come to the doubtful number at its end, which is out of sight at first."""
    sheet = np.full((1100, 800), 245, np.uint8)
    for row in range(14):
        at = (100, 90 + 70 * row)
        cv2.putText(sheet, str(48213 * (row + 3))[:5], at, cv2.FONT_HERSHEY_SIMPLEX, 1.5, 40, 4, cv2.LINE_AA)
    sheet[950:1030] = cv2.GaussianBlur(sheet[950:1030], (0, 0), 4)
    cv2.imwrite(str(pictures / "long.png"), sheet)
    page = uploader.page
    choose(page, pictures / "long.png")
    page.locator("#start").click()
    view = page.locator(".upload__view")
    expect(view).to_contain_text("72319", timeout=20_000)
    page.goto("/history")
    state = page.locator(".history-row__state").first
    expect(state).to_have_text(re.compile(r"Check [1-9]\d* of 1[34]"))
    count = int(re.findall(r"\d+", state.inner_text())[0])
    page.locator(".history-row__open").first.click()
    check = page.locator("[data-part=check]")
    expect(check).to_have_text(f"Check {count}")
    numbers = page.locator("[data-part=number]")
    for _ in range(count):
        check.click()
        expect(numbers.locator("[aria-pressed=true]")).to_be_in_viewport()


def test_a_number_that_is_struck_out_is_shown_so(uploader: Person, tmp_path: Path) -> None:
    """It was corrected on paper: the right one is beside it, and both are there to choose from."""
    page, paper = uploader.page, np.full((420, 700), 245, np.uint8)
    for row, number in enumerate(("4735274", "4738274")):
        cv2.putText(paper, number, (150, 140 + 160 * row), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 50, 5, cv2.LINE_AA)
    cv2.line(paper, (135, 118), (570, 108), 50, 5, cv2.LINE_AA)
    cv2.imwrite(str(tmp_path / "corrected.png"), paper)
    choose(page, tmp_path / "corrected.png")
    page.locator("#start").click()
    struck = page.locator(".digits[data-struck]")
    expect(struck).to_have_text("4735274", timeout=20_000)
    expect(struck).to_have_attribute("title", re.compile("struck out"))
    expect(page.locator(".digits:not([data-struck])")).to_have_text("4738274")
