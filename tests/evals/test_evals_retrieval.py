"""Retrieval by stage: where the evidence stands, which rank brings it; on a small library too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.answerers import LibraryAnswerer, open_library
from evals.datasets import fault_of, load_set
from evals.libraries import LibraryView
from evals.retrieval import (
    Found,
    judge_retrieval,
    query_of,
    searched,
    stage_figures,
    to_json,
    to_table,
)
from evals.runner import run_evals
from evals.taking_in import TakenIn
from evals.types import Case, Evidence, NumberTarget, Outcome, Sample, Turn
from fakes import answer, text_filing
from ingest.stores import Feedback
from service.api.bodies import AnswerBody, dump

PAGES = {
    "a.pdf": {1: "Cover", 2: "Revenue was 571,704 in the year. Costs were low.", 3: "End"},
    "b.txt": {1: "Revenue was nothing. " + "x " * 50 + "Costs were high."},
}
START = PAGES["a.pdf"][2].index("Costs")
QUESTION = Sample(
    "q-1",
    "lookup",
    "en",
    "Revenue?",
    NumberTarget(Decimal(571704), "CNY"),
    ("a.pdf",),
    evidence=(Evidence("a.pdf", "Revenue was 571,704 in the year."),),
)
HIT, NEAR = Found("a.pdf", 2, 0, START), Found("a.pdf", 2, START, START + 15)
OTHER, COVER = Found("b.txt", 1, 0, 20), Found("a.pdf", 1, 0, 5)


class Shelf:
    """Two filings; finds what it is told to."""

    def __init__(self, **stages: Sequence[Found]) -> None:
        self.told = stages
        self.asked: list[tuple[str, Sequence[str]]] = []

    def names(self) -> frozenset[str]:
        return frozenset(PAGES)

    def pages(self, name: str) -> dict[int, str]:
        return PAGES[name]

    def is_paged(self, name: str) -> bool:
        return name.endswith(".pdf")

    def stages(self, query: str, names: Sequence[str] = ()) -> Mapping[str, Sequence[Found]]:
        self.asked.append((query, names))
        return self.told


def ranks(shelf: Shelf, case: Case = QUESTION) -> dict[str, dict[str, tuple[int | None, ...]]]:
    return {one.stage: dict(one.ranks) for one in judge_retrieval([case], shelf).ranks}


def test_ranks_count_different_filings_and_pages() -> None:
    shelf = Shelf(lexical=(OTHER, OTHER, COVER, NEAR, HIT), dense=(OTHER,))
    assert ranks(shelf) == {
        "lexical": {"filing": (2,), "page": (3,), "passage": (5,)},
        "dense": {"filing": (None,), "page": (None,), "passage": (None,)},
    }


def test_a_filing_without_pages_is_not_judged_by_page() -> None:
    case = replace(QUESTION, evidence=(Evidence("b.txt", "Revenue was nothing."),))
    assert ranks(Shelf(routed=(OTHER,)), case) == {
        "routed": {"filing": (1,), "page": (), "passage": (1,)}
    }


def test_a_piece_that_names_its_page_is_judged_by_it_alone() -> None:
    case = replace(QUESTION, evidence=(Evidence("a.pdf", "as another program reads it", 2),))
    assert ranks(Shelf(routed=(NEAR,)), case)["routed"] == {
        "filing": (1,), "page": (1,), "passage": (),
    }  # fmt: skip


def test_several_pieces_are_a_share() -> None:
    two = (*QUESTION.evidence, Evidence("b.txt", "Costs were high."))
    run = judge_retrieval([replace(QUESTION, evidence=two)], Shelf(routed=(HIT, OTHER)))
    by_level = {one.level: one for one in stage_figures(run.ranks)}
    assert by_level["passage"].recall == {1: 0.5, 3: 0.5, 5: 0.5, 10: 0.5}
    assert by_level["filing"].recall == {1: 0.5, 3: 1.0, 5: 1.0, 10: 1.0}
    assert (by_level["filing"].mrr, by_level["page"].cases) == (1.0, 1)


def test_evidence_that_is_nowhere_is_said() -> None:
    gone = replace(QUESTION, evidence=(Evidence("a.pdf", "Nothing such"), Evidence("z.pdf", "x")))
    run = judge_retrieval([gone], Shelf(routed=(HIT,)))
    assert (run.ranks, run.unlocated) == ((), ("q-1",))
    assert stage_figures(run.ranks) == ()


def test_only_questions_with_evidence_are_searched() -> None:
    assert searched([QUESTION, replace(QUESTION, evidence=()),
                     replace(QUESTION, is_statement=True)]) == (QUESTION,)  # fmt: skip


def test_the_scope_and_what_is_searched_for() -> None:
    follow_up = replace(QUESTION, question="And costs?", history=(Turn("Revenue?", "5"),))
    assert query_of(follow_up) == "Revenue? And costs?"
    shelf = Shelf(routed=(HIT,))
    judge_retrieval([follow_up], shelf)
    judge_retrieval([QUESTION], shelf, is_within=True)
    assert shelf.asked == [("Revenue? And costs?", ()), ("Revenue?", ("a.pdf",))]


def test_table_and_json() -> None:
    run = judge_retrieval([QUESTION], Shelf(lexical=(HIT,), routed=(COVER, HIT)))
    lines = to_table(stage_figures(run.ranks))
    assert lines[0].split() == ["level", "stage", "cases", "@1", "@3", "@5", "@10", "MRR"]
    assert "page     routed         1    0.0%  100.0%  100.0%  100.0%   0.500" in lines
    told = to_json(run, {"Sets": "set.jsonl"})
    assert told["cases"][1]["ranks"] == {"filing": [1], "page": [2], "passage": [2]}
    assert json.loads(json.dumps(told)) == told


# ---------------------------------------------------------------------------------------------
# A small library
# ---------------------------------------------------------------------------------------------

ROWS: list[dict[str, Any]] = [
    {
        "id": "q-1", "filings": ["a.txt"], "question": "What was the revenue of 2023?",
        "kind": "lookup", "lang": "en",
        "answer": {"value": 571704000, "unit": "CNY", "tolerance": 0},
        "evidence": [{"filing": "a.txt", "quote": "Revenue 571,704 498,210"}],
    },
    {
        "id": "f-1", "filing": "a.txt",
        "fact": {"label": "Gross profit", "period": "2022-01-01..2022-12-31", "unit": "CNY",
                 "value": 148092000},
    },
    {
        "id": "f-2", "filing": "a.txt",
        "fact": {"label": "Gross profit", "period": "2021-01-01..2021-12-31", "unit": "CNY",
                 "value": 1},
    },
    {"id": "s-1", "filing": "a.txt", "statement": "Revenue was RMB571,704 thousand in 2023.",
     "entailed": True},
    {"id": "s-2", "filing": "a.txt", "statement": "Revenue was RMB581,704 thousand in 2023.",
     "entailed": True},
]  # fmt: skip


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    for name, company in (("a.txt", "Harbour Lantern"), ("b.txt", "Copper Kettle")):
        (folder / name).write_bytes(text_filing(company, "571,704" if name == "a.txt" else "9,000"))
    with open_library(folder / "data", [folder / "a.txt", folder / "b.txt"]):
        return folder / "data"


@pytest.fixture(scope="module")
def answerer(data_dir: Path) -> Iterator[LibraryAnswerer]:
    with open_library(data_dir) as opened:
        yield opened.answerer


@pytest.fixture(scope="module")
def set_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("set") / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return path


def test_facts_and_statements_are_judged_like_answers(
    answerer: LibraryAnswerer, set_file: Path
) -> None:
    run = run_evals(load_set([set_file]), answerer)
    assert run.failures == ()
    assert {one.sample_id: one.outcome for one in run.results} == {
        "q-1": Outcome.RIGHT,
        "f-1": Outcome.RIGHT,
        "f-2": Outcome.ABSTAINED,
        "s-1": Outcome.RIGHT,
        "s-2": Outcome.WRONG,
    }


def test_every_stage_of_a_library(answerer: LibraryAnswerer) -> None:
    view = LibraryView(answerer.stores)
    stages = view.stages("What was the revenue of Copper Kettle in 2023?")
    assert list(stages) == ["lexical", "tables", "dense", "fused", "routed"]
    assert all(stages.values())
    assert {found.filing for found in stages["fused"]} == {"a.txt", "b.txt"}
    assert {found.filing for found in stages["routed"]} == {"b.txt"}
    within = view.stages("What was the revenue?", ("a.txt",))
    assert {found.filing for each in within.values() for found in each} == {"a.txt"}
    # Within one filing nothing is left to route: both have the same passages.
    assert set(within["routed"]) == set(within["fused"])


def test_what_a_library_shows(answerer: LibraryAnswerer) -> None:
    view = LibraryView(answerer.stores)
    assert not view.is_paged("a.txt")
    revenue = next(fact for fact in view.facts("a.txt") if fact.label == "Revenue")
    assert view.rows("a.txt")[revenue.fact_id].split() == ["Revenue", "571,704", "498,210"]
    assert "571,704" in view.pages("a.txt")[1]
    assert view.judged() == ()


def test_judged_answers_of_a_library(answerer: LibraryAnswerer) -> None:
    library = answerer.stores.library
    talk = library.new_conversation()
    for answer_id, is_good in (("a-1", True), ("a-2", False)):
        body = dump(AnswerBody.of(replace(answer(), id=answer_id)))
        asked = ("What was revenue?", {"filings": ["a.txt"]})
        library.append_exchange(talk.id, asked, (body["answer"], body))
        library.give_feedback(talk.id, answer_id, Feedback(is_good, "" if is_good else "no"))
    good, bad = LibraryView(answerer.stores).judged()
    assert (good["id"], "answer" in good, fault_of(good)) == ("a-1", True, None)
    assert (bad["id"], "answer" in bad, bad["note"]) == ("a-2", False, "no")
    assert len(bad["history"]) == 1


def test_the_command(
    answerer: LibraryAnswerer,
    set_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Opened:
        """What the module's library was opened as: one process has a data directory open once."""

        def __init__(self) -> None:
            self.answerer = answerer
            self.settings = {"Filings": "a.txt, b.txt"}
            self.taken = TakenIn()

        def __enter__(self) -> Opened:
            return self

        def __exit__(self, *told: object) -> None:
            pass

    monkeypatch.setattr("evals.set_commands.open_library", lambda *_, **__: Opened())
    out = tmp_path / "kept" / "retrieval.json"
    command = ["retrieval", str(set_file), "--data-dir", "d", "--within", "--out", str(out)]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert "passage  routed         1" in printed
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["settings"]["Searched"] == "the filings of each case"
    assert main(["check", str(set_file), "--data-dir", "d"]) == 0
    empty = tmp_path / "empty.jsonl"
    empty.write_text(json.dumps(ROWS[1]), encoding="utf-8")
    assert main(["retrieval", str(empty), "--data-dir", "d"]) == 1
    assert "no question of these sets has evidence" in capsys.readouterr().out
