import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import EmptyFiling, FilingTooLarge, UnreadableFiling
from ingest.readers import Limits, read_filing
from ingest.readers.html import read_html
from ingest.types import Reading

SHARED = Path(os.environ.get("TICKMARK_SHARED", Path(__file__).parents[3] / "shared"))


def read(body: str, **limits: int) -> Reading:
    return read_html(f"<html><body>{body}</body></html>", Limits(**limits))


def kinds(reading: Reading) -> list[tuple[str, int, str]]:
    text = reading.pages[0].text
    return [(block.kind.value, block.level, block.span.of(text)) for block in reading.blocks]


def assert_invariants(reading: Reading) -> None:
    (page,) = reading.pages
    covered = [0] * len(page.text)
    for block in reading.blocks:
        for place in range(*block.span):
            covered[place] += 1
    stray = [c for c, n in zip(page.text, covered, strict=True) if n != 1 and not c.isspace()]
    assert stray == []
    for grid in reading.grids:
        for cell in grid.cells:
            assert cell.span is not None
            assert "".join(cell.span.of(page.text).split()) == "".join(cell.text.split())
            assert cell.row < grid.row_count
            assert cell.column + cell.column_span <= grid.column_count


def test_blocks_are_lines() -> None:
    reading = read(
        "<h2>Overview</h2><p>Sales  <b>rose</b>\n again.</p><div>One<br>two</div>"
        "<p><b>Liquidity and Capital</b></p><p>Item 7. Discussion</p><ul><li>first</li></ul>"
    )
    assert kinds(reading) == [
        ("heading", 2, "Overview"),
        ("paragraph", 0, "Sales rose again."),
        ("paragraph", 0, "One\ntwo"),
        ("heading", 4, "Liquidity and Capital"),
        ("heading", 2, "Item 7. Discussion"),
        ("paragraph", 0, "first"),
    ]
    assert not reading.is_paged
    assert_invariants(reading)


def test_two_line_breaks_end_a_paragraph() -> None:
    assert len(kinds(read("<div>One.<br><br>Two.</div>"))) == 2


def test_hidden_parts_are_left_out() -> None:
    reading = read(
        "<script>var x = 1;</script><style>p {}</style><p>Seen</p>"
        '<p style="color:red; display : none">Hidden</p><p hidden>Hidden</p>'
        "<noscript>Hidden</noscript>"
    )
    assert reading.pages[0].text == "Seen\n"


def test_layout_rows_are_lines_and_a_lone_cell_is_prose() -> None:
    reading = read(
        "<table><tr><td><p>Item 1.</p></td><td><p>Business</p></td></tr>"
        "<tr><td><p>One paragraph.</p><p>Another paragraph.</p></td></tr></table>"
    )
    assert reading.pages[0].text == "Item 1.\tBusiness\nOne paragraph.\nAnother paragraph.\n"
    assert [kind for kind, _, _ in kinds(reading)] == ["heading", "paragraph", "paragraph"]


def test_page_numbers_and_running_heads_at_page_breaks_are_furniture() -> None:
    body = "".join(
        f"<p>Prose of part {'x' * n}.</p><p>{n}</p><hr><p>Acme Corporation</p>"
        f"<p>More of {'y' * n}.</p>"
        for n in range(1, 5)
    )
    furniture = [text for kind, _, text in kinds(read(body)) if kind == "furniture"]
    assert furniture == [
        "1",
        "Acme Corporation",
        "2",
        "Acme Corporation",
        "3",
        "Acme Corporation",
    ] + [
        "4",
        "Acme Corporation",
    ]


def test_contents_links_are_no_headings() -> None:
    reading = read('<p><a href="#i1">PART I. FINANCIAL INFORMATION</a></p><p>Some prose.</p>')
    assert [kind for kind, _, _ in kinds(reading)] == ["paragraph", "paragraph"]


def test_invisible_characters_are_left_out() -> None:
    assert read("<p>Reve\u200bnue\u00ad</p>").pages[0].text == "Revenue\n"


def test_title_is_metadata() -> None:
    reading = read_html("<html><head><title> Acme\n10-K </title></head><p>x</p></html>", Limits())
    assert reading.metadata == {"title": "Acme 10-K"}


@pytest.mark.parametrize("tag", ["div", "table", "b", "ul", "span"])
def test_a_million_nested_tags_are_refused_quickly(tag: str) -> None:
    data = (f"<html><body>{f'<{tag}>' * 1_000_000}deep").encode()
    started = time.process_time()
    with pytest.raises(FilingTooLarge, match="deep"):
        read_filing("bomb.html", data)
    assert time.process_time() - started < 10


def test_nested_xhtml_is_refused() -> None:
    depth = 100_000
    text = f'<?xml version="1.0"?><html>{"<div>" * depth}x{"</div>" * depth}</html>'
    with pytest.raises(FilingTooLarge, match="deep"):
        read_html(text, Limits())


def test_deep_but_allowed_nesting_is_read_whole() -> None:
    depth = 1_000
    reading = read(f"{'<div>' * depth}deep{'</div>' * depth}<p>after</p>")
    assert reading.pages[0].text == "deep\nafter\n"


def test_entities_are_not_expanded() -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "lollollol"><!ENTITY b "&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]><html><body><p>Sales &b; &c;</p></body></html>'
    )
    shown = read_html(text, Limits()).pages[0].text
    assert "lol" not in shown
    assert "root:" not in shown


def test_limits() -> None:
    with pytest.raises(FilingTooLarge, match="characters"):
        read("x" * 100, max_characters=50)
    with pytest.raises(FilingTooLarge, match="cells"):
        read("<table><tr><td>a</td><td>1</td></tr></table>" * 3, max_cells=5)


def test_nothing_to_see_is_empty() -> None:
    with pytest.raises(EmptyFiling):
        read("<p> &nbsp; </p><script>x</script>")


def test_only_a_comment_is_refused() -> None:
    with pytest.raises((EmptyFiling, UnreadableFiling)):
        read_html("<!-- nothing -->", Limits())


def test_wide_tables_with_spans_are_quick() -> None:
    rows = "".join(
        "<tr>" + '<td rowspan="900">1,000</td><td></td>' * 400 + "</tr>" for _ in range(20)
    )
    started = time.process_time()
    assert_invariants(read(f"<table>{rows}</table>"))
    assert time.process_time() - started < 10


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", '<td colspan="3">',
             '<td rowspan="2">', "<p>", "</p>", "<br>", "<b>", "</b>", "<h1>", "<hr>", "<th>",
             '<a href="#x">', "</a>", "<sup>1</sup>", "$", "1,234", ")", "(5", "%", "—", "*",
             "Sales", " ", "2023", "收入"]
        ),
        max_size=80,
    )
)  # fmt: skip
def test_whatever_comes_every_character_is_in_one_block(parts: list[str]) -> None:
    assert_invariants(read("x" + "".join(parts)))


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "filings/faith").is_dir(), reason="measuring data absent")
def test_filings_hold_the_invariants() -> None:
    paths = sorted((SHARED / "filings/faith").glob("*.html"))
    paths += sorted((SHARED / "filings/findver").glob("*.html"))[:3]
    for path in paths:
        assert_invariants(read_filing(path.name, path.read_bytes()))
