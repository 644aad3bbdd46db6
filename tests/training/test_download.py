"""Downloads from a real server on this machine."""

import hashlib
from pathlib import Path

import pytest

from tests.training.serving import serving
from training.download import download
from training.errors import FetchFailed

CONTENT = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def _quiet(have: int, total: int | None) -> None:
    """Nobody is watching."""


def test_a_file_arrives_whole_and_its_bar_moves(tmp_path: Path) -> None:
    """The last thing shown is all of it."""
    shown: list[tuple[int, int | None]] = []
    with serving({"/a": CONTENT}) as served:
        found = download(f"{served.address}/a", tmp_path / "a", sha256=SHA256, show=lambda *at: shown.append(at))
    assert found == SHA256
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert shown[-1] == (len(CONTENT), len(CONTENT))
    assert [have for have, _ in shown] == sorted(have for have, _ in shown)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_broken_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """The second request asks for the rest only."""
    with serving({"/a": CONTENT}) as served:
        served.breaks_after = 300_000
        with pytest.raises(FetchFailed, match="run the command again"):
            download(f"{served.address}/a", tmp_path / "a", sha256=SHA256, show=_quiet)
        assert not (tmp_path / "a").exists()
        have = (tmp_path / "a.part").stat().st_size
        assert 0 < have <= 300_000
        download(f"{served.address}/a", tmp_path / "a", sha256=SHA256, show=_quiet)
    assert served.asked == [("/a", None), ("/a", f"bytes={have}-")]
    assert (tmp_path / "a").read_bytes() == CONTENT


def test_a_server_that_cannot_go_on_is_read_from_the_start(tmp_path: Path) -> None:
    """It answers 200 with all of it: appending that would double the file's head."""
    (tmp_path / "a.part").write_bytes(CONTENT[:1000])
    with serving({"/a": CONTENT}, continues=False) as served:
        download(f"{served.address}/a", tmp_path / "a", sha256=SHA256, show=_quiet)
    assert (tmp_path / "a").read_bytes() == CONTENT


def test_a_part_that_is_as_long_as_the_file_starts_over(tmp_path: Path) -> None:
    """The server has nothing past its end (416); the part may be of another file."""
    (tmp_path / "a.part").write_bytes(b"x" * len(CONTENT))
    with serving({"/a": CONTENT}) as served:
        download(f"{served.address}/a", tmp_path / "a", sha256=SHA256, show=_quiet)
    assert (tmp_path / "a").read_bytes() == CONTENT


def test_a_wrong_checksum_leaves_nothing_behind(tmp_path: Path) -> None:
    """Going on with a wrong file would never make it right."""
    with serving({"/a": b"something else"}) as served, pytest.raises(FetchFailed, match="should be"):
        download(f"{served.address}/a", tmp_path / "a", sha256=SHA256, show=_quiet)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_and_a_missing_server_are_said_plainly(tmp_path: Path) -> None:
    """With what was asked for, and what to do."""
    with serving({}) as served:
        with pytest.raises(FetchFailed, match="404"):
            download(f"{served.address}/a", tmp_path / "a", sha256=None, show=_quiet)
        gone = served.address
    with pytest.raises(FetchFailed, match="connection"):
        download(f"{gone}/a", tmp_path / "a", sha256=None, show=_quiet)
    with pytest.raises(FetchFailed, match="no http"):
        download("file:///etc/hostname", tmp_path / "a", sha256=None, show=_quiet)
