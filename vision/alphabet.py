"""What the line network tells apart: digits, letters, signs, and the blank between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Large and small ones are one class: what matters is that they are no digits."""

SEPARATORS = ".,-/"
SIGN = "*"
"""Any other sign: brackets, currency signs, stars."""

CODE_SIGNS = {"A": "⑆", "B": "⑇", "C": "⑈", "D": "⑉"}
"""Signs of E-13B on cheques, by the letters that stand for them in its fonts and for the network that reads them alone:
transit, amount, on-us and dash (Unicode, block "Optical Character Recognition")."""

SYMBOLS = DIGITS + LETTERS + SEPARATORS + SIGN
BLANK = len(SYMBOLS)
CLASSES = BLANK + 1

_SAME = {"_": "-", "~": "-", "=": "-", "–": "-", "'": ","}
_NUMBERS = {symbol: number for number, symbol in enumerate(SYMBOLS)}


def symbol_of(character: str) -> str:
    """The symbol that stands for a printed or written character: itself, its capital, or `SIGN`."""
    character = _SAME.get(character, character.upper())
    return character if character in _NUMBERS else SIGN


def is_letter(symbol: str) -> bool:
    """Whether it is a letter; "", which stands for no symbol, is none."""
    return bool(symbol) and symbol in LETTERS


def numbers_of(text: str) -> list[int]:
    """Class of each symbol of `text`, which holds symbols only."""
    return [_NUMBERS[symbol] for symbol in text]


def digits_of(text: str) -> str:
    """The digits alone."""
    return "".join(symbol for symbol in text if symbol in DIGITS)


def only_digits(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """(…, CLASSES) log-probabilities to (…, 11): whatever is no digit counts as the blank between digits.

    Exact for digit strings: the sum over all paths of symbols whose digits are the string is the sum over paths of
    the eleven classes, since a frame's symbol decides its class.
    """
    rest = frames[..., len(DIGITS) :]
    highest = rest.max(axis=-1, keepdims=True)
    silence = highest + np.log(np.exp(rest - highest).sum(axis=-1, keepdims=True))
    return np.concatenate([frames[..., : len(DIGITS)], silence], axis=-1)
