"""Follow-ups put in full: a question that leaves things to the turns before it, as one of its own.

What it says takes the place of what the question before said; what it leaves out is taken over.
Where rules cannot tell what is meant, the two questions are read together (`complete`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.concepts import catalogue, concept_names
from ingest.facts import describe, parse_periods
from ingest.stores.records import FilingRecord
from ingest.types import Period, Statement
from service.answering.understanding.cleaning import bare, clean, without_change
from service.answering.understanding.pairs import of_two_items, said_plainly
from service.answering.understanding.rewording import with_companies, with_end, with_periods
from service.answering.understanding.subjects import measure_of
from service.answering.understanding.when import BARE_MONTH, moved, moves, year_end_of
from service.answering.understanding.wording import operation_of, without_courtesy
from service.measures import concepts_named, measure_named
from service.retrieval.routing import filings_named, names_written
from service.terms import terms
from service.types import Question

MOST_TURNS = 12  # gone back to
NEAR_TURNS = 3  # in which a line that was asked for is looked for
LONGEST = 8  # words of a line that is put in place of a pronoun or of another line
SHORT = 3  # terms of a question that cannot stand alone unless it asks in so many words
NUMERIC = ("lookup", "computed", "change")

_LEAD = re.compile(
    r"^\W*(?:(?:and|what\s+about|how\s+about|so|then|but|also)\b\W*)+(?:(?:for|in|at)\b\s*)?"
    r"|^\W*(?:那么|那)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^(?:(?:the|its|their|for|in|at|of)\s+)+|\s*(?:呢|\bthen|\btoo)\W*$|\W+$", re.I
)
_ASKS = re.compile(  # a question in so many words, not a fragment of one
    r"^\W*(?:(?:in|at|on|to|by|from|of|for)\s+)?(?:what|which|who|whom|whose|why|when|where|how|is|are"
    r"|was|were|do|does|did|has|have|had|can|could|will|would|should|list|name|describe|explain"
    r"|compare|give|show|tell)\b|[谁誰哪何几幾吗嗎]|什么|什麼|多少|是否|如何|怎",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"\b(?:that|it|its|he|she|they|there|those|this|these|them|the\s+same|of\s+the\s+two)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|they|their)\b", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:it|they)\b", re.IGNORECASE)
_BACK = re.compile(  # what was said before, not who said it
    r"\b(?:that|those|this(?!\s+(?:year|period|quarter))|these|them"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there(?!\s+(?:is|are|was|were|any)\b)"
    r"|he|she|the\s+same|of\s+it|(?:is|was|does|did)\s+it\s+also)\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:did|has|have|does|do|was|is)\s+(?P<it>it|they|this|that|these|those)\b"
    r"(?=.*\b(?:gr[eo]w\w*|r[io]se\w*|fall\w*|fell|increas\w*|decreas\w*|declin\w*|drop\w*|chang\w*|develop\w*"
    r"|improv\w*|worsen\w*|shr[iau]nk\w*|mov\w*|evolv\w*|go\s+(?:up|down)|higher|lower|up|down|calculated|computed|defined|measured|made\s+up|split"
    r"|broken\s+down|composed)\b)",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?<!by )\b(?:what|which)\s+(?P<what>share|percentage|proportion|portion|part)\b(?!\s+of\b)",
    re.I,
)
_SAME_PLACE = re.compile(r"^(?P<at>from|to|by)\s+(?P<new>\S.*)$", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:of\s+)?(?:the\s+two(?:\s+(?:companies|of\s+them))?|both(?:\s+(?:companies|of\s+them))?"
    r"|either(?:\s+(?:company|of\s+them))?|them)\b",
    re.IGNORECASE,
)
_CHARGED = re.compile(
    r"^\W*(?:and|what\s+about|how\s+about)\s+(?:for|to|in|under|of)\s+(?:the\s+)?"
    r"(?P<new>[\w&' -]+?)\W*$",
    re.IGNORECASE,
)
_HOW_MUCH_ZH = re.compile(r"[是为為有]?多少.*$")
_WHY = re.compile(
    r"^\W*(?:and\s+)?(?:why|how\s+come)(?:\s+(?:is|was)\s+(?:that|it))?\W*$", re.IGNORECASE
)
_BEFORE_WHY = re.compile(
    r"^\W*(?:by\s+how\s+much|(?:by\s+)?(?:what|how\s+many)\s+per\s?cent(?:age)?|how(?:\s+much)?)?\s*"
    r"\b(?P<did>did|has|have)\b",
    re.IGNORECASE,
)


def on_its_own(question: Question, records: Sequence[FilingRecord]) -> Question:
    """The follow-up as a question that needs no history; as it is where rules cannot tell it."""
    if not question.history:
        return question
    question = replace(question, text=said_plainly(question.text))
    *earlier, last = question.history[-MOST_TURNS:]
    before = on_its_own(Question(last.question, history=tuple(earlier)), records)
    said = _Said.of(question.text, records)
    past = _Said.of(complete(before, records), records)
    if not past.periods:  # what was not asked for was told: "Revenue in H1 2024: ..."
        past = replace(past, told=tuple(p for _, p in parse_periods(last.answer)[:1]))
    full = (
        _of_both(said, question, records)
        or of_two_items(said.text, last.question)
        or _with_its_scope(said, past, records)
        or _charged_elsewhere(said, past)
        or _of_another_line(said, _last_line(past, question, records), records)
        or _why(said, past)
        or _moved(said, past, question, records)
        or _standing(said, past, records)
    )
    if not full:
        return question
    return replace(question, text=" ".join(full.split()), history=())


def complete(question: Question, records: Sequence[FilingRecord]) -> str:
    """The question with what it leaves to the turn before it, the two read together.

    Its own periods and companies replace the earlier ones.
    """
    if not question.history or not is_follow_up(question.text):
        return question.text
    *earlier, last = question.history
    before = Question(last.question, history=tuple(earlier))
    previous = complete(on_its_own(before, records), records)
    if parse_periods(question.text):
        for span, _ in reversed(parse_periods(previous)):
            previous = previous[: span.start] + " " + previous[span.end :]
    if filings_named(question.text, records):
        previous = with_companies(previous, (), records)
    return f"{previous.rstrip('?？. ')} {question.text}"


def is_follow_up(text: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    if _LEAD.match(text) or _FOLLOW_UP.search(text):
        return True
    periods = parse_periods(text)
    rest = text
    for span, _ in reversed(periods):
        rest = rest[: span.start] + " " + rest[span.end :]
    words = terms(rest)
    return not words or (len(words) <= SHORT and not periods and not _ASKS.match(text))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a question says, and what it leaves out."""

    text: str
    named: tuple[FilingRecord, ...]  # the filings of the companies that it names
    companies: tuple[str, ...]  # their names, as it writes them
    written: tuple[str, ...]  # its periods, as it writes them
    periods: tuple[Period, ...]
    measure: str  # without companies, periods, and what leads a follow-up
    told: tuple[Period, ...] = ()  # the period that was answered, where it asks of none

    @classmethod
    def of(cls, text: str, records: Sequence[FilingRecord]) -> _Said:
        named = filings_named(text, records)
        found = parse_periods(text)
        measure = measure_of(_LEAD.sub("", text), named or records)
        return cls(
            text,
            named,
            _names_in(text, named),
            tuple(dict.fromkeys(span.of(text) for span, _ in found)),
            tuple(dict.fromkeys(period for _, period in found)),
            _FILLER.sub("", _FILLER.sub("", measure.strip(" ?？.,，"))),
        )

    @property
    def is_led(self) -> bool:
        """Whether it says in so many words that it goes on from what was asked."""
        return _LEAD.match(self.text) is not None

    @property
    def asks(self) -> bool:
        """Whether it is a question, not a fragment of one."""
        return not self.is_led and _ASKS.match(self.text) is not None

    @property
    def subject(self) -> str:
        """The line or measure that it asks about, where its text has it word for word."""
        asked = _HOW_MUCH_ZH.sub("", without_courtesy(self.measure))
        whole, plain = clean(bare(asked)), clean(bare(without_change(asked)))
        is_change = operation_of(self.text) == "change"
        for phrase in (plain, whole) if is_change else (whole, plain):
            if phrase and len(phrase.split()) <= LONGEST and self.text.count(phrase) == 1:
                return phrase
        return ""


