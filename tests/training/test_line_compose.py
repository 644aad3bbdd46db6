"""Composed lines hold the digits that their text says, whoever writes them and whatever lies around."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.training.tiny import digits
from training.linereader import texts
from training.linereader.batches import SORTED_TOGETHER, Batch, batches, collate, make_lines
from training.linereader.compose import compose
from training.linereader.counters import CounterHand
from training.linereader.disturb import edges, moved, shining
from training.linereader.forms import form_hands, unusual_hands
from training.linereader.hands import MixedHand, PenHand, crop_hands, pen_hands
from training.linereader.mark import Mark
from training.linereader.paper import PaperBank
from training.linereader.plates import as_drawn, emblem, plate
from training.linereader.scribes import WEIGHTS, Scribe
from training.linereader.signs import SIGNS, draw_sign
from training.linereader.strokework import Style, draw_strokes
from training.strokes import Drawing
from vision.alphabet import SYMBOLS
from vision.line_crop import HEIGHT
from vision.source import Stroke

MADE = {"forms", "unusual", "mixed", "counters", "panels"}
"""Hands that are made of those of other sets, or drawn here."""


@pytest.fixture(scope="module")
def bank() -> PaperBank:
    return PaperBank.make(6, seed=0)


@pytest.fixture(scope="module")
def scribe() -> Scribe:
    rng = np.random.default_rng(0)
    forms = form_hands(4, rng)
    return Scribe({"forms": forms, "mixed": [MixedHand(tuple(forms))], "none": []}, {"forms": 3, "mixed": 1, "none": 9})


def test_the_same_numbers_give_the_same_line(scribe: Scribe, bank: PaperBank) -> None:
    """A run that is resumed must go on with the lines it would have seen."""
    one = make_lines(scribe, bank, (1, 2), 6, views=2)
    other = make_lines(scribe, bank, (1, 2), 6, views=2)
    assert [text for _, text in one] == [text for _, text in other]
    for (first, _), (second, _) in zip(one, other, strict=True):
        np.testing.assert_array_equal(first, second)


def test_views_share_the_text_and_not_the_picture(scribe: Scribe, bank: PaperBank) -> None:
    """Two pictures of one line are worth having only when they differ."""
    first, second = compose(scribe.hand(np.random.default_rng(1)), bank, np.random.default_rng(1), views=2)
    assert first.text == second.text
    assert first.grey.shape != second.grey.shape or (first.grey != second.grey).any()


def test_lines_are_dark_ink_on_lighter_paper(scribe: Scribe, bank: PaperBank) -> None:
    """The crop turns nothing over: light ink is turned over before it."""
    for number in range(12):
        rng = np.random.default_rng(number)
        grey = compose(scribe.hand(rng), bank, rng)[0].grey
        assert np.median(grey) > grey.mean() - 2
        assert min(grey.shape) >= 8


def test_signs_are_no_digits() -> None:
    """Everything but digits must map to nothing, and there must be digits to read in most lines."""
    rng = np.random.default_rng(0)
    made = [texts.handwritten(rng) for _ in range(300)]
    assert all(symbol.isdigit() or symbol in (" ", texts.RAISED) or symbol in SIGNS for text in made for symbol in text)
    assert all(any(symbol.isdigit() for symbol in text) for text in made)
    assert {symbol for text in made for symbol in text if symbol.isdigit()} == set("0123456789")


def test_a_hand_leaves_out_what_it_cannot_write() -> None:
    """A set without zeros composes lines without zeros; their text must say so."""
    made = digits(200)
    hand = crop_hands(made.take(made.labels != 0), least=1)[0]
    assert "0" not in hand.can_write
    assert texts.writable("1 0.2", hand.can_write) == "1 .2"


def test_every_sign_leaves_ink() -> None:
    """A sign that is not drawn teaches the network nothing."""
    rng = np.random.default_rng(0)
    for sign in sorted(SIGNS):
        assert draw_sign(sign, 30, 3, rng).ink.max() > 128, sign


def test_crop_hands_keep_to_their_writers() -> None:
    """Same-writer lines are the point of hands; a digit a writer lacks comes from the set."""
    made = digits(60)
    hands = crop_hands(made, least=1)
    assert len(hands) == len(set(made.groups.tolist()))
    assert all(len(hand.write("0123456789", 30, np.random.default_rng(0))) == 10 for hand in hands)


def test_pen_hands_draw_about_as_high_as_asked() -> None:
    """Lines are laid out by the height that was asked for."""
    stroke = Stroke(np.array([[0, 0], [40, 100]], np.float32), np.zeros(2, np.float32), np.full(2, 0.5, np.float32))
    drawings = [Drawing(str(digit), "one", "", (stroke,)) for digit in range(10)]
    marks: list[Mark] = pen_hands(drawings)[0].write("31", 40, np.random.default_rng(2))
    assert all(28 < mark.ink.shape[0] < 60 for mark in marks)


def test_unusual_writers_keep_most_of_their_own_digits() -> None:
    """They lend a few forms the look of real writing; with more replaced they would be made ones."""
    hands = form_hands(3, np.random.default_rng(0))
    writers = [hand for hand in hands if isinstance(hand, PenHand)]
    own = [writer.drawings for writer in writers]
    for hand in unusual_hands(writers, 40, np.random.default_rng(1)):
        assert isinstance(hand, PenHand)
        others = [{digit for digit in range(10) if hand.drawings[digit] is not drawings[digit]} for drawings in own]
        assert 1 <= min(map(len, others)) <= 3
        assert all(drawing.label == digit for digit in range(10) for drawing in hand.drawings[digit])


def test_batches_are_padded_with_blank_paper(scribe: Scribe, bank: PaperBank) -> None:
    """CTC counts frames: those of the padding must be outside the lengths that the loss is told."""
    lines = make_lines(scribe, bank, (5,), 5)
    batch = collate(lines)
    assert batch.pictures.shape[:2] == (5, HEIGHT)
    assert batch.pictures.shape[2] == 4 * int(batch.widths.max())
    assert batch.lengths.tolist() == [len(text) for _, text in lines]
    assert "".join(SYMBOLS[number] for number in batch.targets.tolist()) == "".join(text for _, text in lines)
    for row, (picture, _) in zip(batch.pictures.numpy(), lines, strict=True):
        assert not row[:, picture.shape[1] :].any()


def test_a_resumed_stream_goes_on_where_it_stopped(scribe: Scribe, bank: PaperBank) -> None:
    """Batch number nine is the same whether one starts at zero or at nine."""

    def take(start: int, count: int) -> list[Batch]:
        stream = batches(scribe, bank, 0, 2, start)
        taken = list(itertools.islice(stream, count))
        stream.close()  # type: ignore[attr-defined]
        return taken

    whole, rest = take(0, SORTED_TOGETHER + 2), take(SORTED_TOGETHER + 1, 1)
    assert bool((whole[-1].pictures == rest[0].pictures).all())


def test_paper_is_within_its_range_at_any_shape(bank: PaperBank) -> None:
    """A canvas taller or wider than the bank's sheets must still get paper."""
    rng = np.random.default_rng(0)
    for shape in ((20, 30), (400, 2500)):
        piece = bank.piece(shape, rng)
        assert piece.shape == shape
        assert 0 <= piece.min() <= piece.max() <= 1
        assert bank.noise(shape, rng).shape == shape


