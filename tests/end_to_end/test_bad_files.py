from __future__ import annotations

import codecs
import http.client
import os
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

import hostile_files
from real_server import Json, Server, problem
from wire_contract import check_filing

GOOD_LINES = ("Harbour Lantern Holdings Limited", "Revenue for the year was HK$571,704.")
GOOD_TEXT = "\n\n".join(GOOD_LINES).encode()


@pytest.fixture(autouse=True)
def nothing_lost(server: Server, samples: dict[str, Json]) -> Iterator[None]:
    """After every test the server lives, and what was there before is there as it was."""
    yield
    assert server.is_alive()
    for filing in samples.values():
        now = server.filing(filing["id"])
        assert {**now, "progress": None} == {**filing, "progress": None}


def refused(server: Server, name: str, data: bytes, status: int, **form: str) -> str:
    """Why a file is refused; that it says so in the list of what came, and leaves no trace
    that can be asked."""
    body = problem(server.upload((name, data), form=form), status)
    (filing,) = body["filings"]
    check_filing(filing)
    assert (filing["state"], filing["name"]) == ("failed", name)
    assert filing["error"] == body["detail"]
    assert len(body["detail"]) < 400
    assert "\n" not in body["detail"]
    if filing["id"]:
        assert server.request("DELETE", f"/v1/filings/{filing['id']}").status_code == 204
    detail: str = body["detail"]
    return detail


def taken(server: Server, name: str, data: bytes, **form: str) -> Json:
    """A file that is read; it is gone again afterwards, embedded or not."""
    response = server.upload((name, data), form=form)
    assert response.status_code == 200, response.text
    filing: Json = response.json()["filings"][0]
    check_filing(filing)
    assert filing["is_answerable"] is True
    assert server.request("DELETE", f"/v1/filings/{filing['id']}").status_code == 204
    return filing


def codes(filing: Json) -> set[str]:
    return {notice["code"] for notice in filing["report"]["warnings"]}


# What is no filing -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["none.pdf", "none.txt", "none.html"])
def test_an_empty_file(server: Server, name: str) -> None:
    assert "is empty" in refused(server, name, b"", 422)


@pytest.mark.parametrize("data", [b" \n\t\r\n ", b"<html><body> </body></html>"])
def test_a_file_without_text(server: Server, data: bytes) -> None:
    assert "no text" in refused(server, "blank.html", data, 422)


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("filing.txt", os.urandom(200_000), 422, "binary data"),
        ("filing.html", bytes(range(256)) * 500, 422, "binary data"),
        ("filing.pdf", os.urandom(200_000), 422, "no PDF header"),
        ("filing.txt", b"\x7fELF\x02\x01\x01" + bytes(100_000), 415, "Linux program"),
        ("filing.pdf", b"\x89PNG\r\n\x1a\n" + os.urandom(1000), 415, "PNG image"),
        ("filing.docx", b"PK\x03\x04" + b"word/document.xml" * 50, 422, "damaged or cut off"),
        (
            "filing.pptx",
            hostile_files.package("presentationml.slideshow.main+xml"),
            415,
            "PowerPoint",
        ),
    ],
)
def test_binary_posing_as_a_filing(
    server: Server, name: str, data: bytes, status: int, said: str
) -> None:
    assert said in refused(server, name, data, status)


def test_a_pdf_named_as_text_is_read_as_pdf(server: Server) -> None:
    filing = taken(server, "filing.txt", hostile_files.pdf(*GOOD_LINES))
    assert (filing["media_type"], filing["pages"]) == ("application/pdf", 1)
    assert "wrong_ending" in codes(filing)


def test_html_named_as_pdf_is_read_as_html(server: Server) -> None:
    page = b"<!doctype html><html><body><p>" + b"</p><p>".join(GOOD_TEXT.split(b"\n\n"))
    filing = taken(server, "filing.pdf", page)
    assert filing["media_type"] == "text/html"
    assert "wrong_ending" in codes(filing)


# PDFs --------------------------------------------------------------------------------------------


def test_an_encrypted_pdf_opens_with_its_password_alone(server: Server) -> None:
    data = hostile_files.encrypted_pdf("opéns", *GOOD_LINES)
    assert "Give its password" in refused(server, "locked.pdf", data, 422)
    assert "does not open" in refused(server, "locked.pdf", data, 422, password="wrong")
    filing = taken(server, "locked.pdf", data, password="opéns")
    assert filing["pages"] == 1


def test_a_failed_filing_is_tried_again_in_its_place(server: Server) -> None:
    data = hostile_files.encrypted_pdf("second", *GOOD_LINES)
    (failed,) = problem(server.upload(("locked.pdf", data)), 422)["filings"]
    assert server.filing(failed["id"])["state"] == "failed"
    ask = {"question": "What was revenue?", "filings": [failed["id"]]}
    told = problem(server.request("POST", "/v1/questions", json=ask), 409)
    assert "password" in told["detail"]
    assert taken(server, "locked.pdf", data, password="second")["id"] == failed["id"]


