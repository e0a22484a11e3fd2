"""The JSON of questions, answers and checks: pydantic models to and from our dataclasses.

The wire contract's names and nothing else's: a field may be added here, never renamed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import RequestError
from ingest.facts import describe
from ingest.types import Box, Period
from service.terms import content_words
from service.types import (
    Answer,
    CellPlace,
    Citation,
    Given,
    How,
    NumberCheck,
    Operand,
    Plan,
    Turn,
    Understanding,
    Value,
)

MAX_QUESTION = 8_000  # characters
Names = list[str]
_B = TypeVar("_B", bound=BaseModel)


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("it holds no words")
    return text


Said = Annotated[str, Field(max_length=MAX_QUESTION), AfterValidator(_says_something)]


class Body(BaseModel):
    """What is sent to us: an unknown field is ignored, as HTTP APIs do."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CellBody(Body):
    """The cell that a citation points at."""

    table_id: str
    row: str
    column: str
    text: str
    bbox: tuple[float, float, float, float] | None = None
    row_index: int | None = None
    column_index: int | None = None

    @classmethod
    def of(cls, cell: CellPlace) -> CellBody:
        """From our dataclass."""
        return cls(
            table_id=cell.table_id,
            row=cell.row,
            column=cell.column,
            text=cell.text,
            bbox=corners(cell.bbox),
            row_index=cell.row_index,
            column_index=cell.column_index,
        )


class CitationBody(Body):
    """A place in a filing; `quote` is verbatim."""

    id: int
    filing: str
    filing_id: str
    page: int | None
    section: str | None
    quote: str
    cell: CellBody | None
    start: int | None = None
    end: int | None = None

    @classmethod
    def of(cls, citation: Citation) -> CitationBody:
        """From our dataclass."""
        return cls(
            id=citation.id,
            filing=citation.filing,
            filing_id=citation.filing_id,
            page=citation.page,
            section=citation.section,
            quote=citation.quote,
            cell=None if citation.cell is None else CellBody.of(citation.cell),
            start=citation.start,
            end=citation.end,
        )


class NumberCheckBody(Body):
    """One quantity of a text and what the filings say of it; offsets in Unicode characters."""

    text: str
    start: int
    end: int
    verdict: Literal["supported", "contradicted", "unsupported"]
    how: How | None
    reason: str
    expected: str | None
    formula: str | None
    evidence: list[CitationBody]

    @classmethod
    def of(cls, check: NumberCheck) -> NumberCheckBody:
        """From our dataclass."""
        return cls(
            text=check.text,
            start=check.start,
            end=check.end,
            verdict=check.verdict.value,
            how=check.how,
            reason=check.reason,
            expected=check.expected,
            formula=check.formula,
            evidence=[CitationBody.of(citation) for citation in check.evidence],
        )


class ValueBody(Body):
    """The one number that was asked for, in base units."""

    amount: int | float
    unit: str
    display: str

    @classmethod
    def of(cls, value: Value) -> ValueBody:
        """From our dataclass; a whole amount stays whole."""
        return cls(amount=json_number(value.amount), unit=value.unit, display=value.display)


def corners(box: Box | None) -> tuple[float, float, float, float] | None:
    """x0, y0, x1, y1 in points."""
    return None if box is None else (box.x0, box.top, box.x1, box.bottom)


