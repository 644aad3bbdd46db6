"""Sockets, users, sessions, uploads and history around `vision`. Never imports torch, cv2 or training."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

try:
    VERSION = version("numeral")
except PackageNotFoundError:  # run from a checkout that was never installed
    VERSION = "0.0.0"

WEB = Path(__file__).resolve().parent.parent / "web"
"""The folder of pages and scripts, in a checkout and in an installed wheel alike."""
