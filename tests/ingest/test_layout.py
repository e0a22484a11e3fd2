"""An HTML filing laid out: harmless whatever it holds, its quote marked where it stands."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from lxml import html

from ingest.errors import UnreadableFiling
from ingest.layout import LAYOUT_POLICY, Quote, lay_out, layout_of

FILING = """<?xml version="1.0" encoding="utf-8"?>
<html><head><title>T</title><style>p{color:red}</style><script>alert(1)</script></head>
<body onload="alert(2)"><h2>Results</h2>
<div style="display:none">hidden 571,704</div><ix:header><p>header</p></ix:header>
<p>Revenue rose <b>by 14.7%</b> in 2023.</p>
<table border=1><tr><td colspan="2" style="x">Revenue</td><td>571,704</td><td>498,310</td></tr>
<tr><td>Cost</td><td>(402,118)</td><td>1</td></tr></table>
<p>Again: Revenue 571,704 498,310</p>
<a href="javascript:alert(3)">link</a><img src=x onerror="alert(4)"><iframe src="/"></iframe>
<svg><script>alert(5)</script></svg><form action="/v1/filings"><input name=a></form>
</body></html>"""
ROW = "Revenue\t571,704\t498,310"


def marked(page: str) -> list[str]:
    return [mark.text_content() for mark in html.document_fromstring(page).iter("mark")]


def test_a_row_is_marked_cell_by_cell() -> None:
    page = layout_of(FILING, Quote(ROW, 0, "571,704"))
    root = html.document_fromstring(page)
    assert marked(page) == ["Revenue", "571,704", "498,310"]
    assert [mark.text for mark in root.iter("mark") if mark.get("class") == "cell"] == ["571,704"]
    assert root.get_element_by_id("mark").text == "Revenue"
    (cell,) = root.xpath("//td[@colspan=2]")
    assert cell.get("colspan") == "2"
    assert root.get_element_by_id("mark") in list(cell)


def test_the_second_place_is_marked_where_it_is_meant() -> None:
    page = layout_of(FILING, Quote(ROW, 1))
    assert marked(page) == ["Revenue 571,704 498,310"]


def test_a_sentence_is_marked_across_its_parts() -> None:
    page = layout_of(FILING, Quote("Revenue rose by 14.7% in 2023."))
    assert "".join("".join(marked(page)).split()) == "Revenueroseby14.7%in2023."


def test_what_is_not_there_marks_nothing() -> None:
    assert marked(layout_of(FILING, Quote("Profit 1"))) == []
    assert marked(layout_of(FILING, Quote(""))) == []


def test_nothing_that_runs_loads_or_hides_is_left() -> None:
    page = layout_of(FILING, Quote(ROW))
    root = html.document_fromstring(page)
    tags = {node.tag for node in root.iter() if isinstance(node.tag, str)}
    assert not tags & {"script", "iframe", "img", "svg", "form", "input", "a", "ix:header"}
    names = {name for node in root.iter() for name in node.attrib}
    assert names <= {"id", "class", "colspan", "rowspan", "align", "lang", "charset", "span"}
    assert "hidden" not in page
    assert "alert" not in page
    assert "sandbox" in LAYOUT_POLICY
    assert "unsafe" not in LAYOUT_POLICY


@pytest.mark.parametrize("source", ["", "   ", "plain words", "<td>a cell</td>", "<p>\x00</p>"])
def test_odd_documents_are_laid_out(source: str) -> None:
    assert "</html>" in layout_of(source, Quote("words"))


def test_the_child_process_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(FILING, "utf-8")
    quote = Quote(ROW, 0, "571,704")
    assert lay_out(path, quote).decode() == layout_of(FILING, quote)


def test_a_filing_that_nests_without_end_is_laid_out_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<div>" * 200_000 + "x", "utf-8")
    with contextlib.suppress(UnreadableFiling):  # the server lives on, whichever it is
        assert b"</html>" in lay_out(path, Quote("x"))
