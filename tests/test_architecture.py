"""The house stands as drawn: `web → server → vision ← training`, and nothing imports against the arrows."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import vision

ROOT = Path(__file__).parents[1]
ROOMS = ("server", "vision", "training")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module (`name` empty), or one name imported from it."""

    module: str
    name: str
    line: int
    when_loaded: bool
    """Whether it happens as soon as the file is imported, and not in a function or for type checkers only."""

    @property
    def top(self) -> str:
        """The package it comes from."""
        return self.module.partition(".")[0]


def _files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def _module(path: Path) -> str:
    """The dotted name of a file, a package's without `__init__`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> list[Import]:
    """Every import in a file, relative ones spelled out."""
    package = _module(path) if path.stem == "__init__" else _module(path).rpartition(".")[0]
    return list(_imports_in(ast.parse(path.read_text("utf-8")), package, when_loaded=True))


def _imports_in(node: ast.AST, package: str, *, when_loaded: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.name, "", node.lineno, when_loaded)
    elif isinstance(node, ast.ImportFrom):
        parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        module = ".".join([*parents, *([node.module] if node.module else [])])
        for alias in node.names:
            yield Import(module, alias.name, node.lineno, when_loaded)
    else:
        later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _for_types_only(node)
        for child in ast.iter_child_nodes(node):
            yield from _imports_in(child, package, when_loaded=when_loaded and not later)


def _for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _against(room: str, forbidden: set[str], but_in: tuple[str, ...] = ()) -> list[str]:
    """Where files of a room, but for some, import what they must not."""
    return [
        f"{path.relative_to(ROOT)}:{found.line} imports {found.module}"
        for path in _files(room)
        if _module(path) not in but_in
        for found in _imports(path)
        if found.top in forbidden
    ]


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("vision", {"server", "training", "tests", "web", "aiohttp", "asyncio", "sqlalchemy", "websockets"}),
        ("server", {"training", "tests", "torch", "torchvision", "onnxruntime", "cv2", "PIL", "pypdfium2"}),
        ("training", {"server", "tests", "aiohttp", "sqlalchemy"}),
    ],
)
def test_nothing_imports_against_the_arrows(room: str, forbidden: set[str]) -> None:
    """`vision` stays usable without a server, and a server can change its reader without touching pixels."""
    assert _files(room)
    assert _against(room, forbidden) == []


def test_only_networks_and_engines_know_their_libraries() -> None:
    """Everything else sees arrays go in and come out, so that a third engine is one more file."""
    theirs = ("network", "line_network", "line_reader", "onnx_engine", "torch_engine", "classifier")
    assert _against("vision", {"torch", "onnxruntime"}, but_in=tuple(f"vision.{name}" for name in theirs)) == []


def test_the_server_uses_visions_public_names_only() -> None:
    """What is inside `vision` may move from one day to the next."""
    private = [
        f"{path.relative_to(ROOT)}:{found.line} imports {found.module} {found.name}"
        for path in _files("server")
        for found in _imports(path)
        if found.top == "vision" and (found.module != "vision" or found.name not in vision.__all__)
    ]
    assert private == []


def test_the_bench_is_a_client_and_nothing_of_the_server() -> None:
    """What shares the server's code would share its mistakes, and measure neither."""
    files = sorted((ROOT / "server" / "bench").rglob("*.py"))
    assert files
    shared = [
        f"{path.relative_to(ROOT)}:{found.line} imports {found.module}"
        for path in files
        for found in _imports(path)
        if (found.top == "server" and not found.module.startswith("server.bench")) or found.top == "aiohttp"
    ]
    assert shared == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_modules_import_each_other_in_a_circle(room: str) -> None:
    """A circle works or not by who comes first; and it is one module in two files."""
    modules = {_module(path) for path in _files(room)}
    graph = {_module(path): _needed(path, modules) for path in _files(room)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def _needed(path: Path, modules: set[str]) -> set[str]:
    """The modules of its room that a file needs before it can be used. A package's name may be one of its modules."""
    whole = {f"{found.module}.{found.name}" if found.name else found.module: found for found in _imports(path)}
    return {
        name if name in modules else found.module
        for name, found in whole.items()
        if found.when_loaded and (name in modules or found.module in modules)
    }


def _tracked_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file under version control that is text."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in names.decode().split("\0"):
        if name and (ROOT / name).is_file():
            try:
                yield name, (ROOT / name).read_text("utf-8")
            except UnicodeDecodeError:
                continue


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """A path that only exists where it was written is a bug for everybody else."""
    places = re.compile(r"(?<![\w.>])/(?:work|root|home/\w+|Users/\w+|farm)/")
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in _tracked_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if places.search(line)
    ]
    assert found == []


def test_the_licence_is_apache_2_everywhere() -> None:
    """In the metadata that registries show and, to the letter, in the file that travels with every copy."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert project["license-files"] == ["LICENSE"]
    as_published = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == as_published
