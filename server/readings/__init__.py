"""Uploads: taken in, queued in the database, read page by page, kept, searched, exported, deleted."""
