from __future__ import annotations

import json
import os
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


def test_killed_in_the_middle_it_goes_on(server: Server, tmp_path: Path) -> None:
    """Killed while it embeds one filing and reads another: the end is as if it had not been."""
    lines = [f"Line {n} of revenue was HK${n},571 thousand in 2023." for n in range(30)]
    long = hostile_files.pdf(*lines, pages=12)
    (filing,) = server.upload(("long.pdf", long)).json()["filings"]
    expected = counts(server.until_ready(filing["id"]))
    assert server.request("DELETE", f"/v1/filings/{filing['id']}").status_code == 204
    assert expected["embedded"] == expected["passages"] >= 12

    with Server(tmp_path / "data") as killed:
        (first,) = killed.upload(("long.pdf", long)).json()["filings"]
        (second,) = killed.upload(("short.txt", TEXT), wait=0).json()["filings"]
        killed.kill()
        killed.start()
        found = killed.until_ready(first["id"])
        assert (found["state"], counts(found)) == ("ready", expected), found["error"]
        assert killed.until_ready(second["id"])["state"] == "ready"
        listed = killed.request("GET", "/v1/filings").json()["filings"]
        assert [one["name"] for one in listed] == ["long.pdf", "short.txt"]
        search = {"query": "revenue in 2023", "limit": 200}
        hits = killed.request("POST", "/v1/search", json=search).json()["results"]
        places = [(hit["filing_id"], hit["page"], hit["start"]) for hit in hits]
        assert len(places) == len(set(places)) > 1


# The disk is full --------------------------------------------------------------------------------


def can_mount() -> bool:
    """Whether this process may mount a small disk of its own, seen by nobody else."""
    if shutil.which("unshare") is None:
        return False
    command = ["unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def leave_free(disk: Path, free_bytes: int) -> None:
    """Fills a disk up to so many bytes; what it was filled with before is taken away."""
    (disk / "filler").unlink(missing_ok=True)
    room = os.statvfs(disk)
    (disk / "filler").write_bytes(bytes(room.f_bavail * room.f_frsize - free_bytes))


def test_a_full_disk_is_told_and_what_was_there_stays(tmp_path: Path) -> None:
    if not can_mount():
        pytest.skip("no user namespace in which a small disk could be mounted")
    wrapper = ("unshare", "-Urm", "sh", "-c", _IN_TMPFS, "sh")
    with Server(tmp_path / "data", {"SIZE": "64m"}, wrapper) as server:
        disk = server.seen_data_dir
        (good,) = server.upload(("good.txt", TEXT)).json()["filings"]
        good = server.until_ready(good["id"])
        assert good["state"] == "ready"
        prose = b"The revenue of the quarter rose by a twelfth on strong demand for lanterns.\n\n"
        # Nothing stays of a file that does not fit.
        leave_free(disk, 150_000)
        told = problem(server.upload(("big.txt", TEXT + prose * 4_000)), 507)
        assert "full" in told["detail"]
        listed = server.request("GET", "/v1/filings").json()["filings"]
        assert [one["name"] for one in listed] == ["good.txt"]
        # A file that fits, but does not fit once more as passages and words, has failed.
        leave_free(disk, 500_000)
        told = problem(server.upload(("wide.txt", TEXT + prose * 4_000)), 507)
        assert "full" in told["detail"]
        assert server.is_alive()
        # What was there is there, and can be searched.
        assert server.filing(good["id"]) == good
        ask = {"query": "revenue of Harbour Lantern", "filings": ["good.txt"]}
        assert len(server.request("POST", "/v1/search", json=ask).json()["results"]) == 1
        # With room again, the same file goes in.
        (disk / "filler").unlink()
        response = server.upload(("wide.txt", TEXT + prose * 4_000))
        assert response.json()["filings"][0]["is_answerable"] is True


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
