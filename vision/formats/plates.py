"""Number plates by country, in the pattern language: letters are places that hold no digit.

The series in use today and those that still are on many roads; personal and diplomatic plates are not in here.
"""

from __future__ import annotations

PLATES = {
    "at": ("Austria", "L{1,2}-d{1,5}L{1,3}"),
    "be": ("Belgium", "d-LLL-ddd|LLL-ddd"),
    "bg": ("Bulgaria", "L{1,2} dddd LL"),
    "cy": ("Cyprus", "LLL ddd"),
    "cz": ("Czechia", "dLd dddd|dLL dddd"),
    "de": ("Germany", "L{1,3}-L{1,2} d{1,4}"),
    "dk": ("Denmark", "LL dd ddd"),
    "ee": ("Estonia", "ddd LLL"),
    "es": ("Spain", "dddd LLL"),
    "fi": ("Finland", "LLL-ddd"),
    "fr": ("France", "LL-ddd-LL"),
    "gr": ("Greece", "LLL-dddd"),
    "hr": ("Croatia", "LL d{3,4}-L{1,2}"),
    "hu": ("Hungary", "LL LL-ddd|LLL-ddd"),
    "ie": ("Ireland", "ddd-L{1,2}-d{1,6}|dd-L{1,2}-d{1,6}"),
    "it": ("Italy", "LL ddd LL"),
    "lt": ("Lithuania", "LLL ddd"),
    "lu": ("Luxembourg", "LL dddd"),
    "lv": ("Latvia", "LL-d{1,4}"),
    "mt": ("Malta", "LLL ddd"),
    "nl": ("Netherlands", "L-ddd-LL|LL-ddd-L|d-LLL-dd|dd-LLL-d|LLL-dd-L|dd-LL-LL|LL-LL-dd|LL-dd-LL|dd-LL-dd|LL-dd-dd"),
    "pl": ("Poland", "L{2,3} d{4,5}|L{2,3} d{3,4}L{1,2}|L{2,3} ddLdd"),
    "pt": ("Portugal", "LL-dd-LL|dd-LL-dd|dd-dd-LL|LL-dd-dd"),
    "ro": ("Romania", "L{1,2} d{2,3} LLL"),
    "se": ("Sweden", "LLL ddd|LLL ddL"),
    "si": ("Slovenia", "LL ddd-LL|LL LL-ddd|LL Ld-ddd"),
    "sk": ("Slovakia", "LL ddd LL|LL dddLL"),
    "uk": ("United Kingdom", "LLdd LLL|Ld{1,3} LLL|LLL d{1,3}L"),
    "us": ("US states", "L{1,4} d{3,4}|d{1,4} L{2,4}|d{1,3}L{1,4}d{1,4}|L{1,3}d{1,3}L{1,3}|L{1,2}dLd{2,4}|d{3} d{3,4}"),
    "br": ("Brazil, before 2018", "LLL-dddd"),
    "br-mercosul": ("Brazil, Mercosul", "LLLdLdd"),
    "ar": ("Argentina, before 2016", "LLL ddd"),
    "ar-mercosur": ("Argentina, Mercosur", "LL ddd LL"),
    "in": ("India", "LL dd L{1,3} dddd|LL d{1,2} L{1,3} d{1,4}"),
}

POSTCODES = {
    "postcode.us": ("US ZIP code", "ddddd|ddddd-dddd", "20500-0003"),
    "postcode.in": ("Indian PIN code", "|".join(f"{first}dd ddd" for first in range(1, 10)), "110 001"),
    "postcode.br": ("Brazilian CEP", "ddddd-ddd", "01310-100"),
    "postcode.de": ("Postcode of five digits (DE, FR, ES, IT, FI, HR, EE, TR …)", "ddddd", "10117"),
    "postcode.at": ("Postcode of four digits (AT, CH, BE, DK, HU, NO, AU …)", "dddd", "1010"),
    "postcode.pl": ("Polish postcode", "dd-ddd", "00-001"),
    "postcode.pt": ("Portuguese postcode", "dddd-ddd", "1000-001"),
    "postcode.se": ("Postcode of three and two digits (SE, CZ, SK, GR)", "ddd dd", "111 22"),
    "postcode.jp": ("Japanese postcode", "ddd-dddd", "100-0001"),
    "postcode.cn": ("Postcode of six digits (CN, RU, RO, SG …)", "dddddd", "100000"),
}
