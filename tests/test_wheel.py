"""The wheel works by itself: pages, migrations and checkpoints travel inside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.serving import served

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel installs and nothing of the checkout."""
    work = tmp_path_factory.mktemp("wheel")
    source = _copy_of_the_rooms(work / "source")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(work), str(source)]
    subprocess.run(build, check=True, cwd=work)
    (wheel,) = work.glob("numeral-*.whl")
    target = work / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True, cwd=work)
    return target


def _copy_of_the_rooms(to: Path) -> Path:
    """Building in the checkout would leave a build folder there, and take up what an earlier build left."""
    for room in ("server", "vision", "web", "training", "checkpoints"):
        shutil.copytree(ROOT / room, to / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, to / name)
    return to


@pytest.fixture
def environment(installed: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(installed), "PYTHONUNBUFFERED": "1"}


def test_numeral_read_reads_with_the_wheel_s_own_checkpoint(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """In an empty folder, by the installed command, with weights from inside the wheel."""
    picture = np.full((120, 400), 240, np.uint8)
    cv2.putText(picture, "2467", (40, 90), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 20, 6, cv2.LINE_AA)
    cv2.imwrite(str(tmp_path / "number.png"), picture)
    command = [sys.executable, str(installed / "bin" / "numeral-read"), "number.png", "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "2467" in json.dumps(json.loads(done.stdout))


@pytest.fixture
def address(installed: Path, environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, str(installed / "bin" / "numeral"), "serve", "--port", "0"]
    with served(command, cwd=tmp_path, environment=environment) as printed:
        yield printed


def test_numeral_serve_serves_its_pages(address: str) -> None:
    """The page, its style sheet and a database made on the spot."""
    with urllib.request.urlopen(address + "/sign-in") as answer:
        page = answer.read().decode()
    assert "Sign in" in page
    sheet = re.search(r'href="([^"]+\.css)"', page)
    assert sheet is not None
    with urllib.request.urlopen(address + sheet.group(1)) as answer:
        assert answer.headers.get_content_type() == "text/css"
