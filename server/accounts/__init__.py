"""Who may come in: registration, passwords, sessions, limits on guessing."""
