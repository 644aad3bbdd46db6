"""Where the sets that `fetch` brings are published, and how they are known to be right.

MNIST's checksums are of the official files (the first two and the last agree with copies at hand; the unzipped
content of all four does). UCI publishes no checksums: Semeion's is the one that torchvision has used for years, the
archives of the other two are checked by what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Home:
    """One file of a set. sha256 is None where none is published."""

    name: str
    file: str
    urls: tuple[str, ...]
    sha256: str | None


_MNIST = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
_UCI = "https://archive.ics.uci.edu/static/public/"


def _mnist(file: str, sha256: str) -> Home:
    return Home("mnist", f"mnist/{file}", tuple(home + file for home in _MNIST), sha256)


HOMES = (
    _mnist("t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
    _mnist("train-labels-idx1-ubyte.gz", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
    _mnist("train-images-idx3-ubyte.gz", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
    _mnist("t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    Home("pendigits", "uci/pendigits.zip", (_UCI + "81/pen+based+recognition+of+handwritten+digits.zip",), None),
    Home("optdigits", "uci/optdigits.zip", (_UCI + "80/optical+recognition+of+handwritten+digits.zip",), None),
    Home("semeion", "uci/semeion.zip", (_UCI + "178/semeion+handwritten+digit.zip",), None),
)
SEMEION_MD5 = "cb545d371d2ce14ec121470795a77432"
"""Of semeion.data inside the archive."""

MNIST_MD5 = {
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
}
"""Of the unzipped files."""
