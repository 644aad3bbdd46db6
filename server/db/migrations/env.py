"""Run by Alembic for each migration command; the connection is the caller's, in the caller's transaction."""

from alembic import context

from server.db.tables import Base

connection = context.config.attributes["connection"]
# SQLite cannot alter most of a table in place; batch mode copies it.
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
