"""All addresses of accounts."""

from server.accounts import account, gate, recovery

ROUTES = [*gate.ROUTES, *recovery.ROUTES, *account.ROUTES]
