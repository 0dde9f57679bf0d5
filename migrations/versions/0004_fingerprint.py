"""Fingerprints of texts, for duplicates and versions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _document(name: str, table: str) -> tuple[sa.Column, sa.Constraint]:
    """A column that names a document, and goes with it."""
    return (
        sa.Column(name, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            [name], ["document.id"], name=f"fk_{table}_{name}_document", ondelete="CASCADE"
        ),
    )


def upgrade() -> None:
    """Signatures, bands, pairs, what people said of pairs."""
    op.create_table(
        "fingerprint",
        *_document("document_id", "fingerprint"),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("part_count", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.Column("doubtful", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_fingerprint"),
    )
    op.create_index("ix_fingerprint_digest", "fingerprint", ["digest"])
    op.create_table(
        "fingerprint_band",
        sa.Column("key", sa.BigInteger(), nullable=False, autoincrement=False),
        *_document("document_id", "fingerprint_band"),
        sa.PrimaryKeyConstraint("key", "document_id", name="pk_fingerprint_band"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprint_band_document_id", "fingerprint_band", ["document_id"])
    op.create_table(
        "fingerprint_part",
        sa.Column("key", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("place", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("key", "place", name="pk_fingerprint_part"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kin",
        *_document("first_id", "kin"),
        *_document("second_id", "kin"),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("ratio", sa.Double(), nullable=False),
        sa.Column("first_share", sa.Double(), nullable=False),
        sa.Column("second_share", sa.Double(), nullable=False),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_kin"),
    )
    op.create_index("ix_kin_second_id", "kin", ["second_id"])
    op.create_table(
        "kin_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        *_document("first_id", "kin_mark"),
        *_document("second_id", "kin_mark"),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_kin_mark"),
    )
    op.create_index("ix_kin_mark_pair", "kin_mark", ["first_id", "second_id"])
    op.create_index("ix_kin_mark_second_id", "kin_mark", ["second_id"])


def downgrade() -> None:
    """Take it away again."""
    for table in ("kin_mark", "kin", "fingerprint_part", "fingerprint_band", "fingerprint"):
        op.drop_table(table)
