"""Several processes read from one queue: who they are, and which reading is in whose hands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db.base import Key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "workers",
        sa.Column("id", Key(22), nullable=False),
        sa.Column("beats", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.add_column("readings", sa.Column("claimed_by", Key(22), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("readings", "claimed_by")
    op.drop_table("workers")
