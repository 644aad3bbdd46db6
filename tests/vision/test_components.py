"""Outlines must tell of a picture's pieces what labelling every pixel tells: boxes, areas and whose each pixel is."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vision import components as module
from vision.components import MAX_COMPONENTS, Components, components

Mask = NDArray[np.uint8]


def blots(seed: int, share: float, size: tuple[int, int] = (60, 80)) -> Mask:
    """Random ink in which pieces have holes, lie inside each other and touch by corners."""
    soft = cv2.GaussianBlur(np.random.default_rng(seed).normal(size=size), (0, 0), 1.2)
    ink: Mask = np.asarray(soft > np.quantile(soft, 1 - share), np.uint8) * 255
    return ink


def measured(found: Components) -> list[tuple[int, ...]]:
    return sorted(piece[:5] for piece in found.pieces)


def painted(found: Components) -> NDArray[np.uint16]:
    """Every piece painted with the place of its first pixel, so that two ways to find them can be compared."""
    canvas = np.zeros(found.ink.shape, np.uint16)
    for piece in found.pieces:
        own = np.zeros((piece.height, piece.width), np.uint8)
        found.paint(piece, own, 255, (piece.x, piece.y))
        name = piece.y * found.ink.shape[1] + piece.x + int(np.flatnonzero(own)[0])
        found.paint(piece, canvas, name, (0, 0))
    return canvas


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 9999), share=st.floats(0.02, 0.7))
def test_outlines_and_labels_agree_on_every_pixel(seed: int, share: float) -> None:
    """Areas by Pick's theorem and painted outlines are exact, whatever the shapes."""
    ink = blots(seed, share)
    outlined, labelled = module._outlined(ink, 2, 4), module._labelled(ink, 2, 4)
    assert measured(outlined) == measured(labelled)
    np.testing.assert_array_equal(painted(outlined), painted(labelled))


@pytest.mark.parametrize("find", [module._outlined, module._labelled])
def test_a_piece_is_strong_by_its_own_pixels(find: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A digit printed inside a faint ring does not make the ring ink."""
    ink = np.zeros((60, 60), np.uint8)
    cv2.circle(ink, (30, 30), 25, 255, 1)
    ink[25:35, 28:32] = 255
    strong = np.zeros_like(ink)
    strong[30, 30] = 9
    monkeypatch.setattr(module, "_labelled", find)
    (piece,) = components(ink, strong).pieces
    assert piece[:4] == (28, 25, 4, 10)


def test_a_blank_picture_has_no_pieces() -> None:
    """Nothing is an answer, small or large."""
    for size in ((20, 30), (480, 640)):
        blank = np.zeros(size, np.uint8)
        assert components(blank, blank).pieces == []


def test_dust_is_bounded() -> None:
    """A quarter of a million dots are too small, and of more dashes than anybody writes only so many are kept."""
    dots = np.zeros((1000, 1000), np.uint8)
    dots[::2, ::2] = 255
    assert module._is_dusty(dots)
    assert components(dots, dots).pieces == []
    dashes = np.zeros((1000, 1000), np.uint8)
    for column in range(5):
        dashes[::2, column::6] = 255
    assert len(components(dashes, dashes).pieces) == MAX_COMPONENTS