def test_a_password_is_kept_nowhere(server: Server) -> None:
    secret = "Xyzzy-plugh-4711"
    taken(server, "locked.pdf", hostile_files.encrypted_pdf(secret, *GOOD_LINES), password=secret)
    files = [path for path in server.data_dir.rglob("*") if path.is_file()]
    assert [path for path in [*files, server.log] if secret.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_truncated_pdf(server: Server, share: float) -> None:
    """Cut short it is refused, or read as far as it goes with a notice; never read as whole."""
    whole = hostile_files.pdf(*GOOD_LINES, pages=20)
    response = server.upload(("cut.pdf", whole[: int(len(whole) * share)]))
    (filing,) = response.json()["filings"]
    if response.status_code == 200:
        assert codes(filing) & {"damaged_pdf", "unreadable_page"}
    else:
        assert "fresh copy" in problem(response, 422)["detail"]
    assert server.request("DELETE", f"/v1/filings/{filing['id']}").status_code == 204


@pytest.mark.parametrize(
    "data",
    [
        hostile_files.bomb_pdf(250_000_000),
        hostile_files.bomb_pdf(1_000_000_000, layers=2),
    ],
    ids=["one layer", "two layers"],
)
def test_a_zip_bomb_inside_a_pdf(server: Server, data: bytes) -> None:
    assert len(data) < 1_000_000
    assert "unpacks to more than" in refused(server, "bomb.pdf", data, 413)


# Sizes -------------------------------------------------------------------------------------------


def test_two_gigabytes_are_refused_before_they_are_sent(server: Server) -> None:
    where = urlsplit(server.url)
    assert where.hostname is not None
    start = time.monotonic()
    with socket.create_connection((where.hostname, where.port or 80), timeout=10) as connection:
        connection.sendall(
            b"POST /v1/filings HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 2147483648\r\n\r\n--x\r\n"
        )
        response = http.client.HTTPResponse(connection)
        response.begin()
        body = response.read().decode()
    assert time.monotonic() - start < 5
    assert response.status == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert "500,000,000 bytes" in body


def test_a_body_that_does_not_say_its_length_is_cut_off(strict_server: Server) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(40):
            yield b"Revenue 7.\n" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = strict_server.request("POST", "/v1/filings", content=chunks(), headers=headers)
    assert "20,000,000 bytes" in problem(response, 413)["detail"]
    assert strict_server.is_alive()


def test_a_million_nested_tags(server: Server) -> None:
    told = refused(server, "deep.html", hostile_files.nested_html(1_000_000), 413)
    assert "nests its elements" in told


def test_a_file_that_takes_too_long_does_not_stop_the_queue(strict_server: Server) -> None:
    giant = ("giant.txt", hostile_files.giant_table_text(40_000))
    response = strict_server.upload(giant, ("good.txt", GOOD_TEXT))
    assert response.status_code == 200, response.text
    slow, good = response.json()["filings"]
    assert slow["state"] == "failed"
    assert "more than 4 seconds" in slow["error"]
    assert slow["error_code"] == "filing_too_large"
    assert strict_server.until_ready(good["id"])["state"] == "ready"


def test_a_file_that_takes_too_much_memory(strict_server: Server) -> None:
    page = "<html><body><p>🚲" + "x" * 18_000_000
    told = problem(strict_server.upload(("wide.html", page.encode())), 413)
    assert "takes more than 0.2 GiB of memory" in told["detail"]
    assert strict_server.upload(("good.txt", GOOD_TEXT)).status_code == 200


# Encodings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "mark"),
    [
        (hostile_files.CHINESE_RESULTS, "utf-8", b""),
        (hostile_files.CHINESE_RESULTS, "utf-8", codecs.BOM_UTF8),
        (hostile_files.CHINESE_RESULTS, "utf-16-le", codecs.BOM_UTF16_LE),
        (hostile_files.CHINESE_RESULTS, "utf-16-be", codecs.BOM_UTF16_BE),
        (hostile_files.CHINESE_RESULTS, "utf-16-le", b""),
        (hostile_files.CHINESE_RESULTS, "utf-16-be", b""),
        (hostile_files.CHINESE_RESULTS, "big5", b""),
        (hostile_files.CHINESE_RESULTS, "gb18030", b""),
        (hostile_files.CHINESE_RESULTS_SIMPLIFIED, "gb18030", b""),
        (hostile_files.CHINESE_RESULTS_SIMPLIFIED, "utf-16-le", b""),
    ],
)
def test_chinese_results_in_every_encoding(
    server: Server, text: str, encoding: str, mark: bytes
) -> None:
    name = "results.txt"
    response = server.upload((name, mark + text.encode(encoding)))
    assert response.status_code == 200, response.text
    (filing,) = response.json()["filings"]
    page = server.request("GET", f"/v1/filings/{filing['id']}/pages/1").json()
    assert page["text"].strip() == text
    (table,) = server.request("GET", f"/v1/filings/{filing['id']}/tables").json()["tables"]
    body = server.request("GET", f"/v1/tables/{table['table_id']}").json()
    facts = {
        (fact["labels"][-1], fact["period"] and fact["period"]["end"]): (
            fact["value"],
            fact["unit"],
        )
        for fact in body["facts"]
    }
    assert server.request("DELETE", f"/v1/filings/{filing['id']}").status_code == 204
    assert filing["company"] == text.split("\n")[0]
    assert filing["form"] == "annual results"
    assert filing["period"] == "2023-01-01 to 2023-12-31"
    assert facts["收入", "2023-12-31"] == ("571704000", "CNY")
    assert facts["毛利", "2022-12-31"] == ("148092000", "CNY")


