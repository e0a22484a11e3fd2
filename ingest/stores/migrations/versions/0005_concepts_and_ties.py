"""What line item a fact is, whether it is a total, and how figures tie to each other."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision; facts that are here already are not mapped until they are read again."""
    op.add_column("facts", sa.Column("concept", sa.String(length=80), nullable=True))
    op.add_column(
        "facts", sa.Column("is_total", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_facts_concept", "facts", ["concept"], unique=False)
    op.create_table(
        "ties",
        sa.Column("filing_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("filing_id", "position"),
    )
    op.create_index("ix_ties_table_id", "ties", ["table_id"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("ties")
    op.drop_index("ix_facts_concept", table_name="facts")
    op.drop_column("facts", "is_total")
    op.drop_column("facts", "concept")
