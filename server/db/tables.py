"""Every module that declares tables: imported here so that migrations and their test see all of them."""

from server.accounts import models as accounts
from server.db.base import Base

__all__ = ["Base", "accounts"]
