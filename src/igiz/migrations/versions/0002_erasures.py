"""What was deleted, by identifier, so that a restored backup can be told."""

import sqlalchemy as sa
from alembic import op

from igiz.migrations import guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("partner", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    guards.guard(("erasure",))


def downgrade() -> None:
    guards.unguard(("erasure",))
    op.drop_table("erasure")
