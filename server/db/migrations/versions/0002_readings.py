"""Readings: uploads, the queue that they wait in, and what was read on their pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db.base import Key, LongBytes, LongText, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", Key(22), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pages_done", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("text", LongText, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("picture", Key(22), nullable=True),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_readings_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_readings_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_readings_user_id_id"), "readings", ["user_id", "id"])
    op.create_index(op.f("ix_readings_status_user_id_id"), "readings", ["status", "user_id", "id"])
    op.create_index(op.f("ix_readings_created"), "readings", ["created"])
    op.create_table(
        "read_pages",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reading", LongText, nullable=True),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("crops", LongBytes, nullable=True),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_read_pages_reading_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reading_id", "page", name=op.f("pk_read_pages")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("read_pages")
    op.drop_table("readings")
