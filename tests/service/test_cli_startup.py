from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import httpx

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


def test_a_served_store_is_given_back_on_sigterm(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from service.cli import main; main()"]
    given = ["--data-dir", str(tmp_path), "serve", "--port", "0"]
    with subprocess.Popen([*command, *given], stderr=subprocess.PIPE, text=True) as server:
        deadline = time.monotonic() + 60
        while (url := running_server(tmp_path)) is None:
            assert server.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        while True:
            try:
                assert httpx.get(f"{url}/healthz", trust_env=False).json()["status"] == "ok"
                break
            except httpx.ConnectError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        server.terminate()
        told = server.communicate(timeout=30)[1]
    assert server.returncode == 0, told
    assert "Traceback" not in told
    assert (tmp_path / "owner.lock").read_bytes() == b""
