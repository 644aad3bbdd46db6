"""The quick quantile is numpy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.quantile import quantile

finite = st.floats(-1e6, 1e6)


@given(st.lists(finite, min_size=1, max_size=30), st.floats(0, 1))
def test_it_is_numpys(values: list[float], share: float) -> None:
    """Thresholds were chosen with that one."""
    assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)), rel=1e-9, abs=1e-6)


def test_pictures_count_all_their_pixels() -> None:
    """Whatever their shape and type."""
    assert quantile(np.arange(12, dtype=np.float32).reshape(3, 4), 0.5) == 5.5
