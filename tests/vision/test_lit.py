"""Lit colours on a dark ground keep their contrast in grey; everything else stays the luma that it was."""

import cv2
import numpy as np
import pytest

from vision.colour import grey_of
from vision.decode import decode
from vision.lit import brightness, has_dark_ground, is_lit
from vision.source import Photo

RED, BLUE, WHITE = (255, 20, 20), (30, 60, 255), (255, 255, 255)


def sign(ink: tuple[int, int, int], ground: int, *, size: int = 1) -> np.ndarray:
    """RGB: a number in one colour on a grey ground."""
    rgb = np.full((120 * size, 320 * size, 3), ground, np.uint8)
    cv2.putText(rgb, "4071", (60 * size, 90 * size), cv2.FONT_HERSHEY_SIMPLEX, 2.5 * size, ink, 8 * size, cv2.LINE_AA)
    return rgb


@pytest.mark.parametrize("ink", [RED, BLUE])
def test_lit_colours_are_as_bright_as_they_look(ink: tuple[int, int, int]) -> None:
    """By luma blue diodes would be darker than the grey of their frame."""
    rgb = sign(ink, 20)
    assert is_lit(rgb)
    assert brightness(rgb).max() == 255
    assert grey_of(rgb).max() == 255
    assert cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).max() < 110


@pytest.mark.parametrize(
    ("ink", "ground"),
    [(RED, 235), (BLUE, 235), (WHITE, 20), ((20, 20, 20), 235), (RED, 110)],
    ids=["red pen", "blue pen", "white on black", "black on white", "red on grey"],
)
def test_pens_and_print_stay_luma(ink: tuple[int, int, int], ground: int) -> None:
    """A red pen on paper has as bright a strongest channel as the paper: it would vanish."""
    rgb = sign(ink, ground)
    assert np.array_equal(grey_of(rgb), cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))


def test_blue_letters_beside_something_dark_stay_luma() -> None:
    """A plate's rim is dark, and its blue letters are brighter than the rim, but not than the plate: by their strongest
    channel they vanish where they come near it."""
    rgb = sign((20, 20, 140), 200)
    rgb[84:] = 5
    luma = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    assert has_dark_ground(luma)
    assert np.array_equal(grey_of(rgb), luma)


@pytest.mark.parametrize("ground", [(200, 25, 20), (20, 60, 190)], ids=["red wheel", "blue sign"])
def test_a_coloured_ground_with_white_on_it_is_not_lit(ground: tuple[int, int, int]) -> None:
    """The red wheel of a counter beside its black ones: by its strongest channel it is as white as its digit."""
    rgb = np.full((160, 500, 3), 15, np.uint8)
    rgb[30:130, 390:460] = ground
    for place, digit in enumerate("44853"):
        cv2.putText(rgb, digit, (40 + 90 * place, 110), cv2.FONT_HERSHEY_SIMPLEX, 2.5, WHITE, 8, cv2.LINE_AA)
    luma = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    assert has_dark_ground(luma)
    assert np.array_equal(grey_of(rgb), luma)


@pytest.mark.parametrize("size", [1, 4])
def test_files_are_seen_as_arrays_are(size: int) -> None:
    """A JPEG is decoded to luma first, which must not hide what is lit; nor must a size at which it is reduced."""
    rgb = sign(RED, 20, size=size)
    data = cv2.imencode(".jpg", rgb[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    most = rgb.shape[0] * rgb.shape[1] // size**2
    file, array = decode(Photo(data), max_pixels=most).grey, decode(Photo(rgb), max_pixels=most).grey
    assert file.max() > 240
    assert np.abs(file.astype(int) - array).mean() < 6


def test_bright_pictures_are_not_decoded_twice() -> None:
    """Most of a camera's frames: what is nowhere dark has no lit signs."""
    assert not has_dark_ground(np.full((480, 640), 180, np.uint8))
    assert has_dark_ground(np.full((480, 640), 20, np.uint8))
