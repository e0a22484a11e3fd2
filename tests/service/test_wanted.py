"""What a question names, leaves out and says to look in."""

from __future__ import annotations

from ingest.types import Statement
from service.answering.understanding.cleaning import clean
from service.answering.understanding.wanted import Wanted, read_wanted
from service.types import Understanding


def asked(text: str, carried: str = "", told: tuple[str, ...] = ()) -> Wanted:
    return read_wanted(Understanding(text, "en", measure=text, carried=carried, told=told))


def test_what_is_left_out_is_not_asked_for() -> None:
    found = asked("Leaving deferred tax aside, what was the current tax charge?")
    assert "current" in found.own
    assert "defer" not in found.own
    assert found.left_out == {"defer"}
    found = asked("Gross trade receivables, before any loss allowance and excluding notes")
    assert found.own == {"gross", "trade", "receiv"}
    assert found.left_out == {"loss", "allow", "note"}


def test_where_to_look_is_no_part_of_the_line_item() -> None:
    found = asked("Going by the five-year summary, what were total assets?")
    assert found.own == {"total", "asset"}
    assert found.statement is Statement.SUMMARY
    found = asked("Per the other losses note, what loss on disposal of subsidiaries was recorded?")
    assert found.own == {"loss", "dispos", "subsidiari"}
    assert found.source >= {"other", "loss"}


def test_words_in_brackets_and_before_a_colon_count_less() -> None:
    found = asked("Quick one: share capital (nominal value)")
    assert found.words["capit"] == 1.0
    assert found.words["nomin"] < 0.5
    assert found.words["quick"] < 0.5


def test_the_result_is_the_bottom_line_unless_it_is_of_something() -> None:
    assert {"net", "profit"} <= asked("How much of the result was attributable to them?").own
    assert "profit" not in asked("What was the segment result?").own


def test_a_follow_up_knows_what_was_told() -> None:
    found = asked("and the notes part?", "trade and notes payables", ("RMB353.7 million",))
    assert found.own == {"note"}
    assert set(found.words) == {"note", "trade", "payabl"}
    assert [q.text for q in found.told] == ["RMB353.7 million"]


def test_how_old_or_when_due_is_told_of_the_item() -> None:
    assert clean("bank borrowings due within one year during ?") == (
        "bank borrowings due within one year"
    )
    assert clean("trade receivables more than two years") == "trade receivables more than two years"
    assert clean("revenue of the year") == "revenue"
