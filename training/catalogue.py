"""The sets that Numeral knows: where each comes from, under which licence as stated, and what it may be used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from training.errors import UnknownRecipe

Ship = Literal["yes", "unclear", "no"]
Kind = Literal["isolated", "ink", "photo", "made"]


@dataclass(frozen=True, slots=True)
class SetInfo:
    """One set. ship: whether weights trained on it may ship as `permissive` (yes) or only as `full` (unclear)."""

    name: str
    title: str
    source: str
    licence: str
    ship: Ship
    kind: Kind


_SETS = (
    SetInfo(
        "mnist",
        "MNIST",
        "LeCun, Cortes, Burges",
        "CC BY-SA 3.0 by widespread statement, unverified",
        "yes",
        "isolated",
    ),
    SetInfo("bhmsds", "BHMSDS", "github.com/wblachowski/bhmsds", "MIT", "yes", "isolated"),
    SetInfo(
        "printed_digits",
        "printed digits",
        "github.com/kaydee0502/printed-digits-dataset",
        "MIT",
        "yes",
        "isolated",
    ),
    SetInfo("sudoku_cells", "sudoku cells", "github.com/AlexKubiesa/sudoku-scanner", "MIT", "yes", "photo"),
    SetInfo("semeion", "Semeion", "UCI Machine Learning Repository", "CC BY 4.0", "yes", "isolated"),
    SetInfo(
        "optdigits",
        "optdigits, 32 x 32 originals",
        "UCI Machine Learning Repository",
        "CC BY 4.0",
        "yes",
        "isolated",
    ),
    SetInfo(
        "meters", "counter digits", "Roboflow, user sambhavs-vision, number extraction v1", "CC BY 4.0", "yes", "photo"
    ),
    SetInfo("pendigits", "pendigits", "UCI Machine Learning Repository", "CC BY 4.0", "yes", "ink"),
    SetInfo("ujipen", "UJIpenchars2 digits", "github.com/bridger/NumberPad", "Apache-2.0", "yes", "ink"),
    SetInfo("numberpad", "NumberPad", "github.com/bridger/NumberPad", "Apache-2.0", "yes", "ink"),
    SetInfo("usps", "USPS train", "niuers/Learning-From-Data-A-Short-Course", "not stated", "unclear", "isolated"),
    SetInfo("ardis", "ARDIS IV train", "github.com/ARDISDataset/ARDIS", "not stated", "unclear", "isolated"),
    SetInfo(
        "chars74k_fonts",
        "Chars74K fonts, 28 x 28",
        "github.com/dnth/car_plate_localization",
        "not stated",
        "unclear",
        "isolated",
    ),
    SetInfo("digilets", "DigiLeTs", "github.com/CognitiveModeling/DigiLeTs", "not stated", "unclear", "ink"),
    SetInfo(
        "chars74k_pen",
        "Chars74K trajectories",
        "github.com/aparrish/chars74k-json-dump",
        "code CC0; data: Chars74K's own terms",
        "unclear",
        "ink",
    ),
    SetInfo(
        "fonts",
        "printed digits, letters and signs",
        "drawn by Numeral from free fonts",
        "OFL-1.1, Apache-2.0, MIT, BSD and other free licences, by package in training/fonts.json",
        "yes",
        "made",
    ),
    SetInfo("shapes", "segment displays and pen-like digit forms", "drawn by Numeral", "Apache-2.0", "yes", "made"),
    SetInfo(
        "strings",
        "lines of digits, cut by Numeral's segmentation",
        "composed by Numeral from MNIST, BHMSDS, optdigits, pendigits, UJIpenchars2 and the fonts",
        "as the digits",
        "yes",
        "made",
    ),
    SetInfo(
        "rubbish", "things that are no digits", "made by Numeral from the digits above", "as the digits", "yes", "made"
    ),
)
HELD_OUT = {
    "mnist": "other writers of it",
    "bhmsds": "other sheets of it",
    "meters": "other kinds of counter of it",
    "pendigits": "other writers of it",
    "optdigits": "other samples of it, perhaps of the same writers",
    "digilets": "other writers of it",
    "chars74k_pen": "other writers of it",
    "chars74k_fonts": "other fonts of it",
    "fonts": "other fonts of it",
    "strings": "other lines of the same digits",
}
"""What the held-out part of a set that is trained on consists of."""
SETS = {info.name: info for info in _SETS}


def set_info(name: str) -> SetInfo:
    """The set of that name. Raises UnknownRecipe."""
    if name not in SETS:
        raise UnknownRecipe(f"There is no set {name!r}; there are: {', '.join(SETS)}.")
    return SETS[name]
