"""TAT-QA: its file read, its metric, our answers in its words."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.adapters.tatqa import TatQaError, by_kind, judge, prediction_of, read_tatqa, to_line
from evals.adapters.tatqa_metric import Gold, Prediction, match, number_in
from evals.adapters.tatqa_spans import spans_of
from evals.types import Answered, Case, Cited, Figure, Sample

CONTEXT = {
    "table": {"uid": "../f", "table": [["", "2024", "2023"], ["Tickets & tolls", "96", "90"]]},
    "paragraphs": [
        {"uid": "2", "order": 2, "text": "Income by kind was as follows (in thousands):"},
        {"uid": "1", "order": 1, "text": "Note 3"},
        {"uid": "3", "order": 3, "text": "Tolls are <fixed>."},
    ],
    "questions": [
        {
            "uid": "q1", "question": "What was the change in tickets & tolls?", "answer": 6,
            "answer_type": "arithmetic", "scale": "thousand",
        },
        {
            "uid": "q2", "question": "What are tolls?", "answer": ["fixed"],
            "answer_type": "span", "scale": "",
        },
    ],
}  # fmt: skip


def written(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "part.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_a_context_becomes_a_small_filing(tmp_path: Path) -> None:
    (context,) = read_tatqa(written(tmp_path, [CONTEXT]))
    page = context.page.decode()
    assert context.name == "tatqa_0001.html"
    assert page.index("Note 3") < page.index("in thousands") < page.index("<table>")
    assert page.index("</table>") < page.index("Tolls are &lt;fixed&gt;.")
    assert "<td>Tickets &amp; tolls</td><td>96</td>" in page
    assert [q.gold for q in context.questions] == [
        Gold("arithmetic", ("6",), "thousand"),
        Gold("span", ("fixed",), ""),
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [({}, "not a list"), ([{}], "context 1: KeyError"), ([CONTEXT, 5], "context 2: TypeError")],
)
def test_what_is_not_tatqa_says_where(tmp_path: Path, value: object, told: str) -> None:
    with pytest.raises(TatQaError, match=told):
        read_tatqa(written(tmp_path, value))


def test_what_is_not_json(tmp_path: Path) -> None:
    path = tmp_path / "part.json"
    path.write_bytes(b"\xff{")
    with pytest.raises(TatQaError, match="not UTF-8 JSON"):
        read_tatqa(path)


@pytest.mark.parametrize(
    ("given", "scale", "gold", "exact", "f1"),
    [
        (("6",), "thousand", Gold("arithmetic", ("6",), "thousand"), 1, 1),
        (("6000",), "", Gold("arithmetic", ("6",), "thousand"), 1, 1),
        (("6",), "", Gold("arithmetic", ("6",), "thousand"), 0, 0),
        (("5.001",), "percent", Gold("arithmetic", ("5.0",), "percent"), 1, 1),
        (("0.05",), "", Gold("arithmetic", ("5",), "percent"), 1, 1),
        (("-5",), "percent", Gold("arithmetic", ("5",), "percent"), 0, 0),
        (("$1,234",), "", Gold("span", ("1,234",), ""), 1, 1),
        (("12.5%",), "", Gold("span", ("12.5%",), ""), 1, 1),
        (("(71)",), "million", Gold("span", ("-71",), "million"), 1, 1),
        (("the Harbour fund",), "", Gold("span", ("harbour fund",), ""), 1, 1),
        (("harbour fund pays",), "", Gold("span", ("harbour fund",), ""), 0, 0.8),
        (("5", "7"), "million", Gold("multi-span", ("7", "5"), "million"), 1, 1),
        (("5",), "million", Gold("multi-span", ("7", "5"), "million"), 0, 0.67),
        (("north",), "", Gold("span", ("south",), ""), 0, 0),
        (("2",), "", Gold("count", ("2",), ""), 1, 1),
        (("$1.5 billion",), "", Gold("span", ("1,500",), "million"), 1, 1),
        (("in 2023.",), "", Gold("span", ("2023",), ""), 0, 0),
    ],
)
def test_the_metric(
    given: tuple[str, ...], scale: str, gold: Gold, exact: float, f1: float
) -> None:
    found = match(Prediction(given, scale), gold)
    assert found.exact == exact
    assert found.f1 == pytest.approx(f1)


def test_no_answer_is_worth_nothing() -> None:
    assert match(None, Gold("span", ("a",), "")).f1 == 0
    assert prediction_of("Who?", Answered("The filings do not say.", is_abstained=True)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("(12)", "-12"),
        ("-£3", "-3"),
        ("4%", "0.04"),
        ("a 4", None),
        ("(1,234)", "1234"),
        ("$1.5 billion", "1500000000"),
        ("2.5 years", None),
        ("", None),
    ],
)
def test_numbers(text: str, value: str | None) -> None:
    assert number_in(text) == (None if value is None else Decimal(value))


CELL = Cited("a.html", "Tolls\t(6)", "Tolls 2024 (6)", printed="(6)")


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (Answered("x", amount=Decimal("6000"), unit="USD", display="US$6 thousand"),
         Prediction(("6",), "thousand")),
        (Answered("x", amount=Decimal("6000"), unit="USD", display="US$6 thousand",
                  citations=(CELL,)),
         Prediction(("(6)",), "thousand")),
        (Answered("x", amount=Decimal("7000"), unit="USD", display="US$7 thousand",
                  citations=(CELL,)),
         Prediction(("7",), "thousand")),
        (Answered("x", amount=Decimal("0.05"), unit="percent", display="5.0%"),
         Prediction(("5",), "percent")),
        (Answered("x", amount=Decimal("1.5e9"), unit="USD", display="$1.5 billion",
                  citations=(Cited("a.html", "They were $1.5 billion."),)),
         Prediction(("$1.5 billion",), "")),
        (Answered("x", amount=Decimal("431"), unit="count", display="431"),
         Prediction(("431",), "")),
        (Answered("Tolls are fixed. [1]"), Prediction(("fixed",), "")),
        (Answered("x", figures=(Figure(Decimal(5000000), "USD", "US$5 million"),
                                Figure(Decimal(7000000), "USD", "US$7 million"))),
         Prediction(("5", "7"), "million")),
    ],
)  # fmt: skip
def test_our_answers_in_its_words(answered: Answered, expected: Prediction) -> None:
    given = prediction_of("What are tolls?", answered)
    assert given is not None
    assert given.scale == expected.scale
    assert [number_in(a) or a for a in given.answers] == [
        number_in(a) or a for a in expected.answers
    ]


@pytest.mark.parametrize(
    ("question", "text", "spans"),
    [
        ("In which year were tolls largest?",
         "FY2024. Tolls: US$1.5 million in FY2024 [1]; Tolls: US$1.2 million in FY2023 [2].",
         ("2024",)),
        ("Which segment is the largest?",
         "Bridges; Tunnels. Bridges: US$5 [1]; Tunnels: US$4 [2].", ("Bridges", "Tunnels")),
        ("What does order intake represent?",
         "Order intake represents contracts that were signed. [1]",
         ("contracts that were signed",)),
        ("What was the aim of the swaps?",
         "In 2024, the aim of these swaps was to lower interest, which is variable. [1]",
         ("lower interest",)),
        ("What programme was initiated?",
         "We initiated a restructuring programme across all ports. [1]",
         ("a restructuring programme across all ports",)),
        ("Which market is the share traded on?",
         "Our share is traded on the Harbour Growth Market under the sign HX. [1]",
         ("Harbour Growth Market",)),
        ("Who is the auditor?", "The board has assessed the auditor, Brill, with care. [1]",
         ("Brill",)),
        ("When did the port open?", "On 27 May 2019, the port opened. [1]", ("27 May 2019",)),
        ("When was it approved?", "It was approved in May 2019. [1]", ("May 2019",)),
        ("Why did tolls fall?", "Tolls fell by 4% due to lower traffic. [1] It went on. [2]",
         ("due to lower traffic.",)),
        ("What is a toll?", "Toll. [1]", ("Toll.",)),
    ],
)  # fmt: skip
def test_the_span_of_an_answer(question: str, text: str, spans: tuple[str, ...]) -> None:
    assert spans_of(question, text) == spans


def test_answers_are_judged_by_kind(tmp_path: Path) -> None:
    contexts = read_tatqa(written(tmp_path, [CONTEXT]))

    def answer(case: Case) -> Answered:
        assert isinstance(case, Sample)
        assert case.filings == ("tatqa_0001.html",)
        if "change" in case.question:
            return Answered("6", amount=Decimal(6000), unit="USD", display="US$6 thousand")
        return Answered("The filings do not say.", is_abstained=True)

    done: list[int] = []
    judged = judge(contexts, answer, done.append)
    assert done == [1]
    assert by_kind(judged) == (
        ("arithmetic", 1, 1.0, 1.0, 0.0),
        ("span", 1, 0.0, 0.0, 1.0),
        ("all", 2, 0.5, 0.5, 0.5),
    )
    kept = [json.loads(to_line(one)) for one in judged]
    assert [(one["uid"], one["exact"], one["declined"]) for one in kept] == [
        ("q1", 1.0, False), ("q2", 0.0, True),
    ]  # fmt: skip


def test_the_command_says_what_is_wrong_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tatqa", str(written(tmp_path, {}))]) == 2
    assert "part.json: not a list of contexts" in capsys.readouterr().out
