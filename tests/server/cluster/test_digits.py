"""What a replica answers is what the process' own engine answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from server.cluster import wire
from server.cluster.digits import Digits
from server.jobs import Crops
from vision import Reader

DATA = Path(__file__).parents[2] / "data" / "mnist_excerpt.npz"


def crops() -> Crops:
    """Digits, and noise after them: 100 crops."""
    with np.load(DATA) as excerpt:
        noise = np.random.default_rng(0).integers(0, 256, (40, 28, 28), dtype=np.uint8)
        return np.concatenate([excerpt["images"], noise])


def test_a_replica_answers_as_the_local_engine(digits: Digits) -> None:
    """The parity of the two engines, with the way there and back in bytes."""
    asked = crops()
    (answered,) = digits.read([wire.unpack_crops(wire.pack_crops(asked))])
    logits = wire.unpack_logits(wire.pack_logits(answered), len(asked))
    with Reader.open(engine="onnx") as reader:
        np.testing.assert_allclose(logits, reader.classifier.classify(asked), atol=1e-5)


def test_callers_who_share_a_batch_get_their_own_answers(digits: Digits) -> None:
    """In their order, whatever their sizes."""
    asked = crops()
    parts = [asked[:1], asked[1:31], asked[31:]]
    together = digits.read(parts)
    assert [len(part) for part in together] == [1, 30, 69]
    np.testing.assert_allclose(np.concatenate(together), digits.read([asked])[0], atol=1e-5)


@pytest.mark.parametrize("size", [0, 783, 785, 513 * 784])
def test_a_body_that_is_no_crops_is_refused(size: int) -> None:
    """Half a crop, none, or more than a call may have."""
    with pytest.raises(wire.BadBody):
        wire.unpack_crops(b"\0" * size)


def test_an_answer_for_other_crops_is_refused() -> None:
    """It would give digits to the wrong places."""
    with pytest.raises(wire.BadBody):
        wire.unpack_logits(b"\0" * 44, 2)
