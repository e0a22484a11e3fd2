from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import UploadFile
from starlette.testclient import TestClient

from fakes import fake_parts, settle, text_filing
from ingest.errors import FilingTooLarge
from ingest.pipeline import OnProgress, index_filing, keep_filing
from ingest.stores import FilingRecord, Stores
from service.api.filings import base_name
from service.app import create_app
from service.config import Settings
from service.ingestion import Steps
from service.parts import Parts


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    settings = Settings(data_dir=tmp_path, max_upload_bytes=100_000, max_body_bytes=10_000)
    made = fake_parts(tmp_path, settings=settings)
    yield made
    made.stores.close()


@pytest.fixture
def client(parts: Parts) -> Iterator[TestClient]:
    with TestClient(create_app(parts), raise_server_exceptions=False) as made:
        yield made


def upload(client: TestClient, *files: tuple[str, bytes], wait: int = 20, **form: str) -> Any:
    sent = [("file", (name, data, "application/octet-stream")) for name, data in files]
    return client.post(f"/v1/filings?wait={wait}", files=sent, data=form)


def is_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    return body


def test_a_filing_goes_in_and_comes_out(client: TestClient) -> None:
    sent = upload(client, ("lantern.txt", text_filing()), collection="hkex")
    assert sent.status_code == 200
    (filing,) = sent.json()["filings"]
    settle(client.app.state.queue)  # type: ignore[attr-defined]
    found = client.get(f"/v1/filings/{filing['id']}").json()
    assert (found["name"], found["collection"], found["state"]) == ("lantern.txt", "hkex", "ready")
    assert found["error"] is None
    assert found["tables"] == 1
    assert found["facts"] >= 6
    assert found["report"]["pages"] == found["pages"] == 1
    assert client.get("/v1/filings/lantern.txt").json()["id"] == filing["id"]
    listed = client.get("/v1/filings?collection=hkex").json()
    assert [each["id"] for each in listed["filings"]] == [filing["id"]]
    assert listed["next"] is None
    assert client.get("/v1/filings?collection=sec").json() == {"filings": [], "next": None}


def test_without_waiting_the_upload_is_accepted_at_once(client: TestClient) -> None:
    sent = upload(client, ("lantern.txt", text_filing()), wait=0)
    assert sent.status_code == 202
    assert sent.json()["filings"][0]["state"] in ("queued", "processing")


def test_any_field_name_carries_a_file_and_the_same_bytes_are_one_filing(
    client: TestClient,
) -> None:
    first = client.post("/v1/filings?wait=20", files={"upload": ("a.txt", text_filing())})
    again = client.post("/v1/filings?wait=20", files={"files": ("b.txt", text_filing())})
    (one,), (other,) = first.json()["filings"], again.json()["filings"]
    assert other["id"] == one["id"]
    assert "a.txt" in other["note"]
    assert len(client.get("/v1/filings").json()["filings"]) == 1


def test_a_bad_file_does_not_stop_the_others(client: TestClient) -> None:
    sent = upload(client, ("empty.pdf", b""), ("x.exe", b"MZ\0\1\2\3"), ("a.txt", text_filing()))
    assert sent.status_code == 200
    states = {each["name"]: each["state"] for each in sent.json()["filings"]}
    assert states["empty.pdf"] == states["x.exe"] == "failed"
    assert states["a.txt"] in ("processing", "ready")
    assert "empty" in sent.json()["filings"][0]["error"]


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [("empty.pdf", b"", 422), ("x.exe", b"MZ\0\1\2\3" * 50, 415), ("cut.pdf", b"%PDF-1.7\n%", 422)],
)
def test_an_upload_of_bad_files_alone_is_a_problem(
    client: TestClient, name: str, data: bytes, status: int
) -> None:
    body = is_problem(upload(client, (name, data)), status)
    assert body["filings"][0]["state"] == "failed"
    assert len(body["detail"]) > 10
    assert client.get("/healthz").status_code == 200


def test_an_upload_without_a_file_is_told_so(client: TestClient) -> None:
    assert "multipart" in is_problem(client.post("/v1/filings"), 422)["detail"]


