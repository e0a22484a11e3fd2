"""Each scorer both ways: what it takes for right, and what it must not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evals.scorers import (
    items_share,
    judge_claim,
    judge_sample,
    number_score,
    text_right,
    unit_family,
    verdict_on,
    verdict_outcome,
    yesno_right,
)
from evals.showing import digits_score
from evals.types import (
    AbstainTarget,
    Answered,
    Checked,
    Cited,
    Claim,
    ClaimNumber,
    Evidence,
    ItemsTarget,
    NumberTarget,
    Outcome,
    Sample,
    Target,
    TextTarget,
)


def number(
    value: str, unit: str = "RMB", tolerance: str = "0", is_sign_free: bool = False
) -> NumberTarget:
    return NumberTarget(Decimal(value), unit, Decimal(tolerance), is_sign_free)


def sample(target: Target, kind: str = "lookup", *evidence: Evidence) -> Sample:
    return Sample("q", kind, "en", "?", target, evidence=evidence)


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "tolerance", "right"),
    [
        ("391035000", "0", True),
        ("391036000", "0", False),  # equal in five significant digits, and not the same
        ("391000000", "0.001", True),
        ("390000000", "0.001", False),
        ("-391035000", "0", False),
    ],
)
def test_amount_within_tolerance(amount: str, tolerance: str, right: bool) -> None:
    score = number_score(number("391035000", tolerance=tolerance), Decimal(amount), "CNY")
    assert (score.value == 1.0) is right


def test_wrong_sign_is_told_and_forgiven_where_the_size_alone_is_asked() -> None:
    assert number_score(number("-42"), Decimal(42), "CNY").note == "wrong sign"
    assert number_score(number("-42", is_sign_free=True), Decimal(42), "CNY").value == 1.0


def test_zero_is_met_by_zero_alone() -> None:
    assert number_score(number("0", tolerance="0.01"), Decimal(0), "CNY").value == 1.0
    assert number_score(number("0", tolerance="0.01"), Decimal("0.001"), "CNY").value == 0.0


@pytest.mark.parametrize(
    ("unit", "gold", "right"),
    [
        ("CNY", "RMB", True),
        ("CNY/share", "RMB", True),
        ("percent", "percentage_point", True),
        ("ratio", "times", True),
        ("persons", "count", True),
        ("MWh", "tons", True),
        ("", "RMB", True),
        ("HKD", "RMB", False),
        ("CNY", "shares", False),
        ("percent", "RMB", False),
        ("count", "percent", False),
    ],
)
def test_units_by_family(unit: str, gold: str, right: bool) -> None:
    assert (number_score(number("5", gold), Decimal(5), unit).value == 1.0) is right


def test_families() -> None:
    assert unit_family("HK$") == unit_family("HKD/share") == "HKD"
    assert unit_family("MWH") == unit_family("tons/MWh") == "measure"


def test_no_value_is_not_right() -> None:
    score = number_score(number("5"), None, "")
    assert (score.value, score.note) == (0.0, "no value")


# --- words -----------------------------------------------------------------------------------


def test_any_text_or_all_that_must_be_contained() -> None:
    target = TextTarget(("Chief Financial Officer",), ("selling", "admin"))
    assert text_right(target, "The chief  financial officer [1] does.")
    assert text_right(target, "Selling costs exceeded administrative ones")
    assert not text_right(target, "Selling costs were high")


def test_a_text_stands_as_words_of_its_own() -> None:
    target = TextTarget(("rose",))
    assert text_right(target, "It rose.")
    assert not text_right(target, "A prosecution arose")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("No. None was declared.", True),
        ("Yes, and no other was.", False),
        ("The Board did not, so no.", True),
        ("A note says so.", False),
        ("It may be yes or no", False),
        ("no", True),
    ],
)
def test_yes_or_no_opens_the_answer(text: str, right: bool) -> None:
    assert yesno_right(TextTarget(("No, none",), ("no",)), text) is right
    assert judge_sample(sample(TextTarget(("No",), ("no",)), "yesno"), Answered(text)).outcome is (
        Outcome.RIGHT if right else Outcome.WRONG
    )


def test_yes_needs_the_rest_as_well() -> None:
    target = TextTarget(("Yes, RMB5 million",), ("yes", "RMB5 million"))
    assert yesno_right(target, "Yes: RMB 5 million")
    assert not yesno_right(target, "Yes: RMB6 million")


def test_items_in_any_spelling() -> None:
    target = ItemsTarget((("Halden R",), ("H2", "hydrogen analyser"), ("Tideline 5",)))
    assert items_share(target, "Halden R, a hydrogen analyser and Tideline 5") == 1.0
    assert items_share(target, "Halden R and Tideline 50") == pytest.approx(1 / 3)


def test_a_list_is_right_when_complete() -> None:
    case = sample(ItemsTarget((("a",), ("b",))), "list")
    assert judge_sample(case, Answered("a and b")).outcome is Outcome.RIGHT
    judged = judge_sample(case, Answered("a"))
    assert judged.outcome is Outcome.WRONG
    assert [score.value for score in judged.scores if score.name == "items"] == [0.5]


# --- abstaining ------------------------------------------------------------------------------


def test_abstaining() -> None:
    said = Answered("5", amount=Decimal(5), unit="CNY")
    silent = Answered("The filings do not say.", is_abstained=True)
    assert judge_sample(sample(AbstainTarget(), "unanswerable"), silent).outcome is Outcome.RIGHT
    assert judge_sample(sample(AbstainTarget(), "unanswerable"), said).outcome is Outcome.WRONG
    assert judge_sample(sample(number("5")), silent).outcome is Outcome.ABSTAINED
    assert judge_sample(sample(number("5")), said).outcome is Outcome.RIGHT
    hedged = Answered("5", is_abstained=True, amount=Decimal(5), unit="CNY")
    assert judge_sample(sample(number("5")), hedged).outcome is Outcome.ABSTAINED


def test_citations_of_an_abstention_are_not_judged() -> None:
    case = sample(number("5"), "lookup", Evidence("a.pdf", "Revenue\t5,000"))
    cited = Cited("a.pdf", "Revenue 5,000")
    silent = judge_sample(case, Answered(is_abstained=True, citations=(cited,)))
    assert {score.name: score.value for score in silent.scores}["cited"] is None
    said = judge_sample(case, Answered("5", amount=Decimal(5), unit="CNY", citations=(cited,)))
    assert {score.name: score.value for score in said.scores} == {
        "right": 1.0,
        "cited": 1.0,
        "evidence": 1.0,
    }


def test_evidence_is_the_share_that_is_shown() -> None:
    evidence = Evidence("a.pdf", "Revenue\t5,000"), Evidence("a.pdf", "Total assets\t7,000")
    case = sample(number("5"), "derived", *evidence)
    answered = Answered("5", amount=Decimal(5), citations=(Cited("a.pdf", "Revenue 5,000"),))
    values = {score.name: score.value for score in judge_sample(case, answered).scores}
    assert (values["cited"], values["evidence"]) == (1.0, 0.5)


# --- claims ----------------------------------------------------------------------------------

TEXT = "Revenue was RMB5 million, up 7%."


def claim(*verdicts: str) -> Claim:
    spans = ("RMB5 million", "7%")
    numbers = tuple(
        ClaimNumber(span, verdict, "exact") for span, verdict in zip(spans, verdicts, strict=False)
    )
    return Claim("c", "filing", TEXT, "a.pdf", numbers)


def check(span: str, verdict: str) -> Checked:
    start = TEXT.index(span)
    return Checked(span, start, start + len(span), verdict)


@pytest.mark.parametrize(
    ("gold", "verdict", "outcome", "note"),
    [
        ("supported", "supported", Outcome.RIGHT, ""),
        ("supported", "contradicted", Outcome.WRONG, "false alarm"),
        ("supported", "unsupported", Outcome.ABSTAINED, "undecided"),
        ("supported", None, Outcome.ABSTAINED, "missed"),
        ("contradicted", "contradicted", Outcome.RIGHT, ""),
        ("contradicted", "unsupported", Outcome.RIGHT, ""),
        ("contradicted", "supported", Outcome.WRONG, "wrongly verified"),
        ("unsupported", "supported", Outcome.WRONG, "wrongly verified"),
        ("unsupported", "contradicted", Outcome.RIGHT, ""),
        ("unsupported", None, Outcome.ABSTAINED, "missed"),
    ],
)
def test_what_a_verdict_is_worth(
    gold: str, verdict: str | None, outcome: Outcome, note: str
) -> None:
    assert verdict_outcome(gold, verdict) == (outcome, note)


def test_a_claim_is_as_good_as_its_worst_number() -> None:
    both = claim("supported", "contradicted")
    good = judge_claim(
        both, Answered(checks=(check("RMB5 million", "supported"), check("7%", "contradicted")))
    )
    assert good.outcome is Outcome.RIGHT
    bad = judge_claim(
        both, Answered(checks=(check("RMB5 million", "supported"), check("7%", "supported")))
    )
    assert bad.outcome is Outcome.WRONG
    assert bad.scores[0].value == 0.5
    open_ = judge_claim(both, Answered(checks=(check("7%", "contradicted"),)))
    assert open_.outcome is Outcome.ABSTAINED


def test_the_check_that_shares_most_counts() -> None:
    checks = (check("5", "contradicted"), check("RMB5 million", "supported"))
    start = TEXT.index("RMB5 million")
    assert verdict_on(start, start + 12, TEXT, checks) == "supported"
    assert verdict_on(0, 7, TEXT, checks) is None


def test_offsets_that_cut_out_something_else_do_not_count() -> None:
    start = TEXT.index("7%")
    shifted = Checked("7%", start - 1, start + 1, "supported")
    assert verdict_on(start, start + 2, TEXT, (shifted,)) is None


def test_the_same_span_twice_is_two_numbers() -> None:
    text = "Up 5% in Europe and 5% in Asia."
    numbers = (ClaimNumber("5%", "supported", "text"), ClaimNumber("5%", "contradicted", "value"))
    case = Claim("c", "corruption", text, "a.pdf", numbers)
    first, second = text.index("5%"), text.rindex("5%")
    checks = (
        Checked("5%", first, first + 2, "supported"),
        Checked("5%", second, second + 2, "supported"),
    )
    judged = judge_claim(case, Answered(checks=checks))
    assert [score.value for score in judged.scores] == [0.5, 1.0, 0.0]


@pytest.mark.parametrize("verdict", ["supported", "contradicted"])
def test_a_number_that_nobody_judged_counts_for_nothing(verdict: str) -> None:
    checks = (check("RMB5 million", verdict), check("7%", "supported"))
    judged = judge_claim(claim("unknown", "supported"), Answered(checks=checks))
    assert (judged.outcome, judged.numbers) == (Outcome.RIGHT, (Outcome.RIGHT,))
    assert [(score.name, score.value) for score in judged.scores] == [
        ("right", 1.0), ("number 7%", 1.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "asked", "display", "is_met"),
    [
        ("1234518000", "RMB1,234,518 thousand", "RMB1,234,518 thousand", True),
        ("1234518000", "RMB1,234.5 million", "RMB1,234,518 thousand", True),
        ("1234518000", "RMB1,234,518 thousand", "RMB1,234.5 million", False),  # too few digits
        ("1234518000", "RMB1,234.5 million", "RMB1,234,510 thousand", False),  # cut, not rounded
        ("25.6", "25.6 hours", "30.0 hours", False),
        ("0.1320", "RMB0.132", "RMB0.0000 per share", False),
        ("0.397089", "39.7%", "39.7%", True),
        ("0.397089", "39.7%", "39.6%", False),
        ("-3804000", "RMB3,804 thousand", "-RMB3,804 thousand", True),
        ("99.96", "100.0", "100.0", True),
        ("0", "0", "0", True),
    ],
)
def test_a_right_number_is_shown_as_it_is(
    value: str, asked: str, display: str, is_met: bool
) -> None:
    amount = Decimal(value)
    target = NumberTarget(amount, "CNY", display=asked)
    (score,) = digits_score(target, amount, display)
    assert (score.value == 1.0) is is_met, score.note


def test_an_answer_is_ticked_where_its_check_supports_every_number() -> None:
    sample = Sample("q", "lookup", "en", "?", NumberTarget(Decimal(5), "CNY"))
    good, bad = Checked("RMB5", 0, 4, "supported"), Checked("RMB6", 5, 9, "contradicted")
    for checks, value in (((good,), 1.0), ((good, bad), 0.0), ((), None)):
        judged = judge_sample(sample, Answered("RMB5 RMB6", amount=Decimal(5), checks=checks))
        assert judged.outcome is Outcome.RIGHT
        told = {score.name: score.value for score in judged.scores}
        assert told.get("ticked") == value
    silent = judge_sample(sample, Answered("RMB6", is_abstained=True, checks=(bad,)))
    assert "ticked" not in {score.name for score in silent.scores}
