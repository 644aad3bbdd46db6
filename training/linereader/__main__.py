"""`python -m training.linereader`."""

import sys

from training.linereader.cli import main

sys.exit(main())