def json_number(amount: Decimal) -> int | float:
    """A JSON number: whole where the amount is."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


class OperandBody(Body):
    """One value that a plan needs."""

    name: str = Field(max_length=40)
    line_item: str = Field(max_length=500)
    company: str | None = Field(default=None, max_length=300)
    period: str | None = Field(default=None, max_length=100)
    filing_id: str | None = Field(default=None, max_length=100)
    fact_id: str | None = Field(default=None, max_length=200)
    told_at: str | None = Field(
        default=None,
        max_length=200,
        description="In answers: the passage and character of the sentence that tells the figure.",
    )


class PlanBody(Body):
    """How a computed answer is computed; sent back, it is executed as it stands."""

    operation: str = Field(max_length=40)
    operands: list[OperandBody] = Field(max_length=50)
    formula: str = Field(default="a", max_length=500)
    unit: str | None = Field(default=None, max_length=40)
    explanation: str = Field(default="", max_length=5_000)

    @classmethod
    def of(cls, plan: Plan) -> PlanBody:
        """From our dataclass."""
        # model_construct: our own plan may be longer than one that is sent to us may be.
        operands = [
            OperandBody.model_construct(
                name=operand.name,
                line_item=operand.line_item,
                company=operand.company,
                period=operand.period,
                filing_id=operand.filing_id,
                fact_id=operand.fact_id,
                told_at=operand.told_at,
            )
            for operand in plan.operands
        ]
        return cls.model_construct(
            operation=plan.operation,
            operands=operands,
            formula=plan.formula,
            unit=plan.unit,
            explanation=plan.explanation,
        )

    def to_plan(self) -> Plan:
        """Our dataclass."""
        return Plan(
            operation=self.operation,
            operands=tuple(Operand(**operand.model_dump()) for operand in self.operands),
            formula=self.formula,
            unit=self.unit,
            explanation=self.explanation,
        )


class PeriodBody(Body):
    """An instant (`start` null) or a duration, ISO 8601 days, both included."""

    start: str | None
    end: str
    words: str = Field(description="FY2023, H1 2024, 31 Dec 2023")

    @classmethod
    def of(cls, period: Period) -> PeriodBody:
        """From our tuple."""
        start = None if period.start is None else period.start.isoformat()
        return cls(start=start, end=period.end.isoformat(), words=describe(period))


class UnderstandingBody(Body):
    """What was understood of the question."""

    text: str
    language: str
    companies: list[str]
    periods: list[PeriodBody]
    period_words: list[str]
    measure: str
    operation: str
    filing_ids: list[str]

    @classmethod
    def of(cls, understood: Understanding) -> UnderstandingBody:
        """From our dataclass."""
        return cls(
            text=understood.text,
            language=understood.language,
            companies=list(understood.companies),
            periods=[PeriodBody.of(period) for period in understood.periods],
            period_words=list(understood.period_words),
            measure=content_words(understood.measure),
            operation=understood.operation,
            filing_ids=list(understood.filing_ids),
        )


class AnswerBody(Body):
    """An answer with all that it rests on."""

    id: str
    question: str
    answer: str
    abstained: bool
    value: ValueBody | None
    values: list[ValueBody] = []
    citations: list[CitationBody]
    numbers: list[NumberCheckBody]
    plan: PlanBody | None
    follow_ups: list[str]
    engine: str
    timings_ms: dict[str, float]
    understood: UnderstandingBody | None = None
    notes: list[str] = []
    dropped_marks: int = 0
    conversation_id: str | None = None

    @classmethod
    def of(cls, answer: Answer, conversation_id: str | None = None) -> AnswerBody:
        """From our dataclass."""
        return cls(
            id=answer.id,
            question=answer.question,
            answer=answer.text,
            abstained=answer.abstained,
            value=None if answer.value is None else ValueBody.of(answer.value),
            values=[ValueBody.of(value) for value in answer.values],
            citations=[CitationBody.of(citation) for citation in answer.citations],
            numbers=[NumberCheckBody.of(check) for check in answer.numbers],
            plan=None if answer.plan is None else PlanBody.of(answer.plan),
            follow_ups=list(answer.follow_ups),
            engine=answer.engine,
            timings_ms={name: round(ms, 2) for name, ms in answer.timings_ms.items()},
            understood=None
            if answer.understood is None
            else UnderstandingBody.of(answer.understood),
            notes=list(answer.notes),
            dropped_marks=answer.dropped_marks,
            conversation_id=conversation_id,
        )


class TurnBody(Body):
    """An earlier question and its answer."""

    question: str = Field(max_length=MAX_QUESTION)
    answer: str = Field(max_length=100_000)

    def to_turn(self) -> Turn:
        """Our dataclass."""
        return Turn(self.question, self.answer)


class GivenBody(Body):
    """What a reader puts in place of what was understood; null leaves it, [] takes it out."""

    companies: list[str] | None = Field(default=None, max_length=20)
    periods: list[str] | None = Field(default=None, max_length=20)

    def to_given(self) -> Given:
        """Our dataclass."""
        return Given(
            None if self.companies is None else tuple(self.companies),
            None if self.periods is None else tuple(self.periods),
        )


class QuestionBody(Body):
    """A question with its scope; no filings: all of the collection, or all there are."""

    question: Said
    filings: Names | None = Field(default=None, max_length=10_000)
    collection: str | None = None
    history: list[TurnBody] | None = Field(default=None, max_length=200)
    stream: bool = False
    plan: PlanBody | None = None
    given: GivenBody | None = None
    conversation_id: str | None = None
    replaces: str | None = Field(
        default=None, description="An answer of the conversation whose place this one takes"
    )


class GroundBody(Body):
    """A text whose numbers are to be checked; no filings: against all there are."""

    text: str = Field(description="Of at most 100,000 characters and 2,000 numbers.")
    filings: Names | None = Field(default=None, max_length=10_000)
    collection: str | None = None


class GroundedBody(Body):
    """One check for every quantity of the text, in order."""

    numbers: list[NumberCheckBody]


def dump(body: BaseModel) -> dict[str, Any]:
    """The JSON of a body as plain values."""
    return body.model_dump(mode="json")


def valid(kind: type[_B], fields: dict[str, Any]) -> _B:
    """A body out of plain values.

    Raises:
        RequestError: They are not such a body; names each field and what is wrong with it.
    """
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise RequestError("; ".join(faults)) from None