def _names_in(text: str, named: Sequence[FilingRecord]) -> tuple[str, ...]:
    """The companies of filings, each by the longest of its names that the text has."""
    written = (names_written(text, record) for record in named)
    return tuple(dict.fromkeys(max(names, key=len) for names in written if names))


def _with_its_scope(said: _Said, past: _Said, records: Sequence[FilingRecord]) -> str:
    """The question before, of another period or company: "and in 2022?", "what about Acme?"."""
    is_moved = moves(said.text)
    measure = BARE_MONTH.sub(" ", said.measure) if is_moved else said.measure
    if terms(measure) or not (said.periods or said.companies or is_moved):
        return ""
    if said.asks and not _PRONOUN.search(said.text):
        return ""  # "What does Acme make?"
    text = past.text
    if said.companies:
        text = with_companies(text, said.companies, records)
    if said.periods:
        return with_periods(text, said.written)
    last = past.periods or past.told
    if is_moved:
        scope = said.named or past.named or records
        return with_periods(text, tuple(map(describe, moved(said.text, last, year_end_of(scope)))))
    return text if past.periods or not last else with_periods(text, (describe(last[0]),))


def _of_another_line(said: _Said, past: _Said, records: Sequence[FilingRecord]) -> str:
    """The question before, of another line: "and gross profit?"."""
    old, new = past.subject, said.measure
    if said.asks or not old or not new or len(new.split()) > LONGEST:
        return ""
    if not (said.is_led or len(terms(new)) <= SHORT) or _BACK.search(new):
        return ""
    if not _names_line(old) or not _names_line(new):
        return ""  # a part of it, maybe: "and the notes part?"
    new = clean(new)
    if not new[:2].isupper():  # "Gross profit?" in the middle of a text
        new = new[:1].lower() + new[1:]
    return _scoped(past.text.replace(old, new), said, records)


