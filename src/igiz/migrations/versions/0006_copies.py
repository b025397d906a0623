"""Objects say whether another partner had shared their identifier before, so that a list need not look."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("object", sa.Column("copy", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE object SET copy = true WHERE EXISTS "
        "(SELECT 1 FROM object AS other WHERE other.id = object.id AND other.number < object.number)"
    )


def downgrade() -> None:
    op.drop_column("object", "copy")
