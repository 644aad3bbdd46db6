"""`python -m server` serves; what follows is as for `numeral serve`."""

import sys

from server.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