def _last_line(past: _Said, question: Question, records: Sequence[FilingRecord]) -> _Said:
    """The last of the questions before that asked for a line, the others let be."""
    for at in range(len(question.history) - 1, max(-1, len(question.history) - 1 - NEAR_TURNS), -1):
        if _names_line(past.subject):
            break
        turn = Question(question.history[at].question, history=question.history[:at])
        past = _Said.of(on_its_own(turn, records).text, records)
    return past


def _names_line(phrase: str) -> bool:
    """Whether a phrase is called like a line item or a measure, and says nothing else."""
    named = measure_named(phrase)
    return bool(concepts_named(phrase)) or (
        named is not None and set(terms(named[1])) == set(terms(phrase))
    )


def _scoped(text: str, said: _Said, records: Sequence[FilingRecord]) -> str:
    """A text of the turns before, with the companies and periods that are said now."""
    if said.companies:
        text = with_companies(text, said.companies, records)
    return with_periods(text, said.written) if said.periods else text


def _charged_elsewhere(said: _Said, past: _Said) -> str:
    """Another of what the question before charged, paid or owed to one.

    "How much depreciation was charged to selling expenses?" "And to administrative expenses?"
    """
    if said.periods:
        return ""
    if said.is_led and (same := _SAME_PLACE.match(said.measure)) is not None:
        ends = r"(?=\s+(?:in|at|for|during|as)\b|\W*$)"
        places = list(re.finditer(rf"\b{same['at']}\s+(?P<old>[^,?？]+?){ends}", past.text, re.I))
        if len(places) == 1 and not parse_periods(places[0]["old"]):
            start, end = places[0].span("old")
            return past.text[:start] + same["new"] + past.text[end:]
    match = _CHARGED.match(said.text)
    if match is None or len(match["new"].split()) < 2:
        return ""
    place = re.search(
        r"\b(?:to|for|in|under|within)\s+(?P<old>(?:[\w&-]+\s+){1,3}"
        + re.escape(match["new"].split()[-1])
        + r")\b",
        past.text,
    )
    if place is None:
        return ""
    return past.text[: place.start("old")] + match["new"] + past.text[place.end("old") :]


def _why(said: _Said, past: _Said) -> str:
    """The reason of what was asked about before: "Why?" after "By how much did revenue fall?"."""
    if _WHY.match(said.text) is None:
        return ""
    match = _BEFORE_WHY.match(past.text)
    return "" if match is None else f"Why {match['did'].lower()}{past.text[match.end() :]}"


