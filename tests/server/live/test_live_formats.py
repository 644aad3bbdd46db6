"""Ink and camera under a format: what was seen, and beside it what the format prefers."""

from __future__ import annotations

from aiohttp import ClientSession

from server.live.under_format import MOST_LINES, formatted_of, with_format
from tests.server.live.client import ONE, SEVEN, opened
from tests.server.pictures import jpeg
from tests.server.running import Running
from vision import Box, Glyph, Line, Reading, Stable, open_format


async def test_ink_that_was_read_is_judged_as_soon_as_a_format_is_set(
    server: Running, signed_in: ClientSession
) -> None:
    """Without another stroke; and no more once it is taken away. What was seen stays what it is."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.stroke(0, SEVEN)
        await page.stroke(1, ONE)
        plain = await page.reading()
        await page.send("format.set", format="digits:2")
        judged = await page.reading()
        await page.send("format.set", format="")
        again = await page.reading()
    assert plain["lines"][0]["formatted"] is again["lines"][0]["formatted"] is None
    assert judged["format"] == "digits:2"
    (line,) = judged["lines"]
    assert line["text"] == plain["lines"][0]["text"] == "71"
    assert line["formatted"]["digits"] == "71"
    assert line["formatted"]["agrees"]


async def test_a_followed_line_is_judged_by_what_all_its_frames_say(server: Running, signed_in: ClientSession) -> None:
    """From the next frame on, the frame's own lines too."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.send("format.set", format="pattern:dd-dd")
        await page.send("camera.start", id=1)
        for number in range(3):
            await page.frame(number, jpeg("2467"))
            answer = await page.get("camera.reading", frame=number)
    (line,) = answer["stable"]
    assert line["text"] == "2467"
    assert line["formatted"]["text"] == "24-67"
    assert answer["reading"]["lines"][0]["formatted"]["text"] == "24-67"


async def test_a_format_that_there_is_not_is_told_and_changes_nothing(
    server: Running, signed_in: ClientSession
) -> None:
    """The socket lives, and the format that was set before stays."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.send("format.set", format="digits:1")
        for wrong in ("amuont", "pattern:", "digits:99999", "plate.atlantis"):
            await page.send("format.set", format=wrong)
            error = await page.get("error")
            assert error["code"] == "format.unknown", wrong
            assert "/api/formats" in error["hint"]
        await page.stroke(0, ONE)
        assert (await page.reading())["format"] == "digits:1"


def line(text: str, confidence: float) -> Line:
    glyphs = tuple(
        Glyph(int(c), 1.0, (*(float(k == int(c)) for k in range(10)), 0.0), (), Box(0, 0, 9, 9)) for c in text
    )
    return Line(text, confidence, Box(0, 0, 9 * len(text), 9), glyphs)


def test_of_many_lines_the_surest_are_judged() -> None:
    """A page full of print before the camera must not cost seconds a frame."""
    lines = tuple(line("12", k / 100) for k in range(50))
    chosen = open_format("digits:2")
    judged = with_format(Reading("photo", 640, 480, 0, lines, {}, "permissive"), chosen)
    assert [one.formatted is not None for one in judged.lines] == [k >= 50 - MOST_LINES for k in range(50)]
    followed = tuple(Stable(k, "12", k / 100, False, Box(0, 0, 9, 9), "ask", (("12", 1.0),)) for k in range(50))
    assert sorted(formatted_of(followed, chosen)) == list(range(50 - MOST_LINES, 50))
    assert formatted_of(followed, None) == {}