def test_permissive_lines_come_from_permissive_sets_only() -> None:
    """What ships as `permissive` must be composed of nothing else; a slip here would be a licence broken."""
    from training.catalogue import set_info

    real = [name for name in WEIGHTS["permissive"] if name not in MADE]
    assert all(set_info(name).ship == "yes" for name in real)
    assert all(set_info(name).ship != "no" for name in WEIGHTS["full"] if name not in MADE)


def test_a_counter_shows_what_stands_in_the_middle_of_its_window() -> None:
    """Half-turned rollers are labelled by the digit that shows more; every cell has the same width."""
    hand = CounterHand(form_hands(1, np.random.default_rng(0))[0])
    marks = hand.write("1094", 30, np.random.default_rng(1))
    assert len(marks) == 4
    assert len({mark.ink.shape for mark in marks}) == 1
    assert all(mark.ink.any() for mark in marks)


def test_plates_mix_letters_and_digits() -> None:
    """The network must meet letters among digits, or it reads plates as numbers."""
    rng = np.random.default_rng(0)
    texts = [plate(rng, "ABC") for _ in range(200)]
    assert all(set(text) <= set("ABC0123456789 -") for text in texts)
    assert sum(any(c.isdigit() for c in text) and any(c.isalpha() for c in text) for text in texts) > 120