def _moved(said: _Said, past: _Said, question: Question, records: Sequence[FilingRecord]) -> str:
    """How the line of the question before moved: "by how much did it grow?", "why did it fall?"."""
    match = _MOVES.search(said.text)
    subject = past.subject
    if match is None or not subject or operation_of(past.text) not in NUMERIC:
        return ""
    said, owned = _owned(said, past)
    text = said.text[: match.start("it")] + owned + subject + said.text[match.end("it") :]
    between = () if said.periods else _both_periods(past, question, records)
    return _taking_over(text, said, past, between or None)


def _owned(said: _Said, past: _Said) -> tuple[_Said, str]:
    """The company before the line that it is of, and the question as one that names it."""
    if said.companies or len(past.companies) != 1:
        return said, ""
    return replace(said, companies=past.companies), f"{past.companies[0]}'s "


def _both_periods(
    past: _Said, question: Question, records: Sequence[FilingRecord]
) -> tuple[Period, ...]:
    """The two periods, where the turn before asked for the line of the one before it again."""
    if len(question.history) < 2:
        return ()
    *earlier, first, _ = question.history[-MOST_TURNS:]
    whole = on_its_own(Question(first.question, history=tuple(earlier)), records)
    one = _Said.of(complete(whole, records), records)
    if one.subject != past.subject or one.companies != past.companies:
        return ()
    both = tuple(sorted({*one.periods, *past.periods}, key=lambda period: period.end))
    return both if len(both) == 2 else ()


def _standing(said: _Said, past: _Said, records: Sequence[FilingRecord]) -> str:
    """A question of its own that leaves out the company, or the period of a figure."""
    if not said.asks or _BACK.search(said.text):
        return ""
    text = said.text
    share = _SHARE.search(text)
    is_figure = past.subject and operation_of(past.text) in NUMERIC
    if share is not None and is_figure and operation_of(text) != "change":
        said, owned = _owned(said, past)
        text = f"{text[: share.end()]} of {owned}{past.subject}{text[share.end() :]}"
    elif len(terms(said.measure)) < 2 and _SUBJECT.search(text):
        return ""  # "Is it hedged?": what "it" is cannot be told
    elif not terms(said.measure):
        return ""  # "By how much?"
    return _taking_over(text, said, past)


def _taking_over(
    text: str, said: _Said, past: _Said, periods: Sequence[Period] | None = None
) -> str:
    """The text with the company and the period of the question before, where it says none."""
    if not said.companies and past.companies:
        text = with_end(text, f"of {' and '.join(past.companies)}")
    is_moved = _MOVES.search(said.text) is not None
    if said.periods or not (is_moved or operation_of(text) in NUMERIC):
        return text  # who the auditor is, is asked of no period
    kept = past.periods if periods is None else tuple(periods)
    if is_moved or moves(said.text):
        kept = kept or past.told
    if moves(said.text):
        kept = moved(said.text, kept, year_end_of(said.named or past.named))
        kept = tuple(sorted(kept, key=lambda period: period.end))
    if len(kept) == 2 and operation_of(text) == "change":
        first, last = (describe(period) for period in kept)
        return with_end(text, f"from {first} to {last}")
    latest = max(kept, key=lambda period: period.end, default=None)
    if latest is None or (latest.is_instant and not _is_balance(text)):
        return text
    return with_end(text, f"{'at' if latest.is_instant else 'in'} {describe(latest)}")


def _is_balance(text: str) -> bool:
    """Whether a text names a line of the balance sheet, which stands at a date."""
    known = catalogue().concepts
    named = [known[name] for name in concept_names(text) if name in known]
    return any(concept.statement is Statement.BALANCE_SHEET for concept in named)


def _of_both(said: _Said, question: Question, records: Sequence[FilingRecord]) -> str:
    """Of the companies that were asked about: "which of the two ...", "both companies"."""
    if said.companies or not (said.asks and _BOTH.search(said.text)):
        return ""
    found: dict[str, None] = {}
    for turn in reversed(question.history[-MOST_TURNS:]):
        for name in _names_in(turn.question, filings_named(turn.question, records)):
            found[name] = None
        if len(found) > 1:
            break
    if len(found) != 2 or filings_named(list(found)[0], records) == filings_named(
        list(found)[1], records
    ):
        return ""
    both = " and ".join(reversed(found))
    return _BOTH.sub(f"of {both}", said.text, count=1)
