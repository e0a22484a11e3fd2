"""The words of an evaluation: samples, claims, what was answered, how it was judged, runs.

A case is a sample (a question with its target) or a claim (a sentence whose numbers have known
verdicts). Amounts are `Decimal` in base units, as in `ingest/types.py`. A score without a value
could not be judged; it is not zero. A crash is a `SampleFailure`, not a score.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

# ---------------------------------------------------------------------------------------------
# What is asked
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a filing that show the answer; `quote` as it stands there, tabs between cells."""

    filing: str  # file name
    quote: str
    page: int | None = None  # counted from 1; None: not told, to be found by the quote


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question with the answer given to it."""

    question: str
    answer: str


UNTOLD_UNIT = "unknown"


@dataclass(frozen=True, slots=True)
class NumberTarget:
    """One number: `value` in base units, met within `tolerance` of its size (a share).

    With `UNTOLD_UNIT` the set does not say of what it is, and the unit of an answer is not judged.
    """

    value: Decimal
    unit: str
    tolerance: Decimal = Decimal(0)
    is_sign_free: bool = False
    display: str = ""


@dataclass(frozen=True, slots=True)
class TextTarget:
    """Words: any of `texts` will do, or all of `must_contain`."""

    texts: tuple[str, ...]
    must_contain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemsTarget:
    """A list: every item has to be named, each in one of its spellings."""

    items: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class AbstainTarget:
    """The filings do not say, and the answer should say so."""


Target = NumberTarget | TextTarget | ItemsTarget | AbstainTarget


@dataclass(frozen=True, slots=True)
class FactSought:
    """The figure of a table that the reading of a filing has to bring out, by what binds it."""

    label: str  # the line's own label, as printed
    period: tuple[date | None, date]  # first day (None: a balance) and last day, both included
    section: str = ""  # a label above the line's own, where the label alone is not enough
    column: str = ""  # what the column's header adds: Group, Manufacturing


@dataclass(frozen=True, slots=True)
class Sample:
    """A question. Empty `filings`: asked of the whole library.

    Two cases are put otherwise than in words, and judged alike: with `fact` the library is looked
    up, not asked; with `is_statement` the numbers of `question` are checked, and the answer is yes
    where all are supported, no where one is contradicted.
    """

    sample_id: str
    # lookup, derived, compare, text, list, yesno, cross, unanswerable; table fact, statement
    kind: str
    language: str  # ISO 639-1
    question: str
    target: Target
    filings: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    fact: FactSought | None = None
    is_statement: bool = False
    set_name: str = ""  # of the set it comes from, for reports


@dataclass(frozen=True, slots=True)
class ClaimNumber:
    """A quantity of a claim and its true verdict."""

    span: str  # as it stands in the claim
    verdict: str  # supported, contradicted, unsupported; unknown: nobody judged it
    how: str  # exact, rounded, derived, text; or the kind of error; or absent
    truth: str | None = None  # contradicted: what the filing says

    @property
    def is_judged(self) -> bool:
        """Whether its verdict is known."""
        return self.verdict != "unknown"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about one filing, with each of its quantities judged."""

    sample_id: str
    origin: str  # filing, paraphrase, corruption, absent
    text: str
    filing: str
    numbers: tuple[ClaimNumber, ...]
    evidence: tuple[Evidence, ...] = ()
    set_name: str = ""

    @property
    def kind(self) -> str:
        """How reports group it."""
        return f"claim: {self.origin}"


Case = Sample | Claim

# ---------------------------------------------------------------------------------------------
# What is answered
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation: where, the words quoted, and the text of the cell if it points at one."""

    filing: str
    quote: str
    cell: str = ""
    page: int | None = None  # from 1; None where the format has no pages
    printed: str = ""  # the cell's own text alone


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on `text`, at characters `start` to `end` of what was checked."""

    text: str
    start: int
    end: int
    verdict: str
    reason: str = ""  # one line, as the service tells it


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took of a language model; None: the model does not report it."""

    calls: int = 0
    prompt_chars: int = 0
    reply_chars: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: Decimal | None = None  # as a server tells it, in the currency that its endpoint bills in
    counted_by: str = ""  # the tokenizer of tokens that are an estimate; "": a server told them


@dataclass(frozen=True, slots=True)
class Figure:
    """One of several figures: in base units, and as the answer shows it."""

    amount: Decimal
    unit: str
    display: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: an answer to a question, or (`checks` alone) the checks of a claim."""

    text: str = ""
    is_abstained: bool = False
    amount: Decimal | None = None
    unit: str = ""
    display: str = ""  # the amount as the answer shows it: RMB571,704 thousand
    figures: tuple[Figure, ...] = ()  # where several were asked for
    citations: tuple[Cited, ...] = ()
    checks: tuple[Checked, ...] = ()
    engine: str = ""
    usage: Usage | None = None  # None: no language model took part, or none is told of
    timings_ms: dict[str, float] = field(default_factory=dict)  # by stage, as the service tells


Answerer = Callable[[Case], Answered]

# ---------------------------------------------------------------------------------------------
# How it is judged
# ---------------------------------------------------------------------------------------------


class Outcome(StrEnum):
    """What a case came to. Wrong is worse than abstained: it misleads."""

    RIGHT = "right"
    ABSTAINED = "abstained"  # said nothing, or could not tell, where there was something to say
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Score:
    """One measure of one case; `value` from 0 to 1, None where it could not be judged."""

    name: str
    value: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SampleResult:
    """A case that was answered, and its judgement."""

    sample_id: str
    kind: str
    asked: str
    answered: str
    outcome: Outcome
    scores: tuple[Score, ...] = ()
    seconds: float = 0.0
    expected: str = ""  # the target in words
    filings: tuple[str, ...] = ()  # file names; empty: the whole library was asked
    numbers: tuple[Outcome, ...] = ()  # of a claim: each of its numbers judged, in order
    reply: Answered | None = None  # what was judged: text, value, citations, number checks
    set_name: str = ""

    @property
    def reason(self) -> str:
        """Why it came out so, in one line; "" where the judge did not say."""
        return next((score.note for score in self.scores if score.name == "right"), "")

    def score(self, name: str) -> float | None:
        """The value of a score; None where there is none of that name."""
        return next((score.value for score in self.scores if score.name == name), None)


@dataclass(frozen=True, slots=True)
class SampleFailure:
    """A case that could not be answered at all: an outcome of its own, not a wrong answer."""

    sample_id: str
    kind: str
    asked: str
    error: str
    seconds: float = 0.0
    expected: str = ""
    filings: tuple[str, ...] = ()
    set_name: str = ""


Record = SampleResult | SampleFailure


@dataclass(frozen=True, slots=True)
class Price:
    """Money per million tokens read and written, in a currency that may be left open."""

    input: Decimal
    output: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was measured: enough to run it again."""

    sets: tuple[str, ...] = ()
    version: str = ""
    commit: str | None = None  # None: not a git checkout
    is_dirty: bool = False
    engine: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    started_at: str = ""  # ISO 8601, UTC
    fingerprint: str = ""  # of all that makes an answer but the question; see evals/fingerprint.py
    price: Price | None = None  # of tokens, as the user says


@dataclass(frozen=True, slots=True)
class Run:
    """All cases of some sets, answered and judged, in the order of the sets."""

    provenance: Provenance
    results: tuple[SampleResult, ...]
    failures: tuple[SampleFailure, ...] = ()
    unasked: tuple[str, ...] = ()  # ids that a run which was stopped did not come to
