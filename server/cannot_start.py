"""What ends a command before it has begun."""


class CannotStart(Exception):
    """Settings, database, checkpoint, certificate or address will not do; `str()` says why and what to do."""
