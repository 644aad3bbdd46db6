"""Accounts: users, their sessions, links for a new password, counted attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db.base import Key, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("name_key", Key(96), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", Key(508), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name_key", name=op.f("uq_users_name_key")),
        sa.UniqueConstraint("email_key", name=op.f("uq_users_email_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", Key(64), nullable=False),
        sa.Column("public_id", Key(22), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("remember", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("last_seen", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sessions_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    op.create_index(op.f("ix_sessions_expires"), "sessions", ["expires"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", Key(16), nullable=False),
        sa.Column("account", Key(64), nullable=False),
        sa.Column("address", Key(45), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_account_at"), "attempts", ["account", "at"])
    op.create_index(op.f("ix_attempts_address_at"), "attempts", ["address", "at"])
    op.create_index(op.f("ix_attempts_at"), "attempts", ["at"])
    turns = op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    op.bulk_insert(turns, [{"id": number} for number in range(64)])
    op.create_table(
        "reset_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", Key(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reset_links_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reset_links_token_hash")),
    )
    op.create_index(op.f("ix_reset_links_user_id"), "reset_links", ["user_id"])


def downgrade() -> None:
    """Back."""
    for table in ("reset_links", "turns", "attempts", "sessions", "users"):
        op.drop_table(table)
