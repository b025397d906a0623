"""Tombstones are found by identifier: what was deleted is not shared again by a command that is repeated."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("tombstone_id", "tombstone", ["id", "owner"], unique=False)


def downgrade() -> None:
    op.drop_index("tombstone_id", table_name="tombstone")
