"""Numbers with check digits, by python-stdnum: how many digits, how they are grouped, and whether they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module

from vision.formats.format import Fit, Format, digits_in

Holds = Callable[[str], bool]

Row = tuple[str, str, str, str]
"""Title, module of stdnum, digits as they are grouped in writing (several with |), an example."""

NUMBERS: dict[str, Row] = {
    "card": ("Payment card", "luhn", "4 4 4 4|4 4 5|4 6 5|4 4 4 4 3|4 6 4", "4539 1488 0343 6467"),
    "aba": ("US routing number (ABA)", "us.rtn", "9", "111000025"),
    "ean": ("EAN, UPC or GTIN", "ean", "1 6 6|8|1 5 5 1|1 2 5 5 1", "4 006381 333931"),
    "isbn": ("ISBN, digits only", "isbn", "3 1 5 3 1|10", "978 3 16148 410 0"),
    "issn": ("ISSN, digits only", "issn", "4-4", "0317-8471"),
    "imei": ("IMEI of a phone", "imei", "2 6 6 1", "49 015420 323751 8"),
    "imo": ("IMO number of a ship", "imo", "7", "9319466"),
    "aadhaar": ("Indian Aadhaar", "in_.aadhaar", "4 4 4", "2341 2341 2346"),
    "cpf": ("Brazilian CPF", "br.cpf", "3.3.3-2", "390.533.447-05"),
    "cnpj": ("Brazilian CNPJ", "br.cnpj", "2.3.3/4-2", "16.727.230/0001-97"),
    "cuit": ("Argentine CUIT", "ar.cuit", "2-8-1", "20-05536168-2"),
    "cbu": ("Argentine bank account (CBU)", "ar.cbu", "8 14", "28505909 40090418135201"),
    "ssn": ("US social security number", "us.ssn", "3-2-4", "536-90-4399"),
    "ein": ("US employer number", "us.ein", "2-7", "91-1144442"),
    "sin": ("Canadian social insurance number", "ca.sin", "3-3-3", "123-456-782"),
    "nhs": ("UK NHS number", "gb.nhs", "3 3 4", "943 476 5870"),
    "nl-bsn": ("Dutch BSN", "nl.bsn", "9", "111222333"),
    "be-nn": ("Belgian national number", "be.nn", "2.2.2-3.2", "85.07.30-033.28"),
    "pesel": ("Polish PESEL", "pl.pesel", "11", "44051401359"),
    "pl-nip": ("Polish NIP", "pl.nip", "3-3-2-2", "856-734-62-15"),
    "de-idnr": ("German tax number (IdNr)", "de.idnr", "2 3 3 3", "36 574 261 809"),
    "fr-siren": ("French SIREN", "fr.siren", "3 3 3", "552 008 443"),
    "fr-siret": ("French SIRET", "fr.siret", "3 3 3 5", "732 829 320 00074"),
    "fr-nir": ("French social security number", "fr.nir", "1 2 2 2 3 3 2", "2 95 10 99 126 111 93"),
    "it-iva": ("Italian VAT number", "it.iva", "11", "00743110157"),
    "es-ccc": ("Spanish bank account (CCC)", "es.ccc", "4 4 2 10", "1234 1234 16 1234567890"),
    "pt-nif": ("Portuguese NIF", "pt.nif", "3 3 3", "501 964 843"),
    "ro-cnp": ("Romanian CNP", "ro.cnp", "13", "1630615123457"),
    "bg-egn": ("Bulgarian EGN", "bg.egn", "10", "7523169263"),
    "hr-oib": ("Croatian OIB", "hr.oib", "11", "33392005961"),
    "si-emso": ("EMŠO or JMBG", "si.emso", "13", "0101006500006"),
    "cz-rc": ("Czech or Slovak birth number", "cz.rc", "6/4|6/3", "710319/2745"),
    "ee-ik": ("Estonian personal code", "ee.ik", "11", "36805280109"),
    "lt-asmens": ("Lithuanian personal code", "lt.asmens", "11", "33309240064"),
    "gr-amka": ("Greek AMKA", "gr.amka", "11", "01013099997"),
    "no-fnr": ("Norwegian birth number", "no.fodselsnummer", "6 5", "151086 95088"),
    "no-orgnr": ("Norwegian organisation number", "no.orgnr", "3 3 3", "988 077 917"),
    "is-kt": ("Icelandic kennitala", "is_.kennitala", "6-4", "450401-3150"),
    "tr-kimlik": ("Turkish identity number", "tr.tckimlik", "11", "17291716060"),
    "il-id": ("Israeli identity number", "il.idnr", "9", "039337423"),
    "za-id": ("South African identity number", "za.idnr", "6 4 2 1", "750330 5044 08 9"),
    "kr-rrn": ("South Korean resident number", "kr.rrn", "6-7", "971013-9019902"),
    "th-pin": ("Thai identity number", "th.pin", "1-4-5-2-1", "1-2345-45678-78-1"),
    "ru-inn": ("Russian INN", "ru.inn", "10|12", "1234567894"),
    "au-tfn": ("Australian tax file number", "au.tfn", "3 3 3|3 3 2", "123 456 782"),
    "au-abn": ("Australian business number", "au.abn", "2 3 3 3", "83 914 571 673"),
}

IBANS = {
    "at": ("Austria", 20), "be": ("Belgium", 16), "cz": ("Czechia", 24), "de": ("Germany", 22), "dk": ("Denmark", 18),
    "ee": ("Estonia", 20), "es": ("Spain", 24), "fi": ("Finland", 18), "hr": ("Croatia", 21), "hu": ("Hungary", 28),
    "is": ("Iceland", 26), "lt": ("Lithuania", 20), "no": ("Norway", 15), "pl": ("Poland", 28), "pt": ("Portugal", 25),
    "rs": ("Serbia", 22), "se": ("Sweden", 24), "si": ("Slovenia", 19), "sk": ("Slovakia", 24),
}  # fmt: skip
"""Countries whose IBAN is two letters and digits, with the number of characters in all."""


@dataclass(frozen=True, slots=True)
class Groups:
    """How digits are grouped, such as 3.3.3-2: sizes, and what stands after each but the last."""

    sizes: tuple[int, ...]
    between: tuple[str, ...]

    @classmethod
    def of(cls, words: str) -> Groups:
        """From such words."""
        sizes = [""]
        between = []
        for sign in words:
            if sign.isdigit():
                sizes[-1] += sign
            else:
                between.append(sign)
                sizes.append("")
        return cls(tuple(map(int, sizes)), tuple(between))

    @property
    def digits(self) -> int:
        """How many in all."""
        return sum(self.sizes)

    def written(self, digits: str) -> str:
        """With what stands between the groups."""
        text, at = "", 0
        for size, sign in zip(self.sizes, (*self.between, ""), strict=True):
            text += digits[at : at + size] + sign
            at += size
        return text


def checked_numbers() -> list[Format]:
    """All of them, IBANs included, and the two plain algorithms."""
    made = [
        Format(name, title, example, "Numbers with check digits", partial(lay_checked, _groups(groups), module))
        for name, (title, module, groups, example) in NUMBERS.items()
    ]
    made += [
        Format(
            f"iban.{country}", f"IBAN of {title}, its digits", f"{country.upper()}…", "Bank accounts",
            partial(lay_iban, country.upper(), length - 2),
        )
        for country, (title, length) in IBANS.items()
    ]  # fmt: skip
    made += [
        Format(name, title, example, "Numbers with check digits", partial(lay_any_length, name))
        for name, title, example in (
            ("luhn", "Any number with a Luhn check digit", "79927398713"),
            ("verhoeff", "Any number with a Verhoeff check digit", "2363"),
        )
    ]
    return made


def lay_checked(groups: tuple[Groups, ...], module: str, seen: str) -> Fit | None:
    """Of the right number of digits, grouped; whether it holds by the number's own rules."""
    digits = digits_in(seen)
    for group in groups:
        if group.digits == len(digits):
            return Fit(group.written(digits), holds=holds(module)(digits))
    return None


def lay_iban(country: str, length: int, seen: str) -> Fit | None:
    """The digits behind the two letters, which are written before them: no reader of digits has seen them."""
    digits = digits_in(seen)
    if len(digits) != length:
        return None
    whole = country + digits
    text = " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))
    return Fit(text, holds=holds("iban")(whole))


def lay_any_length(module: str, seen: str) -> Fit | None:
    """Two digits or more."""
    digits = digits_in(seen)
    return Fit(digits, holds=holds(module)(digits)) if 2 <= len(digits) <= 40 else None


@cache
def holds(module: str) -> Holds:
    """The check of one of stdnum's modules, loaded when first asked for."""
    valid: Holds = import_module(f"stdnum.{module}").is_valid
    return valid


def _groups(words: str) -> tuple[Groups, ...]:
    return tuple(Groups.of(one) for one in words.split("|"))
