"""Amounts of money: thousands set apart, decimals, and what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from vision.formats.format import Fit, Format, digits_in

LONGEST = 15
LEADING_ZERO = 0.05
"""Prior of an amount that begins with a zero it does not need, beside one that does not."""


@dataclass(frozen=True, slots=True)
class Style:
    """How an amount is written. cents: the last two digits always are decimals, never, or (None) when a mark stands
    before them. by_twos: 12,34,567 as in India. around: with {} for the number."""

    thousands: str = ","
    point: str = "."
    cents: bool | None = None
    by_twos: bool = False
    around: str = "{}"


STYLES = {
    "amount": ("Amount, decimals where a point was seen", Style()),
    "amount.whole": ("Amount without decimals", Style(cents=False)),
    "amount.cents": ("Amount, the last two digits are decimals", Style(cents=True)),
    "amount.european": ("Amount with decimal comma", Style(".", ",")),
    "amount.swiss": ("Amount with apostrophes", Style("’", ".")),
    "amount.indian": ("Amount with lakhs and crores", Style(by_twos=True)),
    "amount.slash": ("Whole amount ended by /-", Style(cents=False, around="{}/-")),
    "amount.slash-indian": ("Whole amount with lakhs, ended by /-", Style(cents=False, by_twos=True, around="{}/-")),
    "amount.usd": ("US dollars", Style(around="${}")),
    "amount.eur": ("Euros", Style(".", ",", around="{} €")),
    "amount.gbp": ("Pounds", Style(around="£{}")),
    "amount.inr": ("Indian rupees", Style(by_twos=True, around="₹{}")),
    "amount.brl": ("Brazilian reais", Style(".", ",", around="R$ {}")),
    "amount.jpy": ("Yen", Style(cents=False, around="¥{}")),
}


def amounts() -> list[Format]:
    """All of them."""
    made = [
        Format(name, title, _example(style), "Amounts", partial(lay_amount, style))
        for name, (title, style) in STYLES.items()
    ]
    made.append(
        Format("amount.over-100", "Amount with hundredths as XX/100", "1,234 56/100", "Amounts", lay_over_hundred)
    )
    return made


def lay_amount(style: Style, seen: str) -> Fit | None:
    """One to fifteen digits."""
    digits = digits_in(seen)
    if not 1 <= len(digits) <= LONGEST:
        return None
    cents = bool(re.search(r"[0-9][^0-9]+[0-9]{2}[^0-9]*\Z", seen)) if style.cents is None else style.cents
    if cents and len(digits) < 3:
        return None
    whole, decimals = (digits[:-2], digits[-2:]) if cents else (digits, "")
    return Fit(_written(style, whole, decimals), _prior(whole))


def lay_over_hundred(seen: str) -> Fit | None:
    """Whole part, two digits, and 100 under or behind a stroke; the 100 may be left out."""
    digits = digits_in(seen)
    named = digits.endswith("100") and len(digits) >= 6
    rest = digits[:-3] if named else digits
    if not 3 <= len(rest) <= LONGEST:
        return None
    whole, hundredths = rest[:-2], rest[-2:]
    return Fit(f"{grouped(whole, ',')} {hundredths}/100", _prior(whole) * (1.0 if named else 0.5))


def grouped(whole: str, separator: str, *, by_twos: bool = False) -> str:
    """Thousands set apart; by twos after the first three, as lakhs and crores are."""
    head, tail = whole[:-3], whole[-3:]
    size = 2 if by_twos else 3
    groups: list[str] = []
    while head:
        groups.insert(0, head[-size:])
        head = head[:-size]
    return separator.join([*groups, tail])


def _example(style: Style) -> str:
    digits = "123456"
    whole, decimals = (digits, "") if style.cents is False else (digits[:-2], digits[-2:])
    return _written(style, whole, decimals)


def _written(style: Style, whole: str, decimals: str) -> str:
    number = grouped(whole, style.thousands, by_twos=style.by_twos)
    return style.around.format(number + (style.point + decimals if decimals else ""))


def _prior(whole: str) -> float:
    return LEADING_ZERO if len(whole) > 1 and whole.startswith("0") else 1.0
