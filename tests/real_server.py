"""A real `tickmark serve` in a process of its own, and what tests say to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from service.cli.session import running_server

COMMAND = (sys.executable, "-c", "from service.cli import main; main()")
START_SECONDS = 180.0
WORK_SECONDS = 180.0
Json = dict[str, Any]


def clean_environment(data_dir: Path, given: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without settings of ours, then those that are given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TICKMARK_")}
    return {**kept, "TICKMARK_DATA_DIR": str(data_dir), **given}


def tickmark(data_dir: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of ours to its end."""
    return subprocess.run(
        [*COMMAND, *words],
        env=clean_environment(data_dir, given),
        capture_output=True,
        text=True,
        timeout=WORK_SECONDS,
        check=False,
    )


@dataclass
class Server:
    """A server process over one data directory; may be killed and started again."""

    data_dir: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    wrapper: tuple[str, ...] = ()  # a command that runs the server's
    process: subprocess.Popen[bytes] | None = None
    url: str = ""

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()  # nobody waits for what it still embeds

    def start(self) -> Server:
        """Starts it and waits until it answers."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.wrapper, *COMMAND, "serve", "--port", "0"],
                env=clean_environment(self.data_dir, self.settings),
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while (url := running_server(self.seen_data_dir)) is None or not self._answers(url):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        self.url = url
        return self

    @property
    def log(self) -> Path:
        """What it writes to its terminal."""
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    @property
    def seen_data_dir(self) -> Path:
        """The data directory as this process sees it: a wrapper may have mounted one over it."""
        if not self.wrapper or self.process is None:
            return self.data_dir
        return Path(f"/proc/{self.process.pid}/root{self.data_dir}")

    def stop(self) -> None:
        """Asks it to end, and waits until it has."""
        self._end(kill=False)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._end(kill=True)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request; a response, whatever its status."""
        return httpx.request(
            method, f"{self.url}{path}", trust_env=False, timeout=WORK_SECONDS, **more
        )

    def upload(
        self,
        *files: tuple[str, bytes],
        wait: float = WORK_SECONDS,
        form: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Hands files in."""
        parts = [("file", file) for file in files]
        return self.request(
            "POST", "/v1/filings", params={"wait": wait}, files=parts, data=form or {}
        )

    def filing(self, name: str) -> Json:
        """A filing by id or name."""
        response = self.request("GET", f"/v1/filings/{name}")
        assert response.status_code == 200, response.text
        body: Json = response.json()
        return body

    def until_ready(self, filing_id: str) -> Json:
        """The filing once it is ready; a failure ends the wait too."""
        deadline = time.monotonic() + WORK_SECONDS
        while True:
            body = self.filing(filing_id)
            if body["state"] in ("ready", "failed"):
                return body
            assert time.monotonic() < deadline, body
            time.sleep(0.05)

    def is_alive(self) -> bool:
        """Whether the process runs and answers."""
        assert self.process is not None
        return self.process.poll() is None and self._answers(self.url)

    def _end(self, *, kill: bool) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.kill() if kill else self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process = None

    def _answers(self, url: str) -> bool:
        try:
            return httpx.get(f"{url}/healthz", trust_env=False, timeout=10).status_code == 200
        except httpx.TransportError:
            return False


def problem(response: httpx.Response, status: int) -> Json:
    """The problem detail of a refused request, checked for its form."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: Json = response.json()
    assert body["status"] == status
    assert "Traceback" not in json.dumps(body)
    return body
