"""Bring the public sets into the data folder; what is already there and right is not asked for again."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from training.download import Show, download
from training.errors import DamagedData, FetchFailed, UnknownRecipe
from training.homes import HOMES, MNIST_MD5, Home
from training.uci import EXPECTED, unpack

Begin = Callable[[Home], Show]
FETCHABLE = tuple(dict.fromkeys(home.name for home in HOMES))


def chosen(only: Iterable[str]) -> list[Home]:
    """The files of the named sets, of all when none is named. Raises UnknownRecipe."""
    names = list(only) or list(FETCHABLE)
    for name in names:
        if name not in FETCHABLE:
            raise UnknownRecipe(f"{name!r} cannot be fetched; these can: {', '.join(FETCHABLE)}.")
    return [home for home in HOMES if home.name in names]


def fetch(home: Home, data: Path, *, mirror: str | None, begin: Begin) -> str:
    """Bring one file and say what became of it. mirror: an address that has the files under their own names.

    Tries each home in turn. Raises FetchFailed, DamagedData.
    """
    path = data / home.file
    if path.exists() and is_right(home, path):
        return "already there"
    urls = (mirror.rstrip("/") + "/" + home.file,) if mirror else home.urls
    show = begin(home)
    for last, url in ((url == urls[-1], url) for url in urls):
        try:
            download(url, path, sha256=home.sha256, show=show)
            break
        except FetchFailed:
            if last:
                raise
    return _finish(home, path, data)


def is_right(home: Home, path: Path) -> bool:
    """Whether the file is the published one: by its checksum, or for MNIST repacked elsewhere by its content."""
    content = path.read_bytes()
    if home.sha256 is not None and hashlib.sha256(content).hexdigest() == home.sha256:
        return True
    if home.name != "mnist":
        return zipfile.is_zipfile(path)
    try:
        plain = gzip.decompress(content)
    except (OSError, EOFError):
        return False
    return hashlib.md5(plain, usedforsecurity=False).hexdigest() == MNIST_MD5[path.stem]


def _finish(home: Home, path: Path, data: Path) -> str:
    if home.name == "mnist":
        return "fetched"
    try:
        count = unpack(home.name, path, data)
    except DamagedData:
        path.unlink()
        raise
    note = "" if count == EXPECTED[home.name] else f"; {EXPECTED[home.name]:,} were expected"
    return f"fetched, {count:,} digits{note}"
