from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import StoreFull
from ingest.stores import LexicalIndex
from ingest.stores.lexical import Entry, passage_entries, row_entries, to_indexed, to_match
from ingest.types import Parsed, Passage, PassageKind, Span


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    index = LexicalIndex(tmp_path / "lexical.sqlite")
    yield index
    index.close()


def passages(**texts: str) -> list[Entry]:
    return [Entry(name, ("", text)) for name, text in texts.items()]


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [entry_id for entry_id, _ in found]


def test_best_first_with_positive_scores(index: LexicalIndex) -> None:
    texts = {f"other{n}": "nothing of interest" for n in range(9)}
    found_in = passages(one="pumps", two="pumps and valves", **texts)
    index.replace("f_1", found_in, [])
    found = index.search("valves, pumps?", kind="passage")
    assert ids(found) == ["two", "one"]
    assert found[0][1] > found[1][1] > 0


def test_words_are_stemmed_and_folded(index: LexicalIndex) -> None:
    index.replace("f_1", passages(a="Receivables were impaired", b="the café in Zürich"), [])
    assert ids(index.search("receivable impairment", kind="passage")) == ["a"]
    assert ids(index.search("CAFE zurich", kind="passage")) == ["b"]


def test_chinese_is_found_by_part_of_a_run(index: LexicalIndex) -> None:
    index.replace("f_1", passages(a="本集团的应收账款周转天数为45天", b="存货增加"), [])
    assert ids(index.search("应收账款是多少?", kind="passage")) == ["a"]
    assert ids(index.search("存", kind="passage")) == ["b"]
    assert ids(index.search("ＳＴＯＣＫ", kind="passage")) == []


def test_figures_are_one_word(index: LexicalIndex) -> None:
    index.replace("f_1", passages(a="revenue 571,704", b="704 shops and 571 cars"), [])
    assert ids(index.search("571,704", kind="passage")) == ["a"]


def test_only_the_filings_named(index: LexicalIndex) -> None:
    for n in range(4):
        index.replace(f"f_{n}", passages(**{f"p{n}": "revenue"}), [])
    assert ids(index.search("revenue", kind="passage", filing_ids=["f_2"])) == ["p2"]
    assert ids(index.search("revenue", kind="passage", filing_ids=["f_2", "f_0"])) == ["p0", "p2"]
    assert index.search("revenue", kind="passage", filing_ids=["f_9"]) == []
    assert len(index.search("revenue", kind="passage", limit=3)) == 3


def test_replacing_and_deleting_leave_nothing_behind(index: LexicalIndex) -> None:
    index.replace("f_1", passages(a="pumps"), passages_to_rows("r"))
    index.replace("f_2", passages(c="pumps"), [])
    index.replace("f_1", passages(b="valves"), [])
    assert ids(index.search("pumps", kind="passage")) == ["c"]
    assert index.search("pumps", kind="row") == []
    index.delete("f_1")
    index.delete("f_unknown")
    assert index.search("valves", kind="passage") == []
    assert index.filing_ids() == {"f_2"}


def passages_to_rows(name: str) -> list[Entry]:
    return [Entry(name, ("", "pumps", ""))]


def test_a_label_weighs_more_than_its_table(index: LexicalIndex) -> None:
    rows = [
        Entry("t#1", ("Inventories by segment", "Total", "2023")),
        Entry("t#2", ("Balance sheet", "Inventories", "2023")),
        *(Entry(f"t#{n}", ("Notes", "Other", "2023")) for n in range(3, 9)),
    ]
    index.replace("f_1", [], rows)
    assert ids(index.search("inventories", kind="row")) == ["t#2", "t#1"]


def test_rows_are_those_with_facts(parsed: Parsed) -> None:
    entries = list(row_entries(parsed.facts, parsed.tables, parsed.identity))
    table = parsed.tables[0].table_id
    assert [entry.id for entry in entries] == [f"{table}#1", f"{table}#2"]
    context, label, body = entries[0].columns
    assert "Consolidated results" in context
    assert "Pump Holdings annual report 2023" in context
    assert (label, body) == ("Results Revenue", "2023 Group 2022")


def test_a_passage_is_found_by_company_and_heading(index: LexicalIndex, parsed: Parsed) -> None:
    passage = Passage("p", "f", 1, Span(0, 3), "abc", PassageKind.TEXT, ("Revenue",))
    index.replace("f_1", passage_entries([passage], parsed.identity), [])
    assert ids(index.search("pump", kind="passage")) == ["p"]
    assert ids(index.search("revenues", kind="passage")) == ["p"]


@pytest.mark.parametrize("query", ["", "?!", '" OR *', "NEAR(", "\x00", "()^:-"])
def test_a_query_of_no_words_finds_nothing(index: LexicalIndex, query: str) -> None:
    index.replace("f_1", passages(a="revenue"), [])
    assert index.search(query, kind="passage") == []


def test_a_query_of_stopwords_keeps_them() -> None:
    assert to_match("what is the revenue") == '"revenue"'
    assert to_match("who are you") == '"who" OR "are" OR "you"'


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text())
def test_no_text_is_a_syntax_error(index: LexicalIndex, text: str) -> None:
    index.search(text, kind="passage")
    index.search(f'revenue {text} "', kind="row", filing_ids=["f_1"])


@given(st.text(alphabet="应收账款ab 1", min_size=2))
def test_what_is_indexed_is_found_by_its_own_words(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    connection.execute("INSERT INTO t VALUES (?)", (to_indexed(text),))
    match = to_match(text)
    if match:
        assert connection.execute("SELECT 1 FROM t WHERE t MATCH ?", (match,)).fetchall() == [(1,)]
    connection.close()


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical.sqlite")
    index.replace("f_1", passages(a="revenue"), [])
    index._writer.execute("PRAGMA max_page_count = 60")
    many = [Entry(f"p{n}", ("", f"valve{n} " * 50)) for n in range(5000)]
    with pytest.raises(StoreFull):
        index.replace("f_1", many, [])
    assert ids(index.search("revenue", kind="passage")) == ["a"]
    assert index.search("valve7", kind="passage") == []
    index.close()
