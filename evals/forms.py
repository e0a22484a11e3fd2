"""Sets in whatever form they come: ours, or as published, told by the fields of their items.

A published set is made into cases of ours while it is read (`evals/adapters/`), with the small
filings that it brings. What is left out on the way is counted, with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from evals.adapters.financebench import read_financebench
from evals.adapters.findver import read_findver
from evals.adapters.finqa import read_finqa
from evals.adapters.published import Adapted, read_items
from evals.adapters.tatqa_cases import read_tatqa_cases
from evals.datasets import Placed, SetError, case_of, check_filings, read_set
from evals.fields import Fault, shown
from evals.set_files import objects_in, set_text
from evals.types import Case, Claim

OURS = "ours"
MODEL_ANSWERS = (
    "answers of models, labelled by people: they measure how often the check flags right and "
    "wrong ones, which no case of ours asks"
)


def _model_answers(path: Path) -> Adapted:
    return Adapted((), left_out={MODEL_ANSWERS: len(read_items(path))})


class _Form(NamedTuple):
    """A form that sets are published in; an item of it has at least these fields."""

    name: str
    fields: frozenset[str]
    read: Callable[[Path], Adapted]


_PUBLISHED = (
    _Form(
        "FinanceBench",
        frozenset(("financebench_id", "question", "answer", "doc_name", "evidence")),
        read_financebench,
    ),
    _Form(
        "FinDVer",
        frozenset(("example_id", "statement", "entailment_label", "report")),
        read_findver,
    ),
    _Form("FinQA", frozenset(("id", "qa", "pre_text", "post_text", "table")), read_finqa),
    _Form("TAT-QA", frozenset(("table", "paragraphs", "questions")), read_tatqa_cases),
    _Form(
        "model answers",
        frozenset(("question", "gold_answer", "model_answer", "model_name")),
        _model_answers,
    ),
)
_OUR_FIELDS = ("question", "text", "statement", "fact")


@dataclass(frozen=True, slots=True)
class SetRead:
    """One set: its cases with their places, the small filings it brings, what was left out."""

    name: str  # the file's; with its folder where several sets are called so
    form: str  # "ours", or how it is published
    placed: tuple[Placed, ...]
    pages: Mapping[str, bytes] = field(default_factory=dict)  # file name -> HTML
    left_out: Mapping[str, int] = field(default_factory=dict)  # why -> how many

    def to_lines(self) -> Iterator[str]:
        """What was made of a published set; nothing of one of ours."""
        if self.form != OURS:
            cases = "1 case" if len(self.placed) == 1 else f"{len(self.placed)} cases"
            yield f"{self.name}: read as {self.form}, {cases}"
            for why, count in self.left_out.items():
                yield f"{self.name}: {count} left out: {why}"


@dataclass(frozen=True, slots=True)
class SetsRead:
    """Several sets, in order."""

    sets: tuple[SetRead, ...]

    def cases(self, limit: int | None = None) -> tuple[Case, ...]:
        """All of them, or the first `limit` of each set."""
        return tuple(case for one in self.sets for _, case in one.placed[:limit])

    def pages(self, limit: int | None = None) -> dict[str, bytes]:
        """The small filings that these cases ask, by file name."""
        pages = {name: content for one in self.sets for name, content in one.pages.items()}
        asked = (name for case in self.cases(limit) for name in _filings(case))
        return {name: pages[name] for name in dict.fromkeys(asked) if name in pages}

    def check(self, known: Iterable[str], limit: int | None = None) -> None:
        """Holds that every filing these cases speak of is among `known` file names.

        Raises:
            SetError: a line for each case that speaks of another.
        """
        names = frozenset(known)
        faults = []
        for one in self.sets:
            for place, case in one.placed[:limit]:
                try:
                    check_filings(case, names)
                except Fault as fault:
                    faults.append(f"{place}: {fault}")
        if faults:
            raise SetError(faults)


def read_sets(paths: Sequence[Path], *, with_prose: bool = False) -> SetsRead:
    """Reads sets of any form, each told by the fields of its first item that is of one.

    Args:
        paths: the sets.
        with_prose: keep published answers in prose without a figure, which nothing here judges.

    Raises:
        SetError: anything that cannot be used, all of it at once; or an id that comes twice.
    """
    read, faults = look_over(paths, with_prose=with_prose)
    if faults:
        raise SetError(faults)
    return read


def look_over(
    paths: Sequence[Path], *, with_prose: bool = False
) -> tuple[SetsRead, tuple[str, ...]]:
    """What of some sets can be used, and a line for each fault; see `read_sets`.

    A published set that has a fault is left out as a whole.
    """
    faults: list[str] = []
    seen: dict[str, str] = {}
    sets = []
    for path, name in zip(paths, _names(paths), strict=True):
        try:
            one, own = _read(path, name, with_prose=with_prose)
        except SetError as error:
            faults += error.faults
            continue
        faults += own
        placed = []
        for place, case in one.placed:
            if case.sample_id in seen:
                first = seen[case.sample_id]
                faults.append(f"{place}: the id {shown(case.sample_id)} is already at {first}")
                continue
            seen[case.sample_id] = place
            placed.append(Placed(place, case))
        sets.append(replace(one, placed=tuple(placed)))
    return SetsRead(tuple(sets)), tuple(faults)


def _names(paths: Sequence[Path]) -> list[str]:
    names = [path.name for path in paths]
    return [
        path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}"
        for path in paths
    ]


def _filings(case: Case) -> Sequence[str]:
    return (case.filing,) if isinstance(case, Claim) else case.filings


def _read(path: Path, name: str, *, with_prose: bool) -> tuple[SetRead, tuple[str, ...]]:
    form = _form_of(path)
    if form is None:
        placed, faults = read_set([path])
        return SetRead(name, OURS, tuple(_named(one, name) for one in placed)), faults
    if with_prose and form.read is read_financebench:
        adapted = read_financebench(path, with_prose=True)
    else:
        adapted = form.read(path)
    placed = tuple(
        _named(Placed(place, case_of(case)), name)
        for place, case in zip(adapted.places, adapted.cases, strict=True)
    )
    return SetRead(name, form.name, placed, adapted.pages, adapted.left_out), ()


def _named(one: Placed, name: str) -> Placed:
    return Placed(one.place, replace(one.case, set_name=name))


def _form_of(path: Path) -> _Form | None:
    """How a set is published; None: it is one of ours, or its own reader says what is wrong.

    Raises:
        SetError: one line, where its items are of no form that is known.
    """
    fields: frozenset[str] | None = None  # of the first item
    for item in _items(path):
        found = frozenset(item)
        for form in _PUBLISHED:
            if form.fields <= found:
                return form
        if "id" in found and any(name in found for name in _OUR_FIELDS):
            _check_is_lines(path)
            return None
        fields = found if fields is None else fields
    if fields is None:
        return None
    told = ", ".join(repr(name[:40]) for name in sorted(fields)[:12]) or "no fields"
    raise SetError(
        [
            f"{path.name}: no set that is known here: its items have {told}. Ours have `id` and "
            f"one of {', '.join(_OUR_FIELDS)} (docs/eval-sets.md); as published are read "
            f"{', '.join(form.name for form in _PUBLISHED[:-1])}"
        ]
    )


def _check_is_lines(path: Path) -> None:
    if _is_array(set_text(path)):
        raise SetError([f"{path.name}: a set of ours is JSON Lines, a case a line, not one array"])


def _is_array(text: str) -> bool:
    return text.lstrip().startswith("[")


def _items(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of an array, or of those lines that hold one."""
    try:
        text = set_text(path)
    except Fault as fault:
        raise SetError([str(fault)]) from None
    if _is_array(text):
        yield from (item for _, item in read_items(path))
        return
    for _, item in objects_in(text):
        if isinstance(item, dict):  # what is none is told by the reader of the form
            yield item
