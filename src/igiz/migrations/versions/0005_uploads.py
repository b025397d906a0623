"""Who added a file that no report of theirs names yet."""

import sqlalchemy as sa
from alembic import op

from igiz.migrations import guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["principal.id"]),
        sa.ForeignKeyConstraint(["person"], ["principal.id"]),
        sa.PrimaryKeyConstraint("sha256", "person"),
    )
    guards.guard(("upload",))


def downgrade() -> None:
    guards.unguard(("upload",))
    op.drop_table("upload")
