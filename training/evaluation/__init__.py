"""The tables of what a checkpoint reaches on whole numbers: every kind of source, with intervals, doubt and time."""
