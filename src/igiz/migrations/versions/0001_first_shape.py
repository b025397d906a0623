"""The first shape of the database."""

import sqlalchemy as sa
from alembic import op

from igiz.migrations import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDED = (
    "object", "object_version", "tombstone", "sharing_group", "audience", "audience_ref", "object_text", "reference",
    "disclosure", "attachment", "membership", "feed", "shown", "announcement", "taxii_status", "draft", "outbox",
    "set_aside", "audit_leaf",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("building", sa.Integer(), nullable=True),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("house_number", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "area",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "audience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size"),
    )
    op.create_table(
        "audit_key",
        sa.Column("since", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("since"),
    )
    op.create_table(
        "audit_leaf",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("partner", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_leaf_partner", "audit_leaf", ["partner", "number"], unique=False)
    op.create_index("audit_leaf_subject", "audit_leaf", ["subject"], unique=False)
    op.create_table(
        "audit_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number"),
    )
    op.create_table(
        "building",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("height_m", sa.Float(), nullable=True),
        sa.Column("footprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "draft",
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "id"),
    )
    op.create_table(
        "gazetteer",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("gazetteer_folded", "gazetteer", ["kind", "folded"], unique=False)
    op.create_table(
        "geography_source",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("schematic", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "handler_cursor",
        sa.Column("handler", sa.String(length=200), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("handler"),
    )
    op.create_table(
        "instance",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "junction",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "layer",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "measure_level",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("then", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("authority", sa.String(length=300), nullable=False),
        sa.Column("decider", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_measure_level_until"), "measure_level", ["until"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index(op.f("ix_outbox_type"), "outbox", ["type"], unique=False)
    op.create_table(
        "point",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "principal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ref"),
    )
    op.create_table(
        "role",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title_nl", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "set_aside",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handler", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", "handler"),
    )
    op.create_table(
        "site",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("partner", sa.String(length=300), nullable=True),
        sa.Column("stand_off_m", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "street",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("class", sa.String(length=20), nullable=False),
        sa.Column("length_m", sa.Float(), nullable=False),
        sa.Column("travel_time_s", sa.Float(), nullable=False),
        sa.Column("modes", sa.Integer(), nullable=False),
        sa.Column("one_way", sa.Boolean(), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "surface",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "tram_line",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "tree",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("height_m", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "zone",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("radius_m", sa.Float(), nullable=False),
        sa.Column("time_zone", sa.String(length=100), nullable=False),
        sa.Column("crs", sa.String(length=100), nullable=False),
        sa.Column("ceiling", sa.Text(), nullable=True),
        sa.Column("forbidden", sa.Text(), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "attachment",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("sha256", "owner"),
    )
    op.create_table(
        "audience_count",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=250), nullable=False),
        sa.Column("objects", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.PrimaryKeyConstraint("audience", "type"),
    )
    op.create_table(
        "audience_ref",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.PrimaryKeyConstraint("audience", "ref"),
    )
    op.create_index("audience_ref_ref", "audience_ref", ["ref"], unique=False)
    op.create_table(
        "object",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=True),
        sa.Column("type", sa.String(length=250), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=True),
        sa.Column("severity", sa.String(length=10), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("delete_after", sa.BigInteger(), nullable=True),
        sa.Column("break_glass", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.ForeignKeyConstraint(
            ["author"],
            ["principal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("object_audience", "object", ["audience", "type", "position"], unique=False)
    op.create_index(
        "object_delete_after",
        "object",
        ["delete_after"],
        unique=False,
        sqlite_where=sa.text("delete_after IS NOT NULL"),
        postgresql_where=sa.text("delete_after IS NOT NULL"),
    )
    op.create_index("object_id", "object", ["id", "owner"], unique=True)
    op.create_index("object_position", "object", ["position", "audience"], unique=True)
    op.create_index(
        "object_report",
        "object",
        ["position", "audience"],
        unique=False,
        sqlite_where=sa.text("type = 'report'"),
        postgresql_where=sa.text("type = 'report'"),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.Integer(), nullable=False),
        sa.Column("name_nl", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("short", sa.String(length=60), nullable=False),
        sa.Column("handle", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("controller", sa.String(length=300), nullable=False),
        sa.Column("regime", sa.String(length=20), nullable=False),
        sa.Column("shows_persons", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["principal"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("handle"),
        sa.UniqueConstraint("position"),
        sa.UniqueConstraint("principal"),
    )
    op.create_table(
        "role_desk",
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("desk", sa.String(length=60), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role"],
            ["role.name"],
        ),
        sa.PrimaryKeyConstraint("role", "desk"),
    )
    op.create_table(
        "sharing_group",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=2000), nullable=False),
        sa.Column("owner", sa.String(length=300), nullable=False),
        sa.Column("precision_m", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tombstone",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=250), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_table(
        "visible",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("principal", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("min_level", sa.Integer(), nullable=False),
        sa.Column("precision_m", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.ForeignKeyConstraint(
            ["principal"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("visible_audience", "visible", ["audience"], unique=False)
    op.create_index("visible_principal", "visible", ["principal", "audience"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("object", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=100), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["object"], ["object.number"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["recipient"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("object", "recipient", "ground"),
    )
    op.create_table(
        "feed",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("principal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("object", sa.Integer(), nullable=True),
        sa.Column("object_id", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["principal"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("feed_principal", "feed", ["principal", "position"], unique=False)
    op.create_table(
        "announcement",
        sa.Column("principal", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.ForeignKeyConstraint(
            ["principal"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("principal", "audience"),
    )
    op.create_table(
        "shown",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("principal", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=250), nullable=False),
        sa.Column("object", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.ForeignKeyConstraint(["object"], ["object.number"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["principal"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("shown_object", "shown", ["object"], unique=False)
    op.create_index("shown_principal", "shown", ["principal", "audience", "type", "position"], unique=False)
    op.create_table(
        "taxii_status",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("poster", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poster"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("taxii_status_at", "taxii_status", ["at"], unique=False)
    op.create_table(
        "membership",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=300), nullable=False),
        sa.Column("partner", sa.String(length=300), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("min_level", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["group"],
            ["sharing_group.id"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("membership_group", "membership", ["group", "until"], unique=False)
    op.create_table(
        "object_text",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["audience"], ["audience.id"]),
        sa.ForeignKeyConstraint(["number"], ["object.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "object_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("object", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"],
            ["audience.id"],
        ),
        sa.ForeignKeyConstraint(
            ["author"],
            ["principal.id"],
        ),
        sa.ForeignKeyConstraint(["object"], ["object.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("object_version_object", "object_version", ["object", "version"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("login", sa.String(length=300), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner"],
            ["partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["principal"],
            ["principal.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
        sa.UniqueConstraint("position"),
        sa.UniqueConstraint("principal"),
    )
    op.create_index("person_partner", "person", ["partner", "position"], unique=False)
    op.create_table(
        "reference",
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["object.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "target"),
    )
    op.create_index("reference_target", "reference", ["target"], unique=False)
    op.create_table(
        "challenge",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=300), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_challenge_expires"), "challenge", ["expires"], unique=False)
    op.create_table(
        "demo_role",
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("title_nl", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "invitation",
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential"),
    )
    op.create_index("passkey_person", "passkey", ["person"], unique=False)
    op.create_table(
        "password",
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("hash", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "person_role",
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["role"],
            ["role.name"],
        ),
        sa.PrimaryKeyConstraint("person", "role"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("idle_end", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("session_expires", "session", ["expires"], unique=False)
    op.create_index("session_person", "session", ["person"], unique=False)
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("basic", sa.Boolean(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        sa.UniqueConstraint("position"),
        sa.UniqueConstraint("user"),
    )
    op.create_index("token_person", "token", ["person"], unique=False)
    op.create_table(
        "totp",
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person"),
    )
    guards.first_rows()
    guards.search()
    guards.guard(GUARDED)


def downgrade() -> None:
    guards.unguard(GUARDED)
    guards.unsearch()
    op.drop_table("totp")
    op.drop_index("token_person", table_name="token")
    op.drop_table("token")
    op.drop_index("session_person", table_name="session")
    op.drop_index("session_expires", table_name="session")
    op.drop_table("session")
    op.drop_table("person_role")
    op.drop_table("password")
    op.drop_index("passkey_person", table_name="passkey")
    op.drop_table("passkey")
    op.drop_table("invitation")
    op.drop_table("demo_role")
    op.drop_index(op.f("ix_challenge_expires"), table_name="challenge")
    op.drop_table("challenge")
    op.drop_index("reference_target", table_name="reference")
    op.drop_table("reference")
    op.drop_index("person_partner", table_name="person")
    op.drop_table("person")
    op.drop_index("object_version_object", table_name="object_version")
    op.drop_table("object_version")
    op.drop_table("object_text")
    op.drop_index("membership_group", table_name="membership")
    op.drop_table("membership")
    op.drop_index("taxii_status_at", table_name="taxii_status")
    op.drop_table("taxii_status")
    op.drop_index("shown_principal", table_name="shown")
    op.drop_index("shown_object", table_name="shown")
    op.drop_table("shown")
    op.drop_table("announcement")
    op.drop_index("feed_principal", table_name="feed")
    op.drop_table("feed")
    op.drop_table("disclosure")
    op.drop_index("visible_principal", table_name="visible")
    op.drop_index("visible_audience", table_name="visible")
    op.drop_table("visible")
    op.drop_table("tombstone")
    op.drop_table("sharing_group")
    op.drop_table("role_desk")
    op.drop_table("partner")
    op.drop_index(
        "object_report",
        table_name="object",
        sqlite_where=sa.text("type = 'report'"),
        postgresql_where=sa.text("type = 'report'"),
    )
    op.drop_index("object_position", table_name="object")
    op.drop_index("object_id", table_name="object")
    op.drop_index(
        "object_delete_after",
        table_name="object",
        sqlite_where=sa.text("delete_after IS NOT NULL"),
        postgresql_where=sa.text("delete_after IS NOT NULL"),
    )
    op.drop_index("object_audience", table_name="object")
    op.drop_table("object")
    op.drop_index("audience_ref_ref", table_name="audience_ref")
    op.drop_table("audience_ref")
    op.drop_table("audience_count")
    op.drop_table("attachment")
    op.drop_table("zone")
    op.drop_table("tree")
    op.drop_table("tram_line")
    op.drop_table("surface")
    op.drop_table("street")
    op.drop_table("site")
    op.drop_table("set_aside")
    op.drop_table("role")
    op.drop_table("principal")
    op.drop_table("position")
    op.drop_table("point")
    op.drop_index(op.f("ix_outbox_type"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_measure_level_until"), table_name="measure_level")
    op.drop_table("measure_level")
    op.drop_table("layer")
    op.drop_table("junction")
    op.drop_table("instance")
    op.drop_table("handler_cursor")
    op.drop_table("geography_source")
    op.drop_index("gazetteer_folded", table_name="gazetteer")
    op.drop_table("gazetteer")
    op.drop_table("draft")
    op.drop_table("building")
    op.drop_table("audit_node")
    op.drop_index("audit_leaf_subject", table_name="audit_leaf")
    op.drop_index("audit_leaf_partner", table_name="audit_leaf")
    op.drop_table("audit_leaf")
    op.drop_table("audit_key")
    op.drop_table("audit_checkpoint")
    op.drop_table("audience")
    op.drop_table("area")
    op.drop_table("address")
