"""The base of all tables, and column types that mean the same on SQLite, PostgreSQL and MySQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, LargeBinary, MetaData, String, Text
from sqlalchemy.dialects.mysql import DATETIME, MEDIUMBLOB, MEDIUMTEXT, VARCHAR
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

# Every constraint has a name, or migrations could not drop it again.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Each feature declares its tables on this base and adds a migration for them."""

    metadata = MetaData(naming_convention=NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, to the microsecond; stored without zone, which all three databases do alike."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """MySQL drops fractions of a second unless told otherwise."""
        return dialect.type_descriptor(DATETIME(fsp=6) if _is_mysql(dialect) else DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError on a naive datetime: nobody could say which moment it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The zone is put back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Key(TypeDecorator[str]):
    """Text compared byte by byte: MySQL would otherwise hold `é` and `e`, or `A` and `a`, to be the same."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """`Key(n)` holds at most n characters."""
        exact = VARCHAR(self.length, charset="utf8mb4", collation="utf8mb4_bin")
        return dialect.type_descriptor(exact if _is_mysql(dialect) else String(self.length))


LongText = Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")
"""Up to 16 MB of text; MySQL's own TEXT ends at 64 KiB."""

LongBytes = LargeBinary().with_variant(MEDIUMBLOB(), "mysql", "mariadb")
"""The same for bytes."""


CLOCK_SKEW = timedelta(minutes=1)
"""So far the clocks of two servers may differ. What lies further in the future was written before a clock was set
back: it must not count until that moment comes again."""


def utc_now() -> datetime:
    """The one clock of the server's records."""
    return datetime.now(UTC)


def _is_mysql(dialect: Dialect) -> bool:
    return dialect.name in ("mysql", "mariadb")
