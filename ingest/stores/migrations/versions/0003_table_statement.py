"""Which statement a table is, and passages by their table: both are searched for."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision. What the tables' bodies say is copied beside them."""
    op.add_column(
        "tables",
        sa.Column("statement", sa.String(length=24), nullable=False, server_default="other"),
    )
    op.create_index("ix_tables_statement", "tables", ["statement"], unique=False)
    op.create_index("ix_passages_table_id", "passages", ["table_id"], unique=False)
    tables = sa.table("tables", sa.column("table_id"), sa.column("statement"), sa.column("body"))
    bind = op.get_bind()
    for table_id, body in bind.execute(sa.select(tables.c.table_id, tables.c.body)).all():
        bind.execute(
            sa.update(tables)
            .where(tables.c.table_id == table_id)
            .values(statement=json.loads(body)["statement"])
        )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_passages_table_id", table_name="passages")
    op.drop_index("ix_tables_statement", table_name="tables")
    op.drop_column("tables", "statement")
