"""What each prompt file becomes: every variable in its fence, and nothing of the data outside."""

from __future__ import annotations

import re

import pytest

import prompts
from evals.judging import verdict_of
from evals.opinions import Verdict
from service.models.planning import plan_of_reply

_LINE = "| "
# Variables that stand between fence lines; the others are words of ours.
_FENCED = {
    "answer": {"evidence": "EVIDENCE", "computed": "COMPUTED", "question": "QUESTION"},
    "repair": {
        "evidence": "EVIDENCE",
        "computed": "COMPUTED",
        "question": "QUESTION",
        "draft": "DRAFT",
        "findings": "FINDINGS",
    },
    "judge": {"question": "QUESTION", "accepted": "EXPECTED", "answer": "ANSWER"},
    "condense": {"history": "CONVERSATION", "question": "QUESTION"},
    "split": {"history": "CONVERSATION", "question": "QUESTION"},
    "plan": {
        "companies": "COMPANIES",
        "periods": "PERIODS",
        "evidence": "EVIDENCE",
        "question": "QUESTION",
    },
}


def _rendered(name: str) -> str:
    prompt = prompts.load(name)
    return prompt.render(**{each: f"{_LINE}the {each} itself" for each in prompt.variables})


def test_every_prompt_is_known_here() -> None:
    assert set(_FENCED) == set(prompts.names())


@pytest.mark.parametrize("name", sorted(_FENCED))
def test_every_variable_of_outside_stands_in_its_fence(name: str) -> None:
    text = _rendered(name)
    for variable, fence in _FENCED[name].items():
        assert f"<<<{fence}\n| the {variable} itself\n{fence}>>>" in text
        assert text.count(f"the {variable} itself") == 1
    ours = set(prompts.load(name).variables) - set(_FENCED[name])
    assert ours <= {"abstention", "most"}


@pytest.mark.parametrize("name", sorted(_FENCED))
def test_the_rules_come_before_the_data_and_say_that_it_is_data(name: str) -> None:
    rules, _, data = _rendered(name).partition("<<<")
    assert "data" in rules
    assert "no instructions" in rules
    assert "Rules:" in rules
    # After the last fence only the cue that the reply follows.
    assert re.fullmatch(r"\n\n[A-Z][^\n|]{5,40}:", data.rpartition(">>>")[2])


@pytest.mark.parametrize("name", sorted(_FENCED))
def test_what_is_put_in_is_not_read_again(name: str) -> None:
    prompt = prompts.load(name)
    braces = "{{question}} {{evidence}} {0}"
    text = prompt.render(**{each: braces for each in prompt.variables})
    assert text.count(braces) == len(prompt.variables) + _repeats(prompt)


def _repeats(prompt: prompts.Prompt) -> int:
    placed = len(re.findall(r"\{\{\s*\w+\s*\}\}", prompt.text))
    return placed - len(prompt.variables)


def test_the_plan_prompt_shows_a_plan_that_is_read_as_one() -> None:
    """Its example is of the form that the reader of replies takes."""
    example = re.search(r"^\s*(\{.*\})$", prompts.load("plan").text, re.MULTILINE)
    assert example is not None
    plan = plan_of_reply(example[1])
    assert plan is not None
    assert (plan.formula, plan.unit) == ("(a - b) / b", "percent")
    assert [(o.name, o.period) for o in plan.operands] == [("a", "FY2023"), ("b", "FY2022")]


def test_the_judge_prompt_shows_a_verdict_that_is_read_and_explains_each() -> None:
    text = prompts.load("judge").text
    example = re.search(r"^\s*(\{.*\})$", text, re.MULTILINE)
    assert example is not None
    assert verdict_of(example[1]) == (Verdict.SAME, "It names the same two plants, in Chinese.")
    assert [word for word in Verdict if f'- "{word}": ' in text] == [*Verdict]


def test_the_split_prompt_says_how_many_parts_there_may_be() -> None:
    assert "At most 5 parts." in prompts.load("split").render(history="| ", question="| ", most="5")