def test_on_a_plate_of_a_country_one_shape_may_stand_for_o_and_0() -> None:
    """So that the network looks at the neighbours; where no order says which is meant, shapes stay as they are."""
    rng = np.random.default_rng(0)
    drawn = {as_drawn("OYI0-1", rng) for _ in range(30)}
    assert drawn == {"OYI0-1"}
    drawn = {as_drawn("OYI0123", rng) for _ in range(60)}
    assert {text.translate(str.maketrans("OI", "01")) for text in drawn} == {"0Y10123"}
    assert len(drawn) > 3


def test_edges_reach_beyond_the_digits() -> None:
    """A 1 does not: that is how the network can tell them apart."""
    box = (40, 30, 80, 30)
    seen = 0
    for seed in range(60):
        ink = np.zeros((90, 160), np.uint8)
        if edges(ink, box, np.random.default_rng(seed)):
            seen += 1
            rows = np.flatnonzero(ink.any(axis=1))
            assert rows[0] <= 30 - 4
            assert rows[-1] >= 60 + 4
        else:
            assert not ink.any()
    assert 2 < seen < 30


def test_emblems_may_be_given_pictures() -> None:
    """Drawn as wide and as high as marks are, and in no more ink than the picture has."""
    picture = np.full((30, 20), 255, np.uint8)
    made = [emblem(30.0, np.random.default_rng(seed), [picture]) for seed in range(60)]
    plain = [ink for ink in made if ink.size and ink.min() == ink.max() > 0]
    assert len(plain) > 10
    assert all(10 <= ink.shape[0] <= 36 and ink.shape[1] <= 3 * ink.shape[0] for ink in plain)
    assert min(ink.max() for ink in plain) < 200


def test_a_shining_character_spreads_and_a_moved_one_smears() -> None:
    """Both leave it where it is: the box of its ink keeps its middle, and a moved one has no more ink than before."""
    ink = np.zeros((60, 60), np.uint8)
    ink[20:40, 28:32] = 255
    for seed in range(8):
        shone, smeared = shining(ink, 30, np.random.default_rng(seed)), moved(ink, 30, np.random.default_rng(seed))
        assert (shone >= ink).all() and int(shone.sum()) > int(ink.sum())
        assert int(smeared.sum()) == pytest.approx(int(ink.sum()), rel=0.02)
        middle = np.average(np.argwhere(smeared), axis=0, weights=smeared[smeared > 0])
        assert middle == pytest.approx((29.5, 29.5), abs=0.6)


def test_a_drawn_mark_knows_where_the_pen_was() -> None:
    """Joined digits are joined there; a 7 is begun at its upper left and ends at its foot."""
    points = np.array([[0, 0], [40, 0], [15, 100]], np.float32)
    seven = Stroke(points, np.zeros(3, np.float32), np.full(3, 0.5, np.float32))
    for seed in range(20):
        rng = np.random.default_rng(seed)
        mark = draw_strokes([seven], 40, Style.draw(40, rng), rng)
        assert mark.pen is not None
        (x, y), (end, foot) = mark.pen
        assert x < 0.5 and y < 0.4 and foot > 0.8 and 0 <= end <= 1
