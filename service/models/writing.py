"""A model writes: an answer over evidence, a corrected answer, a question on its own.

Owns the prompts' use and the reading of what comes back. The evidence was found without the
model, and every number it writes is checked after this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import prompts
from ingest.errors import ModelBadOutput
from service.models.evidence import EvidenceBlock, evidence_block, fenced
from service.models.marks import MarkFilter
from service.models.reasoning import without_reasoning
from service.models.types import Model
from service.types import Evidence, NumberCheck, Question, Turn

# What an answer says when the filings do not answer the question: the model is told to write
# exactly this, and it is recognised by it. The language of the reader is put in by the composer.
ABSTENTION = "The filings do not say."

OnText = Callable[[str], None]

_HISTORY_TURNS = 6  # older turns rarely settle what a follow-up leaves out
_HISTORY_CHARS = 1500  # of one earlier answer
_QUESTION_CHARS = 2000  # longer than this, a rewritten question is not a question
_MARKS = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote. Its marks all stand for evidence: `[n]` is item n, from 1."""

    text: str
    dropped_marks: int  # invented marks that were taken out
    marks: tuple[int, ...]  # the marks that are left, by first use; empty: nothing was cited
    abstained: bool  # it wrote that the filings do not say
    items: int  # evidence items that it was shown
    items_left_out: int  # items that did not fit its context
    prompt: str  # name@version of the prompt


def write_answer(
    question: Question,
    evidence: Evidence,
    model: Model,
    *,
    filing_names: Mapping[str, str],
    captions: Mapping[str, str] | None = None,
    computed: Sequence[str] = (),
    max_evidence_chars: int | None = None,
    on_text: OnText | None = None,
) -> Written:
    """Has the model answer from the evidence alone.

    Args:
        question: Its `text` is asked as it stands; complete a follow-up first.
        evidence: Numbered from 1, facts before hits, in the order given.
        model: What writes.
        filing_names: filing_id -> what to call the filing.
        captions: table_id -> caption and unit note of a fact's table.
        computed: What code computed from the evidence, each with its working and its result.
        max_evidence_chars: See `ModelConfig.evidence_chars`.
        on_text: Called with the answer's pieces as they come; joined, they are `Written.text`
            unless an error is raised in between.

    Raises:
        ModelUnavailable: Down, slow or refusing.
        ModelBadOutput: Empty, cut off or out of form.
    """
    block = evidence_block(evidence, filing_names, captions, max_chars=max_evidence_chars)
    prompt = prompts.load("answer")
    rendered = prompt.render(
        question=fenced(question.text),
        evidence=block.text,
        computed=_computed(computed),
        abstention=ABSTENTION,
    )
    return _written(model, prompt, rendered, block, on_text)


def repair_answer(
    question: Question,
    evidence: Evidence,
    draft: str,
    findings: Sequence[NumberCheck],
    model: Model,
    *,
    filing_names: Mapping[str, str],
    captions: Mapping[str, str] | None = None,
    computed: Sequence[str] = (),
    max_evidence_chars: int | None = None,
    on_text: OnText | None = None,
) -> Written:
    """Has the model correct a draft, told what the filings say of its numbers.

    Args:
        question: As for `write_answer`.
        evidence: As for `write_answer`, in the same order, so that the draft's marks hold.
        draft: What was written.
        findings: The checks of the draft that did not hold.
        model: What writes.
        filing_names: As for `write_answer`.
        captions: As for `write_answer`.
        computed: As for `write_answer`.
        max_evidence_chars: As for `write_answer`.
        on_text: As for `write_answer`.

    Raises:
        ModelUnavailable: Down, slow or refusing.
        ModelBadOutput: Empty, cut off or out of form.
    """
    block = evidence_block(evidence, filing_names, captions, max_chars=max_evidence_chars)
    prompt = prompts.load("repair")
    rendered = prompt.render(
        question=fenced(question.text),
        evidence=block.text,
        computed=_computed(computed),
        draft=fenced(draft, keeps_marks=True),
        findings=fenced("\n".join(_finding(check) for check in findings)),
        abstention=ABSTENTION,
    )
    return _written(model, prompt, rendered, block, on_text)


def standalone_question(question: Question, model: Model) -> str:
    """The question with what its history settles put in; the same text without a history.

    Raises:
        ModelUnavailable: Down, slow or refusing.
        ModelBadOutput: Not one line that can be a question.
    """
    if not question.history:
        return question.text
    prompt = prompts.load("condense")
    rendered = prompt.render(history=fenced(history_of(question)), question=fenced(question.text))
    reply = "".join(without_reasoning(iter([model.complete(rendered)])))
    lines = [line.strip() for line in reply.splitlines() if line.strip()]
    if len(lines) != 1 or len(lines[0]) > _QUESTION_CHARS:
        raise ModelBadOutput("The model did not reply with one question.")
    return lines[0].removeprefix("| ").strip("\"'“”").strip() or question.text


def history_of(question: Question) -> str:
    """The last turns before a question, as text; not fenced yet."""
    return "\n".join(_turn(turn) for turn in question.history[-_HISTORY_TURNS:])


def _written(
    model: Model,
    prompt: prompts.Prompt,
    rendered: str,
    block: EvidenceBlock,
    on_text: OnText | None,
) -> Written:
    marks = MarkFilter(block.items)
    pieces: list[str] = []

    def pass_on(piece: str) -> None:
        if piece:
            pieces.append(piece)
            if on_text is not None:
                on_text(piece)

    reply = _reply(model, rendered, is_streamed=on_text is not None)
    with closing(reply):  # where a reader is gone, the model stops at once
        for piece in without_reasoning(reply):
            pass_on(marks.feed(piece))
    pass_on(marks.finish())
    text = "".join(pieces)
    if not text:
        raise ModelBadOutput("The model's reply was empty.")
    return Written(
        text=text,
        dropped_marks=marks.dropped,
        marks=marks.used,
        abstained=is_abstention(text),
        items=block.items,
        items_left_out=block.left_out,
        prompt=f"{prompt.name}@{prompt.version}",
    )


def _reply(model: Model, rendered: str, *, is_streamed: bool) -> Generator[str]:
    if is_streamed:
        yield from model.stream(rendered)
    else:
        yield model.complete(rendered)


def is_abstention(text: str) -> bool:
    """Whether a reply says that the filings do not say, and nothing that would contradict it.

    Quotes, marks, emphasis and case around the sentence do not count; a reply that starts with
    it and goes on is an abstention too: what follows is at best the nearest evidence.
    """
    plain = _MARKS.sub("", text).strip().strip("\"'“”‘’*_`|> ").casefold()
    return plain.startswith(ABSTENTION.casefold().rstrip("."))


def _computed(lines: Sequence[str]) -> str:
    return fenced("\n".join(f"- {line}" for line in lines) or "nothing")


def _finding(check: NumberCheck) -> str:
    says = f" The filing says: {check.expected}." if check.expected else ""
    return f"- {check.text!r} is {check.verdict.value}: {check.reason}{says}"


def _turn(turn: Turn) -> str:
    return f"Question: {turn.question}\nAnswer: {turn.answer[:_HISTORY_CHARS]}"
