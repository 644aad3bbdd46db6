"""The database: one address, one base for all tables, migrations that travel with the package."""
