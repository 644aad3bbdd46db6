"""The whole road, by the public API."""

import gzip
from pathlib import Path

import cv2
import jsonschema
import numpy as np
import pytest

from vision import Ink, PdfPage, Photo, Reader, schema
from vision.errors import BadInk, NotASource
from vision.trust import Trust


def picture(*texts: str) -> np.ndarray:
    page = np.full((120 * len(texts) + 60, 640, 3), 240, np.uint8)
    for row, text in enumerate(texts):
        cv2.putText(page, text, (40, 120 * row + 110), cv2.FONT_HERSHEY_SIMPLEX, 2.5, (60, 30, 20), 7, cv2.LINE_AA)
    return page


def stroke(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return list(points)


SEVEN = stroke((10, 10), (60, 10), (35, 100))
ONE = stroke((110, 10), (110, 100))


def test_two_lines_are_read_in_order(reader: Reader) -> None:
    """Text, boxes and confidence of a plain picture."""
    reading = reader.read(Photo(picture("20467", "90123")))
    assert [line.text for line in reading.lines] == ["20467", "90123"]
    assert (reading.width, reading.height) == (640, 300)
    for line in reading.lines:
        assert line == Trust.from_card(reader.checkpoint.card, "upload").judged(line)
        assert 0.5 < line.confidence <= 1


def test_boxes_are_in_the_source_s_own_pixels(reader: Reader) -> None:
    """A picture read at reduced size still reports the places a person sees."""
    large = cv2.resize(picture("20467"), None, fx=6, fy=6, interpolation=cv2.INTER_LINEAR)
    (line,) = reader.read(Photo(np.asarray(large, np.uint8))).lines
    assert line.text == "20467"
    assert line.box.x == pytest.approx(6 * 43, abs=40)
    assert line.box.height == pytest.approx(6 * 58, abs=60)


def test_a_tiny_picture_of_one_digit_is_read(reader: Reader) -> None:
    """28 x 28, light on dark, as people take them from MNIST."""
    with np.load(Path(__file__).parents[1] / "data" / "mnist_excerpt.npz") as excerpt:
        images, labels = excerpt["images"], excerpt["labels"]
    read = [reader.read(Photo(image)).text for image in images]
    right = sum(text == str(label) for text, label in zip(read, labels, strict=True))
    assert right >= 0.9 * len(labels)


def test_the_edge_of_the_paper_is_no_one(reader: Reader) -> None:
    """A scan that shows a little of what lies beside the paper; a 1 on the paper itself stays."""
    page = np.full((400, 600), 235, np.uint8)
    cv2.line(page, (0, 150), (2, 190), 30, 4)
    cv2.line(page, (300, 150), (298, 190), 30, 4)
    assert [(line.text, line.box.x > 200) for line in reader.read(Photo(page)).lines] == [("1", True)]


def test_ink_is_read_with_the_strokes_of_each_digit(reader: Reader) -> None:
    """Also when the strokes were not drawn from left to right."""
    (line,) = reader.read(Ink.from_points([ONE, SEVEN])).lines
    assert line.text == "71"
    assert [glyph.strokes for glyph in line.glyphs] == [(1,), (0,)]


def test_no_ink_is_no_lines(reader: Reader) -> None:
    """A cleared canvas."""
    reading = reader.read(Ink.from_points([], width=300, height=200))
    assert reading.lines == ()
    assert (reading.width, reading.height) == (300, 200)


@pytest.mark.parametrize("point", [(1,), (1, 2, 3, 4, 5), ("a", 2), (float("nan"), 1), (float("inf"), 1)])
def test_points_that_are_none_are_refused(point: tuple[float, ...]) -> None:
    """Bad ink is a typed error with a hint, before any drawing."""
    with pytest.raises(BadInk):
        Ink.from_points([[(1, 2), point]])


def test_the_json_form_fits_its_schema(reader: Reader) -> None:
    """What is published is what is sent: for a picture, for ink and for nothing."""
    for source in (Photo(picture("20467")), Ink.from_points([SEVEN]), Ink.from_points([])):
        jsonschema.validate(reader.read(source).to_json(), schema())


def test_an_explanation_shows_what_the_network_saw(reader: Reader) -> None:
    """The crop itself, one map per filter, and a place whose covering costs the answer."""
    (line,) = reader.read(Ink.from_points([SEVEN])).lines
    crop = np.frombuffer(line.glyphs[0].crop, np.uint8).reshape(28, 28)
    explanation = reader.explain(crop)
    np.testing.assert_array_equal(explanation.crop, crop)
    assert explanation.maps.shape[1:] == (28, 28)
    assert explanation.maps.any(axis=(1, 2)).sum() >= len(explanation.maps) // 2
    assert float(explanation.occlusion.max()) > 0.01
    assert len(explanation.to_json()["occlusion"]) == 28


def test_reading_is_the_same_from_many_threads(reader: Reader) -> None:
    """The server reads from a pool; a shared buffer would show here."""
    from concurrent.futures import ThreadPoolExecutor

    pages = [picture(text) for text in ("20467", "90123", "55", "777777")] * 6
    alone = [reader.read(Photo(page)).text for page in pages]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda page: reader.read(Photo(page)).text, pages))
    assert together == alone


def test_a_compressed_something_is_refused() -> None:
    """Not every file is a picture."""
    from vision import VisionError

    with pytest.raises(VisionError), Reader.open() as reader:
        reader.read(Photo(gzip.compress(b"digits")))


@pytest.mark.parametrize("given", ["scan.png", Path("scan.png"), b"bytes", Photo("scan.png"), PdfPage("scan.pdf")])  # type: ignore[arg-type]
def test_what_is_no_source_is_refused_with_what_to_give(reader: Reader, given: object) -> None:
    """A name as text is the first thing that people try; a TypeError from within would not say what is meant."""
    with pytest.raises(NotASource, match=r"Photo\.open\(path\)"):
        reader.read(given)  # type: ignore[arg-type]


def test_a_wide_piece_is_cut_only_when_the_network_doubts_it(reader: Reader) -> None:
    """A wide 0 is one crop; two digits that touch are cut apart and read."""
    wide, pair = np.full((140, 300), 240, np.uint8), np.full((180, 300), 240, np.uint8)
    cv2.ellipse(wide, (90, 70), (34, 32), 0, 0, 360, 40, 7, cv2.LINE_AA)
    cv2.putText(wide, "7", (180, 102), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 40, 7, cv2.LINE_AA)
    for x in (40, 74):  # the second begins where the first ends
        cv2.putText(pair, "2", (x, 110), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 40, 7, cv2.LINE_AA)
    for source, text, is_cut in ((wide, "07", False), (pair, "22", True)):
        prepared = reader.prepare(Photo(source))
        after, logits = reader.classify(prepared)
        assert (len(after.crops) > len(prepared.crops)) is is_cut
        assert reader.finish(after, logits).text == text
