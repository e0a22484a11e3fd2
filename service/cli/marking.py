"""A checked text in the terminal: a tick or a flag behind each number, then why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.text import Text

from service.cli.output import MARKS, Json, clean, line, out, print_checks

_COUNTED = {"ties_held": "ties hold", "ties_broken": "ties do not hold"}


def print_checked_text(text: str, numbers: Sequence[Json]) -> None:
    """The text with its marks, then a line for each number."""
    if not numbers:
        return
    out().print(marked(text.rstrip(), numbers))
    print_checks(numbers)


def print_self_check(found: Json) -> None:
    """The sentences that hold numbers, marked; why not, for those contradicted; broken ties."""
    console = out()
    sentences = groupby(found["numbers"], key=lambda n: (n["page"], n["sentence_start"]))
    for (page, start), group in sentences:
        numbers = list(group)
        told = Text(f"p. {page}  " if found["is_paged"] else "", "dim")
        console.print(told.append_text(_on_one_line(numbers[0]["sentence"], numbers, start)))
        print_checks([n for n in numbers if n["verdict"] == "contradicted"], led=False)
    for tie in found["ties"]:
        if not tie["holds"]:
            mark, style = MARKS["contradicted"]
            place = f"p. {tie['page']}  " if found["is_paged"] else ""
            console.print(Text(f"{mark} ", style).append(f"{place}{line(tie['message'])}"))


def print_summary(counts: dict[str, int]) -> None:
    """How many numbers have which verdict, and how many ties hold."""
    numbers = sum(count for name, count in counts.items() if name not in _COUNTED)
    told = [f"{count:,} {_COUNTED.get(name, name)}" for name, count in counts.items()]
    if numbers:
        out().print(f"\n{', '.join(told)}")
    else:
        rest = [words for words, name in zip(told, counts, strict=True) if name in _COUNTED]
        out().print("\n".join(["The text holds no number.", *([", ".join(rest)] if rest else [])]))


def marked(text: str, numbers: Iterable[Json], start: int = 0) -> Text:
    """The text, each number in its colour with its mark behind; `start`: its first character."""
    told = Text()
    at = 0
    for number in numbers:
        begin, end = number["start"] - start, number["end"] - start
        if begin < at:  # two quantities that share characters: one mark after the other
            begin = min(at, end)
        mark, style = MARKS[number["verdict"]]
        told.append(clean(text[at:begin]))
        told.append(clean(text[begin:end]), f"bold {style}").append(f" {mark}", style)
        at = max(at, end)
    return told.append(clean(text[at:]))


def _on_one_line(sentence: str, numbers: Sequence[Json], start: int) -> Text:
    spaced = "".join(" " if c.isspace() else c for c in sentence)
    return marked(spaced, numbers, start)
