from __future__ import annotations

import pytest

import prompts
from prompts import PromptError, parse_prompt


def _file(variables: str, text: str) -> str:
    return f"---\nvariables: {variables}\n---\n{text}\n"


def test_all_prompt_files_are_as_declared() -> None:
    loaded = {prompt.name: prompt.variables for prompt in prompts.load_all()}
    assert loaded == {
        "answer": ("question", "evidence", "computed", "abstention"),
        "condense": ("history", "question"),
        "judge": ("question", "accepted", "answer"),
        "plan": ("question", "evidence", "companies", "periods"),
        "repair": ("question", "evidence", "computed", "draft", "findings", "abstention"),
        "split": ("history", "question", "most"),
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (_file("a, b", "{{a}}"), "declares b, which is not used"),
        (_file("a", "{{a}} {{b}}"), "does not declare b, which is used"),
        (_file("a, a", "{{a}}"), "twice"),
        (_file("A", "{{A}}"), "'A', which is not a variable name"),
        (_file("a", "{{a}} {{B}}"), "double braces"),
        (_file("a", "{{a}} }}"), "double braces"),
        ("Just text {{a}}\n", "does not start with"),
    ],
)
def test_a_faulty_file_is_refused(content: str, message: str) -> None:
    with pytest.raises(PromptError, match=message):
        parse_prompt("x", content)


def test_rendering_needs_exactly_the_declared_variables() -> None:
    prompt = parse_prompt("x", _file("a, b", "{{a}}-{{ b }}"))
    assert prompt.render(a="1", b="2") == "1-2"
    with pytest.raises(PromptError, match="declares b, which is not given"):
        prompt.render(a="1")
    with pytest.raises(PromptError, match="does not declare c, which is given"):
        prompt.render(a="1", b="2", c="3")


def test_braces_in_data_stay_text() -> None:
    prompt = parse_prompt("x", _file("a, b", "{{a}} {{b}}"))
    assert prompt.render(a="{{b}} {0} {b}", b=r"{{a}} \1 \g<0>") == r"{{b}} {0} {b} {{a}} \1 \g<0>"


def test_the_version_is_of_the_content() -> None:
    first = parse_prompt("x", _file("a", "One {{a}}"))
    assert first.version == parse_prompt("y", _file("a", "One {{a}}")).version
    assert first.version == parse_prompt("x", _file("a", "One {{a}}").replace("\n", "\r\n")).version
    assert first.version != parse_prompt("x", _file("a", "Two {{a}}")).version
    assert len(first.version) == 12


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(PromptError, match="answer, condense, judge, plan, repair, split"):
        prompts.load("../pyproject")
