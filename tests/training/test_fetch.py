"""Sets brought from a mirror on this machine."""

import gzip
from pathlib import Path

import pytest

from tests.training.serving import serving
from training.errors import FetchFailed, UnknownRecipe
from training.fetch import FETCHABLE, chosen, fetch, is_right
from training.homes import HOMES, Home


def _begin(home: Home) -> object:
    return lambda have, total: None


def test_everything_is_fetched_unless_sets_are_named() -> None:
    """MNIST has four files, the others one archive each."""
    assert len(chosen([])) == len(HOMES) == 7
    assert [home.file for home in chosen(["semeion"])] == ["uci/semeion.zip"]
    with pytest.raises(UnknownRecipe, match="pendigits"):
        chosen(["emnist"])


def test_every_home_is_a_secure_address_of_its_file() -> None:
    """The published files travel over https only; each ends in its own name or an archive's."""
    assert {home.name for home in HOMES} == set(FETCHABLE)
    for home in HOMES:
        for url in home.urls:
            assert url.startswith("https://")
            assert url.endswith((Path(home.file).name, ".zip"))


def test_a_mirror_is_asked_for_the_files_own_name_and_checked(tmp_path: Path) -> None:
    """A mirror is not trusted more than the home."""
    labels = next(home for home in HOMES if home.file.endswith("train-labels-idx1-ubyte.gz"))
    with serving({f"/m/{labels.file}": gzip.compress(b"other labels")}) as served:
        with pytest.raises(FetchFailed, match="should be"):
            fetch(labels, tmp_path, mirror=f"{served.address}/m/", begin=_begin)  # type: ignore[arg-type]
        assert served.asked == [(f"/m/{labels.file}", None)]
    assert not (tmp_path / labels.file).exists()


def test_homes_are_tried_in_turn(tmp_path: Path) -> None:
    """One host that is down must not stop anybody."""
    with serving({"/second/a.gz": b"content"}) as served:
        urls = (f"{served.address}/first/a.gz", f"{served.address}/second/a.gz")
        said = fetch(Home("mnist", "mnist/a.gz", urls, None), tmp_path, mirror=None, begin=_begin)  # type: ignore[arg-type]
    assert said == "fetched"
    assert (tmp_path / "mnist/a.gz").read_bytes() == b"content"
    assert [path for path, _ in served.asked] == ["/first/a.gz", "/second/a.gz"]


def test_a_file_of_other_content_is_not_taken_for_mnist(tmp_path: Path) -> None:
    """Neither by name alone, nor because it unzips."""
    path = tmp_path / "train-labels-idx1-ubyte.gz"
    home = next(home for home in HOMES if home.file.endswith(path.name))
    for content in (b"", b"no gzip", gzip.compress(b"labels")):
        path.write_bytes(content)
        assert not is_right(home, path)


def test_an_archive_that_is_not_one_is_deleted(tmp_path: Path) -> None:
    """A host's error page saved as .zip would be taken for the set for ever."""
    home = next(home for home in HOMES if home.name == "semeion")
    with serving({f"/{home.file}": b"<html>moved</html>"}) as served, pytest.raises(Exception, match="semeion"):
        fetch(home, tmp_path, mirror=served.address, begin=_begin)  # type: ignore[arg-type]
    assert not (tmp_path / home.file).exists()
