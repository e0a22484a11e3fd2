"""Files that no filing should be, and filings that are hard to read; all small on disk."""

from __future__ import annotations

import io
import zipfile
import zlib

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

# A results announcement in Chinese, of an invented company.
CHINESE_RESULTS = "\n".join(
    (
        "青嵐傳感控股有限公司",
        "截至二零二三年十二月三十一日止年度之全年業績公告",
        "",
        "綜合損益表",
        "\t二零二三年\t二零二二年",
        "\t人民幣千元\t人民幣千元",
        "收入\t571,704\t498,210",
        "銷售成本\t(401,002)\t(350,118)",
        "毛利\t170,702\t148,092",
        "",
        "本集團於二零二三年的收入為人民幣571,704千元，較上年增長。",
    )
)
# The same in simplified characters: Big5 has no place for these, nor GB2312 for the others.
CHINESE_RESULTS_SIMPLIFIED = "\n".join(
    (
        "青岚传感控股有限公司",
        "截至二零二三年十二月三十一日止年度之全年业绩公告",
        "",
        "综合损益表",
        "\t二零二三年\t二零二二年",
        "\t人民币千元\t人民币千元",
        "收入\t571,704\t498,210",
        "销售成本\t(401,002)\t(350,118)",
        "毛利\t170,702\t148,092",
        "",
        "本集团于二零二三年的收入为人民币571,704千元，较上年增长。",
    )
)


def pdf(*lines: str, pages: int = 1) -> bytes:
    """A plain PDF with the lines on every page."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in range(pages):
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 16 * number, line)
        canvas.drawString(72, 60, f"Page {page + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def encrypted_pdf(password: str, *lines: str) -> bytes:
    """A PDF that opens with a password alone (AES, 256 bits)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(*lines))))
    writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb_pdf(unpacked_bytes: int, layers: int = 1) -> bytes:
    """A PDF whose page content unpacks to that many bytes of nothing."""
    packer = zlib.compressobj(9)
    chunk = b" " * 1_000_000
    parts = [packer.compress(chunk) for _ in range(unpacked_bytes // len(chunk))]
    packed = b"".join((*parts, packer.flush()))
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    filters = "/FlateDecode " * layers
    return _one_page_pdf(f"/Filter [{filters}]", packed)


def package(main_type: str, *parts: tuple[str, bytes]) -> bytes:
    """An Office file (a ZIP) whose main part has that content type, and these parts."""
    types = f"<Types><Override ContentType='application/vnd.x.{main_type}'/></Types>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """An Office file with one of its parts put in place of another, or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
    ):
        for old in source.namelist():
            if old != name:
                archive.writestr(old, source.read(old))
        archive.writestr(name, part)
    return out.getvalue()


def encrypted_office() -> bytes:
    """The head of an OLE file that wraps an encrypted Office file."""
    stream = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + stream + bytes(512)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="str"><v>&d;</v></c></row></sheetData></worksheet>'
)


def nested_html(depth: int) -> bytes:
    """A page of elements inside each other."""
    return b"<html><body>" + b"<div>" * depth + b"Revenue 571,704"


def giant_table_text(rows: int) -> bytes:
    """One table of that many rows."""
    return b"\n".join(b"Line %d\t%d,571\t%d,704" % (n, n, n) for n in range(rows))


def _one_page_pdf(content_entries: str, content: bytes) -> bytes:
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        f"<< /Length {len(content)} {content_entries} >>\nstream\n".encode()
        + content
        + b"\nendstream",
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())
