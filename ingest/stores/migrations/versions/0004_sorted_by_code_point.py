"""Names and collections sort alike on both databases: by code point."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision; SQLite sorts so already."""
    _collate("C")


def downgrade() -> None:
    """Back to the one before: as the database sorts."""
    _collate("default")


def _collate(collation: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column in ("name", "collection"):
            op.alter_column(
                "filings", column, type_=sa.Text(collation=collation), existing_nullable=False
            )
