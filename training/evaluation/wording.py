"""What stands on printed pages: words of several languages, and numbers as offices write them."""

from __future__ import annotations

import numpy as np
from stdnum import iban as ibans

Rng = np.random.Generator

_TEXT = (
    "account balance total amount due paid invoice order delivery customer number date payment reference received with "
    "thanks office street road north goes soil lies island oil silo goose lodge bill bell hello zoo loss boss gloss "
    "please quote this on all letters we have sent you the goods below and ask for your reply within days of their "
    "arrival Rechnung Kunde Betrag fällig Lieferung Straße Konto Zahlung Gebühr Ostern Süden über facture client "
    "montant total livraison paiement élève île école août saldo cuenta importe fecha pedido año señal fattura cliente "
    "importo consegna totale città oggi tax net gross price unit box item size sheet Solo Gigi Ziel Bible Igloo "
    "Bristol"
)
WORDS = tuple(_TEXT.split())
"""Many with letters that look like digits."""

COUNTRIES = {"GB": "dddddddddddddd", "DE": "d" * 18, "FR": "d" * 23, "NL": "ABNAdddddddddd"}
"""National parts of IBANs; d is a digit."""


def number(rng: Rng, fewest: int = 3, most: int = 10) -> str:
    """Digits, the first no 0."""
    count = int(rng.integers(fewest, most + 1))
    return str(rng.integers(1, 10)) + "".join(str(d) for d in rng.integers(0, 10, count - 1))


def amount(rng: Rng) -> str:
    """Money with two places, its thousands marked in one of the ways that countries do."""
    value = float(np.exp(rng.uniform(0, 11)))
    text = f"{value:,.2f}"
    style = rng.integers(4)
    if style == 1:
        text = text.translate(str.maketrans(",.", ".,"))
    elif style == 2:
        text = text.replace(",", " ").replace(".", ",")
    elif style == 3:
        text = text.replace(",", "")
    sign = str(rng.choice(("", "", "$", "€", "£")))
    return sign + text


def day(rng: Rng) -> str:
    """A date in digits."""
    y, m, d = int(rng.integers(1999, 2031)), int(rng.integers(1, 13)), int(rng.integers(1, 29))
    forms = (f"{d:02}.{m:02}.{y}", f"{y}-{m:02}-{d:02}", f"{d:02}/{m:02}/{y}", f"{d:02}/{m:02}/{y % 100:02}")
    return str(rng.choice(forms))


def telephone(rng: Rng) -> str:
    """A number for a telephone in groups."""
    some = [number(rng, n, n) for n in (2, 2, 4, 4)]
    return str(rng.choice((f"+{some[0]} {some[1]} {some[2]} {some[3]}", f"0{some[1]} {some[2]}-{some[3]}")))


def code(rng: Rng) -> str:
    """Letters and digits together, as references are."""
    letters = "".join(rng.choice(list("ABCDEFHKMNPRTUVWX"), int(rng.integers(2, 4))))
    return str(
        rng.choice((f"{letters}{number(rng, 4, 6)}", f"{letters}-{rng.integers(1999, 2031)}-{number(rng, 3, 5)}"))
    )


def iban(rng: Rng) -> str:
    """With right check digits, in groups of four."""
    country = str(rng.choice(list(COUNTRIES)))
    letters = "BARC" if country == "GB" else ""
    national = letters + "".join(str(rng.integers(10)) if sign == "d" else sign for sign in COUNTRIES[country])
    return str(ibans.format(country + ibans.calc_check_digits(f"{country}00{national}") + national))
