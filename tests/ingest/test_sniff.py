import io
import zipfile

import pytest

import hostile_files
from ingest.errors import EmptyFiling, FilingTooLarge, UnreadableFiling, UnsupportedFormat
from ingest.readers import Limits, read_filing
from ingest.readers.sniff import CSV, DOCX, HTML, MARKDOWN, PDF, PLAIN, XLSX, sniff

XHTML = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<!-- made -->\n'
    b'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>'
)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7\n...", PDF),
        ("a.pdf", b"\xef\xbb\xbf\r\n%PDF-1.7\n...", PDF),
        ("a.html", b"<!DOCTYPE html><html><body>x</body></html>", HTML),
        ("a.htm", XHTML, HTML),
        ("a.html", b"<p>only a fragment</p>", HTML),
        ("a.txt", b"Revenue\t1,234\n", PLAIN),
        ("a.md", b"# Revenue\n", MARKDOWN),
        ("noending", b"# Revenue\n\n| a | b |\n", MARKDOWN),
        ("noending", b"Revenue was 5.\n", PLAIN),
        ("a.csv", b"Line,2024\nRevenue,5\n", CSV),
        ("a.tsv", b"Line\t2024\nRevenue\t5\n", CSV),
        ("noending", b"Line;2024;2023\nRevenue;5;4\nCost;3;2\nProfit;2;2\n", CSV),
        ("a.txt", b"Line,2024,2023\nRevenue,5,4\nCost,3,2\nProfit,2,2\n", PLAIN),
        ("a.xlsx", hostile_files.package("spreadsheetml.sheet.main+xml"), XLSX),
        ("a.xlsm", hostile_files.package("ms-excel.sheet.macroEnabled.main+xml"), XLSX),
        ("noending", hostile_files.package("wordprocessingml.document.main+xml"), DOCX),
    ],
)
def test_type_by_content(name: str, data: bytes, media_type: str) -> None:
    sniffed = sniff(name, data)
    assert sniffed.media_type == media_type
    assert sniffed.notices == ()


@pytest.mark.parametrize(
    ("name", "data", "media_type", "said"),
    [
        ("report.txt", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", PDF, "PDF"),
        ("report.pdf", b"<html><body><p>x</p></body></html>", HTML, "HTML"),
        ("report.pdf", b"Revenue was 5 million.\n", PLAIN, "plain text"),
        ("report.txt", XHTML, HTML, "HTML"),
        ("report.csv", b"Revenue was five.\nIt rose.\n", PLAIN, "plain text"),
        ("report.csv", XHTML, HTML, "HTML"),
        ("book.docx", hostile_files.package("spreadsheetml.sheet.main+xml"), XLSX, "Excel"),
        ("report.pdf", hostile_files.package("wordprocessingml.document.main+xml"), DOCX, "Word"),
    ],
)
def test_wrong_ending_is_noticed(name: str, data: bytes, media_type: str, said: str) -> None:
    sniffed = sniff(name, data)
    assert sniffed.media_type == media_type
    (notice,) = sniffed.notices
    assert notice.code == "wrong_ending"
    assert said in notice.message
    assert name in notice.message


def test_stray_tags_do_not_make_html() -> None:
    text = b"Amount <i>RMB'000</i>\t%\nRevenue<br>\t5\n" * 3 + b"Words of prose. " * 50
    assert sniff("a.txt", text).media_type == PLAIN


def _zip(member: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "x" * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (hostile_files.package("presentationml.presentation.main+xml"), "PowerPoint"),
        (hostile_files.package("ms-excel.sheet.binary.macroEnabled.main"), "binary Excel"),
        (hostile_files.package("ms-word.document.macroEnabled.main+xml"), "with macros"),
        (_zip("other.txt"), "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG"),
        (b"MZ\x90\x00" + bytes(range(256)), "Windows program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "old Word or Excel"),
        (b"{\\rtf1 Revenue}", "RTF"),
        (b'<?xml version="1.0"?><xbrl><a>1</a></xbrl>', "XML"),
    ],
)
def test_other_formats_are_named(data: bytes, said: str) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        sniff("report.txt", data)
    assert said in caught.value.detail
    assert "report.txt" in caught.value.detail


def test_binary_posing_as_text() -> None:
    noise = bytes((i * 89 + 7) % 256 for i in range(4000))
    with pytest.raises(UnreadableFiling, match="binary"):
        read_filing("notes.txt", noise)


def test_damaged_pdf_is_said_to_be_damaged() -> None:
    noise = bytes((i * 89 + 7) % 256 for i in range(4000))
    with pytest.raises(UnreadableFiling, match="no PDF header"):
        read_filing("report.pdf", noise)


def test_words_that_begin_like_a_program_are_text() -> None:
    assert sniff("a.txt", b"MZ Holdings reported BM figures.").media_type == PLAIN


def test_empty_file() -> None:
    with pytest.raises(EmptyFiling, match="no bytes"):
        read_filing("a.txt", b"")


def test_only_white_space_is_empty() -> None:
    with pytest.raises(EmptyFiling):
        read_filing("a.txt", b" \n\t\n")


def test_too_many_bytes() -> None:
    with pytest.raises(FilingTooLarge, match=r"at most 0 MB"):
        read_filing("a.txt", b"x" * 11, limits=Limits(max_bytes=10))


def test_notice_reaches_the_reading() -> None:
    reading = read_filing("a.pdf", b"<html><body><p>Revenue</p></body></html>")
    assert [notice.code for notice in reading.warnings] == ["wrong_ending"]
