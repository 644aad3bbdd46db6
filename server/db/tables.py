"""Every module that declares tables: imported here so that migrations and their test see all of them."""

from server.accounts import models as accounts
from server.db.base import Base
from server.readings import models as readings

__all__ = ["Base", "accounts", "readings"]
