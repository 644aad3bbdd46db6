"""Files of Unix `compress` (.Z), which UCI still uses and Python's library does not read."""

from __future__ import annotations

from training.errors import DamagedData

MAGIC = b"\x1f\x9d"
CLEAR = 256


def uncompress(data: bytes) -> bytes:
    """The content of a .Z file in block mode (Welch 1984, codes of 9 to at most 16 bits). Raises DamagedData."""
    if data[:2] != MAGIC or len(data) < 3 or not data[2] & 0x80:
        raise DamagedData("This is not a .Z file in block mode.")
    longest = data[2] & 0x1F
    table = [bytes([value]) for value in range(256)] + [b""]
    out = bytearray()
    previous: bytes | None = None
    bits, at, start = 9, 24, 24
    while at + bits <= 8 * len(data):
        code = int.from_bytes(data[at // 8 : at // 8 + 4], "little") >> (at % 8) & ((1 << bits) - 1)
        at += bits
        if code == CLEAR:
            # After a clear, as after each change of width, codes go on at a multiple of eight codes.
            at = start = _aligned(at, start, bits)
            table, previous, bits = table[:257], None, 9
            continue
        entry = _entry(table, code, previous)
        out += entry
        if previous is not None and len(table) < 1 << longest:
            table.append(previous + entry[:1])
        previous = entry
        if len(table) + 1 > 1 << bits and bits < longest:
            at = start = _aligned(at, start, bits)
            bits += 1
    return bytes(out)


def _entry(table: list[bytes], code: int, previous: bytes | None) -> bytes:
    if code < len(table):
        return table[code]
    if previous is None or code > len(table):
        raise DamagedData("The .Z file is damaged.")
    return previous + previous[:1]


def _aligned(at: int, start: int, bits: int) -> int:
    group = 8 * bits
    return start + -(-(at - start) // group) * group
