"""`python -m server` serves; what follows is as for `numeral serve`.

Imports nothing before it is asked to: reading processes import their parent's main module too.
"""

import sys


def main() -> None:
    """The command `numeral`."""
    from server.cli import main

    main()


if __name__ == "__main__":
    sys.argv.insert(1, "serve")
    main()
