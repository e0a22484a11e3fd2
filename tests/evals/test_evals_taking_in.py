"""Filings taken into a library before a run: what it lacks, by name and content."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.answerers import open_library
from evals.taking_in import FilingFile, TakenIn, files_in


def written(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")


def test_folders_are_searched_by_endings(tmp_path: Path) -> None:
    written(tmp_path / "b" / "deep", c_HTML="1", d_json="2")
    written(tmp_path / "b" / ".git", e_txt="3")
    written(tmp_path, a_odd="4")
    named = files_in([tmp_path / "a.odd", tmp_path / "b", tmp_path / "b" / "deep"])
    assert [one.name for one in named] == ["a.odd", "c.HTML"]
    assert named[1].read() == b"1"


def test_a_path_that_brings_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no "):
        files_in([tmp_path / "none"])
    with pytest.raises(ValueError, match="has no file that can be read as a filing"):
        files_in([tmp_path])


def test_what_a_library_lacks_is_taken_in(tmp_path: Path) -> None:
    good, other = b"Lantern plc had 5 ships.\n", b"Lantern plc had 6 ships.\n"
    files = [
        FilingFile("a.txt", good),
        FilingFile("a.txt", other),
        FilingFile("none.txt", tmp_path / "none.txt"),
        FilingFile("bad.pdf", b"%PDF-1.7 and nothing else"),
        FilingFile("b.txt", other),
    ]
    with open_library(tmp_path / "data", lacking=files) as opened:
        taken = opened.taken
        assert "a.txt (" in opened.settings["Filings"]
    assert (taken.new, taken.there) == (2, 0)
    assert [fault.partition(": ")[0] for fault in taken.faults] == ["a.txt", "none.txt", "bad.pdf"]
    assert "another filing of that name is there" in taken.faults[0]
    assert "No such file" in taken.faults[1]

    again = [FilingFile("a.txt", good), FilingFile("c.txt", good), FilingFile("b.txt", good)]
    with open_library(tmp_path / "data", lacking=again) as opened:
        assert opened.taken == TakenIn(
            there=1,
            faults=(
                "c.txt: the library has it already, as a.txt",
                "b.txt: the library has it already, as a.txt",
            ),
        )


def test_a_filing_that_was_not_embedded_to_the_end_is(tmp_path: Path) -> None:
    from ingest.pipeline import index_filing, keep_filing

    data = b"Lantern plc had 5 ships.\n"
    with open_library(tmp_path / "data") as opened:
        stores = opened.answerer.stores
        index_filing(keep_filing("a.txt", data, stores).id, stores)
    with open_library(tmp_path / "data", lacking=[FilingFile("a.txt", data)]) as opened:
        assert opened.taken == TakenIn(finished=1)
        (record,) = opened.answerer.stores.library.filings()
        assert record.embedded == record.passages


def test_what_is_told() -> None:
    assert list(TakenIn().to_lines()) == []
    assert list(TakenIn(2, 1, 3, ("a.pdf: broken",)).to_lines()) == [
        "filings: 2 taken in, 1 embedded to the end, 3 there already, 1 not taken in",
        "not taken in: a.pdf: broken",
    ]
