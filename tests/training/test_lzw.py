"""Files of Unix `compress`; the samples were made by that program."""

import base64

import pytest

from training.errors import DamagedData
from training.lzw import uncompress

SHORT = "H52QYcTICTMmDJmAA0EgJGhwoQI="
LONG = """
H52KMAIKHEiwoMGDCBMqXMiwocOHECNKnEixosWLGDNq3Mixo8ePIEOKHEmypMmTKFOqXMmypcuXMGPKnEmzps2bOHPq3Mmzp8+fQIMKHUq0qN
GjSJMqXcq0qdOnUKNKnUq1qtWrWLNq3cq1q9evYMOKHUu2rNmzaNOqXcu2rdu3cOPKnUu3rt27ePPq3cu3r9+/gAMLHky4sOHDiBMrXsy4sePH
kCNLnky5suXLmDNr3sy5s+fPoEOLHk26tOnTqFOrXs26tevXsGPLnk27tu3buHPr3s27t+/fwIMLH068uPHjyJMrX868ufPn0KNLn069uvXr2L
Nr3869u/fv4MOLH0++vPnz6NOrX8++vfv38OPLn0+/vv37+PPr38+/v///AAYo4IAEFmjggQgmqOCCDDbo4IMQRijhhBRWaOGFGGao4YYcdujh
hyCGKOKIJJZo4okopqjiiiy26OKLMMYo44w01mjjjTjmqOOOPPbo449ABinkkEQWaeSRSCap5JJMNunkk1BGKeWUVFZp5ZVYZqnlllx26eWXYI
Yp5phklmnmmWimqeaabLbp5ptwxinnnHTWaeedeOap55589unnn4AGKuighBZq6KGIJqrooow26uijkEYq6aSUVmrppZhmqummnHbq6aeghirq
qKSWauqQN6Sq6qqsturqq7DGKuustNZq66245qrrrrz26uuvwAYrbK844DBDDTHcAEMOMtiQww00wFDDDDnMcIMNNuCALLQx1NAsDTXQIEOyNM
wQQ7baWmvDtDKUC0O5MuAgQ6o1VBtDtDngcEMO2MKAgw3irnvvDDLMYMOyMZwbg7Q5gDsDDfnGMC4NN8hQgw0G0xCDse7iEBC/zd4wAwwx8FuD
twFZ/DG4J4d7rsj7ipzDxeZa++wM/56LbbEY35BsvDEQTEO6OZxbg7Hh2ms0xh/nAMMN2lassQztgnutttiOa2zQzd6LA8QazxwuDBYzG9DRJU
sMgw0LJ+s0xluXDDCzUKs8c9HyHsusuNVW3C3Eyzbc7rLe0pxvzBSTncPiBstQLb8+L6z30zTAy6+104pr8eAXa+vxuhgnjMOzC0eL89cnxztz
vEO3e2/RBRdrbdktG1u3ttF2KzrF9dbw9LOLJ7uvDTdsKzbGBw+r/PLMN+/889BHL/301Fdv/fXYZ6/99tx37/334Icv/vjkl2/++einr/767L
fv/vvwxy///PTXb//9+Oev//789+//////////////////////////////////////////////////////////////////////////////////
//////////////////////////////////////////////////////////////////////////////////////////////////////9LL/u2yz
b7bLTT9r3zthp7C3C440JrLrrTXsuuu/DKSy8=
"""
"""90,000 noughts, 400 sevens, noise, 12,000 sevens and noise again, with codes of at most 10 bits."""


def _noise(count: int) -> bytes:
    state, out = 1, bytearray()
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        out.append(48 + (state >> 16) % 10)
    return bytes(out)


def test_a_file_of_compress_is_read() -> None:
    """Nine-bit codes only."""
    assert uncompress(base64.b64decode(SHORT)) == b"abracadabra abracadabra\n"


def test_codes_grow_until_the_table_is_full() -> None:
    """The width changes at a power of two, and the codes after it begin at a multiple of eight codes."""
    assert uncompress(base64.b64decode(LONG)) == b"0" * 90_000 + b"7" * 400 + _noise(450) + b"7" * 12_000 + _noise(60)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08", b"\x1f\x9d", b"\x1f\x9d\x90" + b"\xff" * 20])
def test_other_and_damaged_files_are_refused(content: bytes) -> None:
    """Nothing, gzip, a header alone, codes that cannot be."""
    with pytest.raises(DamagedData):
        uncompress(content)
