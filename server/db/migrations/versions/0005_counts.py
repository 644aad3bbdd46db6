"""How many numbers a reading has and how many of them a person should look at, for lists to say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTS = ("numbers", "to_check")


def upgrade() -> None:
    """Forward. Of what was read before it is not known."""
    for name in COUNTS:
        op.add_column("readings", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    """Back."""
    for name in reversed(COUNTS):
        op.drop_column("readings", name)
