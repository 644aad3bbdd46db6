"""What to do with a reading as a whole, as its lines say it: its confidence alone does not tell."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. Of what was read before it is not known."""
    op.add_column("readings", sa.Column("verdict", sa.String(6), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("readings", "verdict")
