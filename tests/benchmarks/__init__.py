"""Figures: `python -m tests.benchmarks [--quick] [--json FILE]`, also `make bench`.

The server runs as people run it, in a process of its own. The load comes from another process that knows only the
protocol (`load.py`), and the batcher is held against the bare network in a third (`batcher.py`). Everything is
measured several times; tables give the median of the runs and their range, so that a busy machine shows.

`versus.py` holds Numeral against other servers of the same network (`peers/`), also `make bench-versus`.
"""
