"""`python -m training` is `numeral-train`."""

from training.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
