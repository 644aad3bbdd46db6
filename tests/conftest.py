"""What every test rests on."""

from __future__ import annotations

import os

import hypothesis
import pytest

# Its deadlines are times on the wall, which say more about the machine's other work than about the code.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")

FOR_TESTS = "NUMERAL_TEST_"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests go last: its driver keeps an event loop of its own in this thread, where no other runs.

    What opens a database is marked, so that it can be run on another one: `-m database`.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if "database_url" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


def pytest_report_header() -> str:
    """Which database the tests of the server use."""
    kind = os.environ.get("NUMERAL_TEST_DATABASE_URL", "").partition("+")[0]
    others = "`make test-databases` runs the server's tests on PostgreSQL and MySQL too"
    return f"database: {kind or f'sqlite; {others}'}"


@pytest.fixture(scope="session", autouse=True)
def _settings_of_this_machine_do_not_count() -> None:
    """A developer's own NUMERAL_... variables must not change what the tests see."""
    for name in [name for name in os.environ if name.startswith("NUMERAL_") and not name.startswith(FOR_TESTS)]:
        del os.environ[name]
