from __future__ import annotations

import subprocess
import sys

_HEAVY = ("torch", "llama_index", "chromadb", "sqlalchemy", "fastapi", "transformers")


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, service.cli; print([name for name in {_HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
