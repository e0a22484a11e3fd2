from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import hostile_files
from real_server import Json, Server, problem, tickmark

TEXT = b"Harbour Lantern Holdings Limited\n\nRevenue for the year 2023 was HK$571,704.\n"
_COUNTS = ("pages", "tables", "facts", "passages", "embedded")
_IN_TMPFS = 'mount -t tmpfs -o size=$SIZE tmpfs $TICKMARK_DATA_DIR && exec "$@"'


def counts(filing: Json) -> dict[str, Any]:
    return {name: filing[name] for name in _COUNTS}


# Killed ------------------------------------------------------------------------------------------


def test_killed_in_the_middle_it_goes_on(tmp_path: Path) -> None:
    """Killed while it reads and again while it embeds; what is known in the end is the same."""
    long = hostile_files.pdf(*(f"Line {n} of revenue was {n},571." for n in range(40)), pages=60)
    whole = Server(tmp_path / "whole").start()
    (filing,) = whole.upload(("long.pdf", long), wait=0).json()["filings"]
    expected = whole.until_ready(filing["id"])
    whole.stop()
    assert expected["embedded"] > 60

    server = Server(tmp_path / "data").start()
    for name, data in (("long.pdf", long), ("short.txt", TEXT)):
        assert server.upload((name, data), wait=0).status_code == 202
    server.kill()
    server.start()
    waited = server.request("POST", "/v1/filings?wait=60", files={"file": ("long.pdf", long)})
    assert waited.status_code == 200, waited.text
    assert waited.json()["filings"][0]["is_answerable"] is True
    server.kill()
    server.start()
    found = server.until_ready(filing["id"])
    assert found["state"] == "ready", found["error"]
    assert counts(found) == counts(expected)
    states = {f["name"]: f["state"] for f in server.request("GET", "/v1/filings").json()["filings"]}
    server.until_ready("short.txt")
    assert states.keys() == {"long.pdf", "short.txt"}
    hits = server.request("POST", "/v1/search", json={"query": "revenue", "limit": 200}).json()
    places = [(hit["filing_id"], hit["page"], hit["start"]) for hit in hits["results"]]
    assert len(places) == len(set(places))
    server.stop()


# The disk is full --------------------------------------------------------------------------------


def can_mount() -> bool:
    """Whether this process may mount a small disk of its own, seen by nobody else."""
    if shutil.which("unshare") is None:
        return False
    command = ["unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_full_disk_is_told_and_what_was_there_stays(tmp_path: Path) -> None:
    if not can_mount():
        pytest.skip("no user namespace in which a small disk could be mounted")
    wrapper = ("unshare", "-Urm", "sh", "-c", _IN_TMPFS, "sh")
    server = Server(tmp_path / "data", {"SIZE": "24m"}, wrapper).start()
    (good,) = server.upload(("good.txt", TEXT)).json()["filings"]
    good = server.until_ready(good["id"])
    assert good["state"] == "ready"
    # Nothing of a file that does not fit.
    big = b"Revenue 1,234 " * 3_000_000
    told = problem(server.upload(("big.txt", big)), 507)
    assert "disk" in told["detail"]
    assert "full" in told["detail"]
    assert [f["name"] for f in server.request("GET", "/v1/filings").json()["filings"]] == [
        "good.txt"
    ]
    # A file that fits, and does not fit again as text, tables and words.
    lines = [f"Line {n}\t{n},571\t{n},704" for n in range(40_000)]
    wide = "\n".join(["Harbour Lantern Holdings Limited", "\t2023\t2022", *lines]).encode()
    told = problem(server.upload(("wide.txt", wide)), 507)
    assert "full" in told["detail"]
    assert server.is_alive()
    # What was there is there, and can be asked; room again, it goes on.
    assert server.filing(good["id"]) == good
    ask = {"query": "revenue of Harbour Lantern", "filings": ["good.txt"]}
    assert len(server.request("POST", "/v1/search", json=ask).json()["results"]) == 1
    failed = server.filing("wide.txt")
    assert (failed["state"], failed["error_code"]) == ("failed", "store_full")
    assert server.request("DELETE", "/v1/filings/wide.txt").status_code == 204
    (again,) = server.upload(("again.txt", TEXT + b"again")).json()["filings"]
    assert server.until_ready(again["id"])["state"] == "ready"
    server.stop()


# Two processes -----------------------------------------------------------------------------------


def test_the_command_line_goes_through_the_running_server(
    server: Server, samples: dict[str, Json], tmp_path: Path
) -> None:
    for name, data in (("a.txt", TEXT + b"a"), ("b.pdf", b"%PDF-1.4"), ("c.txt", b"")):
        (tmp_path / name).write_bytes(data)
    done = tickmark(server.data_dir, "ingest", "--json", str(tmp_path))
    assert done.returncode == 1, done.stderr
    taken = {filing["name"]: filing for filing in json.loads(done.stdout)["filings"]}
    assert {name: filing["state"] for name, filing in taken.items()} == {
        "a.txt": "ready",
        "b.pdf": "failed",
        "c.txt": "failed",
    }
    assert "fresh copy" in taken["b.pdf"]["error"]
    assert "is empty" in taken["c.txt"]["error"]
    found = server.filing("a.txt")  # the server knows it at once: it took it in itself
    assert (found["id"], found["state"]) == (taken["a.txt"]["id"], "ready")
    listed = json.loads(tickmark(server.data_dir, "filings", "list", "--json").stdout)
    assert samples.keys() <= {filing["name"] for filing in listed["filings"]}
    for name in ("a.txt", "b.pdf"):
        assert server.request("DELETE", f"/v1/filings/{name}").status_code == 204


def test_without_a_server_the_command_line_does_the_same_alone(tmp_path: Path) -> None:
    """Bad files are named, the good ones are in, a second server finds them."""
    folder = tmp_path / "in"
    folder.mkdir()
    locked = hostile_files.encrypted_pdf("opens", "Harbour Lantern Limited", "Revenue 571,704")
    files = {"good.txt": TEXT, "locked.pdf": locked, "none.html": b"", "noise.txt": bytes(999)}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    data_dir = tmp_path / "data"
    done = tickmark(data_dir, "ingest", str(folder))
    assert done.returncode == 1
    assert "good.txt" in done.stdout
    told = {
        line.split(":")[0].strip("✗ "): line for line in done.stderr.splitlines() if "✗" in line
    }
    assert told.keys() == {"locked.pdf", "none.html", "noise.txt"}
    assert "Traceback" not in done.stderr
    again = tickmark(
        data_dir, "ingest", "--json", str(folder / "locked.pdf"), "--password", "opens"
    )
    assert again.returncode == 0, again.stderr
    (filing,) = json.loads(again.stdout)["filings"]
    assert (filing["name"], filing["state"]) == ("locked.pdf", "ready")
