from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ingest.stores.ownership import Ownership
from service.cli.session import running_server

_HEAVY = ("torch", "llama_index", "chromadb", "sqlalchemy", "fastapi", "transformers")


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, service.cli; print([name for name in {_HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_running_server_is_found_and_a_gone_one_is_not(tmp_path: Path) -> None:
    assert running_server(tmp_path) is None
    owner = Ownership(tmp_path, "http://127.0.0.1:1")
    assert running_server(tmp_path) == "http://127.0.0.1:1"
    owner.announce(None)
    assert running_server(tmp_path) is None
    owner.release()
    (tmp_path / "owner.lock").write_text('{"pid": 1, "url": "http://127.0.0.1:1"}')
    assert running_server(tmp_path) is None
