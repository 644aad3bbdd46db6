"""Texts of number plates: letters and digits in the orders that countries use, and in any other."""

from __future__ import annotations

import numpy as np

Rng = np.random.Generator

_ORDERS = (
    *("LLL DDDD", "LLL-DDDD", "LLLDDDD", "DLLLDDD", "LLL DDD", "DDD LLL", "DDDD LL", "LLLDLDD", "DDD DLL", "DDDLLL"),
    *("LL DDD LL", "LL-DDD-LL", "LLDD LLL", "LL DDDD", "L DDDD LL", "LL LDDDD", "LLL DD", "LL DD LL DDDD", "DLL DDD"),
    *("DDDDDD", "DD-DDDD", "LDDDDD", "LL DDDDD", "DDD-LLL", "LDD DLL", "DDLLDD", "L-DDDDD", "DDD DDD", "LL-DDDDD"),
)
"""L a letter, D a digit."""


def plate(rng: Rng, letters: str) -> str:
    """A plate; one in four is of no country: letters and digits as they come."""
    order = str(rng.choice(_ORDERS))
    if rng.random() < 0.25:
        order = "".join(rng.choice(list("LD"), int(rng.integers(3, 9)), p=(0.45, 0.55)))
    return "".join(_symbol(kind, letters, rng) for kind in order)


def _symbol(kind: str, letters: str, rng: Rng) -> str:
    if kind == "L":
        return str(rng.choice(list(letters)))
    return str(rng.integers(10)) if kind == "D" else kind
