"""For tests that are about SQLite itself."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def tmp_path_url(tmp_path: Path) -> str:
    """An SQLite file in a folder that does not exist yet, whichever database the other tests use."""
    return f"sqlite+aiosqlite:///{tmp_path / 'new' / 'numeral.sqlite3'}"
