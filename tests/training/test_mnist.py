"""MNIST's files."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from tests.training.tiny import digits, write_idx, write_mnist
from training.errors import DamagedData, MissingData
from training.mnist import load_mnist, read_idx


def test_pictures_labels_and_writers_come_in_the_files_order(tmp_path: Path) -> None:
    """The writers are what validation is split by."""
    write_mnist(tmp_path)
    samples = load_mnist(tmp_path, "train")
    assert np.array_equal(samples.images, digits(40).images)
    assert np.array_equal(samples.labels, digits(40).labels)
    assert samples.groups[:5].tolist() == ["mnist-0"] * 4 + ["mnist-1"]
    assert not set(samples.groups) & set(load_mnist(tmp_path, "test").groups)


def test_unzipped_files_are_read_too(tmp_path: Path) -> None:
    """Many people have MNIST unpacked."""
    write_idx(tmp_path / "a.gz", digits(3).images)
    (tmp_path / "a").write_bytes(gzip.decompress((tmp_path / "a.gz").read_bytes()))
    (tmp_path / "a.gz").unlink()
    assert np.array_equal(read_idx(tmp_path / "a.gz"), digits(3).images)


def test_a_missing_file_says_how_to_get_it(tmp_path: Path) -> None:
    """Nobody should have to look up where MNIST is."""
    with pytest.raises(MissingData, match="numeral-train fetch"):
        load_mnist(tmp_path, "train")


@pytest.mark.parametrize("content", [b"", b"not gzip", gzip.compress(b"\0\0\x08\x01\0\0\0\x09abc")])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    """An empty, a foreign and a cut file."""
    (tmp_path / "a.gz").write_bytes(content)
    with pytest.raises(DamagedData, match=r"a\.gz"):
        read_idx(tmp_path / "a.gz")
