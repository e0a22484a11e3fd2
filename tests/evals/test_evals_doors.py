"""The evals reach the service through few files, so that sets and runs need nothing of it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import evals

_ROOM = Path(evals.__file__).parent
# Asking, looking behind the answers, counting what a model takes, asking one for its opinion; the
# bench is the other side's.
_DOORS = {"answerers.py", "judging.py", "libraries.py", "metering.py"}


def test_few_files_speak_to_the_service() -> None:
    found = {
        path.relative_to(_ROOM).as_posix()
        for path in _ROOM.rglob("*.py")
        if "bench" not in path.parts and "service" in _imported(path)
    }
    assert found <= _DOORS


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)]
    names += [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    return {name.partition(".")[0] for name in names}


def test_reading_sets_loads_no_service() -> None:
    code = "import sys, evals.__main__; print(sorted(m for m in sys.modules if m == 'service'))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_ROOM.parent
    )
    assert done.stdout.strip() == "[]"