def test_a_form_that_cannot_be_read_is_a_problem(client: TestClient) -> None:
    sent = [("file", ("x" * 5000, b"Revenue 7."))]
    body = is_problem(client.post("/v1/filings", files=sent), 400)
    assert "4,000 bytes" in body["detail"]
    many = [("file", (f"{n}.txt", b"")) for n in range(201)]
    assert "200" in is_problem(client.post("/v1/filings", files=many), 400)["detail"]


@pytest.mark.parametrize(
    ("where", "raised", "status"),
    [
        ("write", OSError(errno.ENOSPC, "No space left on device"), 507),
        ("write", OSError(errno.EIO, "Input/output error"), 500),
    ],
)
def test_an_upload_that_finds_the_disk_full_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, where: str, raised: OSError, status: int
) -> None:
    def fail(self: UploadFile, data: bytes) -> None:
        raise raised

    with monkeypatch.context() as patch:
        patch.setattr(UploadFile, where, fail)
        told = is_problem(upload(client, ("a.txt", text_filing())), status)
    assert ("full" in told["detail"]) is (status == 507)
    assert upload(client, ("a.txt", text_filing())).status_code == 200


def test_an_error_keeps_its_status_when_it_is_waited_for(
    tmp_path: Path,
) -> None:
    def too_large(
        filing_id: str,
        stores: Stores,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> FilingRecord:
        return stores.library.mark_failed(filing_id, FilingTooLarge("It took too long."))

    parts = fake_parts(tmp_path, steps=Steps(index=too_large))
    with TestClient(create_app(parts)) as client:
        told = is_problem(upload(client, ("a.txt", text_filing())), 413)
        assert (told["code"], told["detail"]) == ("filing_too_large", "It took too long.")
        assert told["filings"][0]["error_code"] == "filing_too_large"
    parts.stores.close()


def test_a_name_keeps_no_folder(client: TestClient) -> None:
    sent = upload(client, ("../../etc/passwd.txt", text_filing()))
    assert sent.json()["filings"][0]["name"] == "passwd.txt"
    assert base_name("C:\\filings\\a\x1b[31mb.pdf") == "a[31mb.pdf"
    assert base_name("x" * 300 + ".pdf").endswith("xx.pdf")
    assert len(base_name("x" * 300 + ".pdf")) == 255


def test_two_gigabytes_are_refused_before_they_are_read(client: TestClient) -> None:
    headers = {"Content-Length": str(2 << 30), "Content-Type": "multipart/form-data; boundary=x"}
    request = client.build_request("POST", "/v1/filings", content=b"", headers=headers)
    assert "100,000 bytes" in is_problem(client.send(request), 413)["detail"]


def test_a_body_that_grows_too_large_is_refused(client: TestClient) -> None:
    pieces = iter([b'{"text": "', *[b"x" * 4000] * 5, b'"}'])
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/ground", content=pieces, headers=headers)
    is_problem(response, 413)


def test_an_unknown_filing_is_named(client: TestClient) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/original"), ("GET", "/pages/1")):
        body = is_problem(client.request(method, f"/v1/filings/nope.pdf{path}"), 404)
        assert "nope.pdf" in body["detail"]


def test_a_name_of_two_filings_lists_their_ids(client: TestClient) -> None:
    ids = [
        upload(client, ("a.txt", text_filing(revenue=revenue))).json()["filings"][0]["id"]
        for revenue in ("571,704", "571,705")
    ]
    body = is_problem(client.get("/v1/filings/a.txt"), 409)
    assert all(each in body["detail"] for each in ids)


def test_the_list_goes_on_at_its_cursor(client: TestClient) -> None:
    for n in range(5):
        upload(client, (f"{n}.txt", text_filing(revenue=f"571,70{n}")), wait=0)
    names: list[str] = []
    path: str | None = "/v1/filings?limit=2"
    while path:
        body = client.get(path).json()
        names += [each["name"] for each in body["filings"]]
        path = body["next"] and f"/v1/filings?limit=2&cursor={body['next']}"
    assert names == [f"{n}.txt" for n in range(5)]
    is_problem(client.get("/v1/filings?cursor=xyz"), 422)


def test_a_person_corrects_the_cover(client: TestClient) -> None:
    (filing,) = upload(client, ("a.txt", text_filing())).json()["filings"]
    path = f"/v1/filings/{filing['id']}"
    fields = {"company": "Lantern plc", "period": "2023-07-01 to 2024-06-30", "currency": "GBP"}
    assert client.patch(path, json=fields).status_code == 200
    found = client.get(path).json()
    assert (found["company"], found["period"]) == ("Lantern plc", fields["period"])
    assert found["period_dates"] == {
        "start": "2023-07-01",
        "end": "2024-06-30",
        "words": "year to 30 Jun 2024",
    }
    client.patch(path, json={"company": None})
    assert client.get(path).json()["company"] == filing["company"]
    for wrong in ({"period": "last year"}, {"currency": "pounds"}, {}):
        is_problem(client.patch(path, json=wrong), 422)


def test_a_deleted_filing_is_gone_from_everywhere(client: TestClient, parts: Parts) -> None:
    (filing,) = upload(client, ("a.txt", text_filing())).json()["filings"]
    settle(client.app.state.queue)  # type: ignore[attr-defined]
    assert client.delete(f"/v1/filings/{filing['id']}").status_code == 204
    is_problem(client.get(f"/v1/filings/{filing['id']}"), 404)
    assert client.get("/v1/filings").json()["filings"] == []
    assert not parts.stores.originals.path(filing["sha256"]).exists()


def test_the_queue_goes_on_with_what_a_killed_server_left(tmp_path: Path) -> None:
    parts = fake_parts(tmp_path)
    record = keep_filing("a.txt", text_filing(), parts.stores)
    other = keep_filing("b.txt", text_filing(revenue="571,709"), parts.stores)
    index_filing(other.id, parts.stores)  # killed before it was embedded
    with TestClient(create_app(parts)) as client:
        settle(client.app.state.queue)  # type: ignore[attr-defined]
        states = [client.get(f"/v1/filings/{each.id}").json()["state"] for each in (record, other)]
    parts.stores.close()
    assert states == ["ready", "ready"]


def test_progress_is_told_and_a_named_filing_that_is_not_ready_is_a_409(tmp_path: Path) -> None:
    is_held = threading.Event()

    def held(
        filing_id: str,
        stores: Stores,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> FilingRecord:
        assert on_progress is not None
        on_progress("parse", 1, 4)
        is_held.wait(10)
        return index_filing(filing_id, stores, on_progress=on_progress)

    parts = fake_parts(tmp_path)
    steps = Steps(index=held, embed=parts.steps.embed)
    parts = Parts(
        parts.stores, parts.settings, parts.answer, parts.check, parts.search, steps=steps
    )
    with TestClient(create_app(parts)) as client:
        filing_id = upload(client, ("a.txt", text_filing()), wait=0).json()["filings"][0]["id"]
        while not (progress := client.get(f"/v1/filings/{filing_id}").json()["progress"]):
            pass
        assert progress == {"stage": "parse", "done": 1, "total": 4}
        asked = client.post("/v1/questions", json={"question": "q", "filings": ["a.txt"]})
        assert "still being read" in is_problem(asked, 409)["detail"]
        is_held.set()
        settle(client.app.state.queue)  # type: ignore[attr-defined]
        assert client.get(f"/v1/filings/{filing_id}").json()["progress"] is None
    parts.stores.close()


def test_a_fault_of_ours_fails_one_filing_not_the_queue(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(
        filing_id: str,
        stores: Stores,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> FilingRecord:
        if stores.library.filing(filing_id).name == "bad.txt":
            raise ZeroDivisionError("a secret of the program")
        return index_filing(filing_id, stores, on_progress=on_progress)

    parts = fake_parts(tmp_path)
    steps = Steps(index=faulty, embed=parts.steps.embed)
    parts = Parts(
        parts.stores, parts.settings, parts.answer, parts.check, parts.search, steps=steps
    )
    with TestClient(create_app(parts)) as client:
        sent = upload(client, ("bad.txt", text_filing()), ("ok.txt", text_filing(revenue="5,000")))
        bad, good = sent.json()["filings"]
    parts.stores.close()
    assert bad["state"] == "failed"
    assert "secret" not in bad["error"]
    assert "ZeroDivisionError" in caplog.text
    assert good["error"] is None
