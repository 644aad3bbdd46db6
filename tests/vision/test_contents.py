"""No more of a source is read than the limits allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from vision.contents import contents
from vision.errors import EmptySource, TooManyBytes, Unreadable
from vision.limits import Limits

FIVE_BYTES = Limits(bytes=5)


def test_a_file_as_large_as_the_limit_is_read(tmp_path: Path) -> None:
    """The limit is the last size that is allowed."""
    file = tmp_path / "five"
    file.write_bytes(b"12345")
    assert contents(file, FIVE_BYTES) == contents(b"12345", FIVE_BYTES) == b"12345"


def test_one_byte_more_is_refused(tmp_path: Path) -> None:
    """Bytes and files obey the same limit."""
    file = tmp_path / "six"
    file.write_bytes(b"123456")
    for data in (file, b"123456"):
        with pytest.raises(TooManyBytes, match="5 bytes"):
            contents(data, FIVE_BYTES)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_without_an_end_is_cut_off() -> None:
    """It states a size of 0, so asking the file system first would not have helped."""
    with pytest.raises(TooManyBytes):
        contents(Path("/dev/zero"), FIVE_BYTES)


def test_nothing_is_an_empty_source(tmp_path: Path) -> None:
    """A file of no bytes and no bytes at all are the same trouble."""
    file = tmp_path / "nothing"
    file.touch()
    for data in (file, b""):
        with pytest.raises(EmptySource):
            contents(data, FIVE_BYTES)


@pytest.mark.parametrize("name", ["missing", ".", "null\0byte"])
def test_what_the_file_system_will_not_give_is_unreadable(tmp_path: Path, name: str) -> None:
    """A missing file, a folder and an impossible name are expected trouble, not bugs."""
    with pytest.raises(Unreadable):
        contents(tmp_path / name, FIVE_BYTES)