def test_a_file_of_mixed_encodings_says_what_was_repaired(server: Server) -> None:
    lines = [line.encode() for line in hostile_files.CHINESE_RESULTS.split("\n")]
    lines.append("毛利率有所上升，反映產品組合之改善。".encode("big5"))
    filing = taken(server, "mixed.txt", b"\n".join(lines))
    assert "repaired_encoding" in codes(filing)
    assert filing["facts"] == 6


# Names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.txt", "system.txt"),
        ("/etc/shadow.txt", "shadow.txt"),
        ("line\r\nbreak.txt", "linebreak.txt"),
        ("<script>alert(1)<!-- .html", "<script>alert(1)<!-- .html"),
        ("業績'\"; DROP TABLE filings;--.txt", "業績'\"; DROP TABLE filings;--.txt"),
        ("x" * 3000 + ".txt", "x" * 251 + ".txt"),
        ("\u202eftx.txt", "ftx.txt"),
    ],
)
def test_a_name_is_a_name_and_no_more(server: Server, sent: str, kept: str) -> None:
    filing = taken(server, sent, GOOD_TEXT + b"\n" + kept.encode())
    assert filing["name"] == kept
    assert not (server.data_dir.parent / kept).exists()


def test_a_zero_byte_in_a_name_is_left_out(server: Server) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00b.txt"\r\n\r\n'
    body += GOOD_TEXT + b"\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = server.request("POST", "/v1/filings?wait=60", content=body, headers=headers)
    assert response.status_code in (200, 400, 422), response.text
    if response.status_code == 200:
        (filing,) = response.json()["filings"]
        assert filing["name"] == "ab.txt"
        assert server.request("DELETE", f"/v1/filings/{filing['id']}").status_code == 204


def test_a_name_that_does_not_end_is_refused(server: Server) -> None:
    told = problem(server.upload(("x" * 100_000, GOOD_TEXT)), 400)
    assert "4,000 bytes" in told["detail"]


@pytest.mark.parametrize("sent", ["..", "/", "\r\n"])
def test_a_name_of_nothing_is_refused(server: Server, sent: str) -> None:
    assert "without a name" in problem(server.upload((sent, GOOD_TEXT)), 422)["detail"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b", "<script>", "x" * 3000])
def test_a_hostile_name_in_an_address_is_only_unknown(server: Server, name: str) -> None:
    problem(server.request("GET", f"/v1/filings/{quote(name, '')}"), 404)
    ask = {"question": "What was revenue?", "filings": [name]}
    problem(server.request("POST", "/v1/questions", json=ask), 404)


# The same again ----------------------------------------------------------------------------------


def test_the_same_bytes_are_the_same_filing(server: Server) -> None:
    text = GOOD_TEXT + b"\nduplicate"
    first = server.upload(("one.txt", text), form={"collection": "first"}).json()["filings"][0]
    ready = server.until_ready(first["id"])
    second = server.upload(("two.txt", text), form={"collection": "second"}).json()["filings"][0]
    assert second["id"] == first["id"]
    assert (second["name"], second["collection"]) == ("one.txt", "first")
    assert "two.txt" in second["note"]
    assert "one.txt" in second["note"]
    assert server.filing(first["id"]) == ready
    problem(server.request("GET", "/v1/filings/two.txt"), 404)
    assert server.request("DELETE", f"/v1/filings/{first['id']}").status_code == 204


def test_a_bad_file_among_good_ones_costs_only_itself(server: Server) -> None:
    files = [("a.txt", GOOD_TEXT + b"\na"), ("b.pdf", b"%PDF-1.7\n"), ("c.txt", b"")]
    response = server.upload(*files)
    assert response.status_code == 200, response.text
    states = [filing["state"] for filing in response.json()["filings"]]
    assert states[1:] == ["failed", "failed"]
    ids = [filing["id"] for filing in response.json()["filings"] if filing["id"]]
    assert server.until_ready(ids[0])["state"] == "ready"
    for filing_id in ids:
        assert server.request("DELETE", f"/v1/filings/{filing_id}").status_code == 204
