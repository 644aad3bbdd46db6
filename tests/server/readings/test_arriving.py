"""A file on its way in: one call for a small one, and nothing left of one that is dropped at any moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

import pytest

from server.readings.arriving import ArrivingFile
from server.readings.incoming import Incoming
from server.readings.storage import FolderStorage
from tests.server.pictures import jpeg
from vision import Limits, VisionError

MOST = 1 << 20


class SlowStorage(FolderStorage):
    """Waits before a file is kept until it may go on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Incoming(folder / "incoming"), spare_bytes=0)
        self.about_to_keep, self.may_go_on = threading.Event(), threading.Event()
        self.may_go_on.set()

    def keep(self, arrived: Path) -> str:
        self.about_to_keep.set()
        assert self.may_go_on.wait(10)
        return super().keep(arrived)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[SlowStorage]:
    """An empty one in a folder of its own."""
    opened = SlowStorage(tmp_path)
    opened.open()
    yield opened
    opened.close()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_written_in_pieces_is_kept_whole(storage: SlowStorage, tmp_path: Path) -> None:
    """Judged by its content; of its way in nothing is left."""
    picture = jpeg("2467")
    file = ArrivingFile(storage, MOST)
    file.write(picture[:100])
    kind, pages, name = file.take_in(picture[100:], Limits(), is_ink=False)
    assert (kind, pages) == ("jpeg", 1)
    assert files_in(tmp_path) == [storage.fetch(name)]
    assert storage.fetch(name).read_bytes() == picture


def test_one_that_is_no_picture_is_dropped(storage: SlowStorage, tmp_path: Path) -> None:
    """By whoever is told of it."""
    file = ArrivingFile(storage, MOST)
    with pytest.raises(VisionError):
        file.take_in(b"no picture", Limits(), is_ink=False)
    file.drop()
    assert not files_in(tmp_path)


def test_one_dropped_while_it_is_taken_in_leaves_nothing(storage: SlowStorage, tmp_path: Path) -> None:
    """A request that is cancelled leaves its thread behind, in which the picture is kept just then."""
    storage.may_go_on.clear()
    file = ArrivingFile(storage, MOST)
    with ThreadPoolExecutor(2) as threads:
        taken_in = threads.submit(file.take_in, jpeg("2467"), Limits(), is_ink=False)
        assert storage.about_to_keep.wait(10)
        dropped = threads.submit(file.drop)
        storage.may_go_on.set()
        assert taken_in.result()
        dropped.result()
    assert not files_in(tmp_path)


def test_what_comes_after_the_drop_is_not_begun_again(storage: SlowStorage, tmp_path: Path) -> None:
    """A write that waited for its thread."""
    file = ArrivingFile(storage, MOST)
    file.drop()
    with pytest.raises(CancelledError):
        file.write(b"late")
    assert not files_in(tmp_path)
