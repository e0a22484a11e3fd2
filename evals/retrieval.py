"""What each stage of retrieval finds of the evidence, so that a miss can be told from a bad answer.

The gold of a case is its evidence, located in the filings by its words. A stage is judged by the
order in which it brings filings, pages and passages: recall at k is the share of the pieces of
evidence whose filing (page, passage) is among the first k different ones, averaged over cases; MRR
is the mean of one over the rank of the first that is right, 0 where there is none in `DEPTH`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from evals.locating import FilingText, Spot
from evals.types import Case, Claim, Evidence, Sample

CUTS = (1, 3, 5, 10)
DEPTH = 60  # passages of a stage that are looked at
LEVELS = ("filing", "page", "passage")
LEAST_SHARE = 0.5  # of a quote that a passage has to hold, or of itself that is in the quote
MOST_PAGES = 10  # words on more pages than this point at none


class Found(NamedTuple):
    """A passage that was found: characters `start` to `end` of a page of a filing."""

    filing: str
    page: int
    start: int
    end: int


class Retrieving(Protocol):
    """What of a library is needed to judge its retrieval."""

    def names(self) -> frozenset[str]:
        """The file names of its filings."""
        ...

    def pages(self, name: str) -> dict[int, str]:
        """The text of each page of a filing, by number from 1."""
        ...

    def is_paged(self, name: str) -> bool:
        """Whether the filing's format has pages."""
        ...

    def stages(self, query: str, names: Sequence[str] = ()) -> Mapping[str, Sequence[Found]]:
        """What each stage finds, best first; `names`: among these filings alone."""
        ...


@dataclass(frozen=True, slots=True)
class Gold:
    """Where a piece of evidence stands. Empty `pages`: not judged by page; so `spots`."""

    filing: str
    pages: frozenset[int] = frozenset()
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranks:
    """Of a case at a stage: the rank from 1 of each piece of evidence, by level; None: not found.

    A level that a piece of evidence cannot be judged by leaves it out.
    """

    case_id: str
    kind: str
    stage: str
    ranks: Mapping[str, tuple[int | None, ...]]


@dataclass(frozen=True, slots=True)
class StageFigures:
    """A stage at a level: `recall` by k, and the mean reciprocal rank, over `cases`."""

    stage: str
    level: str
    cases: int
    recall: Mapping[int, float]
    mrr: float


@dataclass(frozen=True, slots=True)
class RetrievalRun:
    """Every case at every stage; `unlocated` are the cases none of whose evidence was found."""

    ranks: tuple[Ranks, ...]
    unlocated: tuple[str, ...]


def judge_retrieval(
    cases: Iterable[Case],
    library: Retrieving,
    *,
    is_within: bool = False,
    on_done: Callable[[int], None] | None = None,
) -> RetrievalRun:
    """Searches for every question that has evidence, and ranks what each stage brings.

    Args:
        cases: claims, table facts and questions without evidence are passed over.
        library: the filings.
        is_within: search among the filings of the case alone, not in the whole library.
        on_done: called with the number of cases done so far.
    """
    texts: dict[str, FilingText] = {}
    found: list[Ranks] = []
    unlocated: list[str] = []
    for done, case in enumerate(searched(cases), start=1):
        gold = [one for one in (_gold(e, library, texts) for e in case.evidence) if one.pages]
        if gold:
            names = case.filings if is_within else ()
            for stage, passages in library.stages(query_of(case), names).items():
                ranks = {level: _ranks(level, gold, passages, library) for level in LEVELS}
                found.append(Ranks(case.sample_id, case.kind, stage, ranks))
        else:
            unlocated.append(case.sample_id)
        if on_done is not None:
            on_done(done)
    return RetrievalRun(tuple(found), tuple(unlocated))


def searched(cases: Iterable[Case]) -> tuple[Sample, ...]:
    """The cases that retrieval is judged by."""
    return tuple(
        case
        for case in cases
        if not isinstance(case, Claim)
        and case.fact is None
        and not case.is_statement
        and case.evidence
    )


def query_of(case: Sample) -> str:
    """What is searched for: a follow-up with the question before it, whose words it leaves out."""
    before = [turn.question for turn in case.history[-1:]]
    return " ".join([*before, case.question])


def _gold(evidence: Evidence, library: Retrieving, texts: dict[str, FilingText]) -> Gold:
    if evidence.filing not in library.names():
        return Gold(evidence.filing)
    if evidence.filing not in texts:
        texts[evidence.filing] = FilingText(library.pages(evidence.filing))
    spots = texts[evidence.filing].find(evidence.quote)
    if evidence.page is not None:
        on_page = tuple(spot for spot in spots if spot.page == evidence.page)
        return Gold(evidence.filing, frozenset((evidence.page,)), on_page)
    pages = frozenset(spot.page for spot in spots)
    if len(pages) > MOST_PAGES:
        return Gold(evidence.filing)
    return Gold(evidence.filing, pages, spots)


def _ranks(
    level: str, gold: Sequence[Gold], found: Sequence[Found], library: Retrieving
) -> tuple[int | None, ...]:
    if level == "filing":
        filings = list(dict.fromkeys(one.filing for one in found))
        return tuple(_first(one.filing == name for name in filings) for one in gold)
    if level == "page":
        pages = list(dict.fromkeys((one.filing, one.page) for one in found))
        return tuple(
            _first(one.filing == name and page in one.pages for name, page in pages)
            for one in gold
            if library.is_paged(one.filing)
        )
    return tuple(_first(_holds(each, one) for each in found) for one in gold if one.spots)


def _first(hits: Iterable[bool]) -> int | None:
    return next((rank for rank, hit in enumerate(hits, start=1) if hit), None)


def _holds(found: Found, gold: Gold) -> bool:
    """The passage has half of the quote, or half of the passage is of it (a long quote)."""
    if found.filing != gold.filing:
        return False
    for spot in gold.spots:
        shared = min(found.end, spot.end) - max(found.start, spot.start)
        shorter = min(found.end - found.start, spot.end - spot.start)
        if spot.page == found.page and shared > 0 and shared >= LEAST_SHARE * shorter:
            return True
    return False


# ---------------------------------------------------------------------------------------------
# Figures
# ---------------------------------------------------------------------------------------------


def stage_figures(ranks: Sequence[Ranks]) -> tuple[StageFigures, ...]:
    """Recall and MRR by stage and level; a level by which no case is judged is left out."""
    groups: dict[tuple[str, str], list[tuple[int | None, ...]]] = defaultdict(list)
    for one in ranks:
        for level in LEVELS:
            if one.ranks[level]:
                groups[one.stage, level].append(one.ranks[level])
    return tuple(
        StageFigures(
            stage=stage,
            level=level,
            cases=len(cases),
            recall={cut: _mean([_within(case, cut) for case in cases]) for cut in CUTS},
            mrr=_mean([_reciprocal(case) for case in cases]),
        )
        for (stage, level), cases in groups.items()
    )


def _within(ranks: Sequence[int | None], cut: int) -> float:
    return sum(rank is not None and rank <= cut for rank in ranks) / len(ranks)


def _reciprocal(ranks: Sequence[int | None]) -> float:
    reached = [rank for rank in ranks if rank is not None]
    return 1 / min(reached) if reached else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def to_table(figures: Sequence[StageFigures]) -> tuple[str, ...]:
    """The figures as lines of text, by level, then by stage."""
    head = f"{'level':<9}{'stage':<10}{'cases':>6}" + "".join(f"{f'@{cut}':>8}" for cut in CUTS)
    lines = [f"{head}{'MRR':>8}"]
    for level in LEVELS:
        for one in figures:
            if one.level == level:
                shares = "".join(f"{one.recall[cut]:>8.1%}" for cut in CUTS)
                lines.append(f"{level:<9}{one.stage:<10}{one.cases:>6}{shares}{one.mrr:>8.3f}")
    return tuple(lines)


def to_json(run: RetrievalRun, settings: Mapping[str, str]) -> dict[str, Any]:
    """The figures, and the ranks of every case, as JSON."""
    return {
        "settings": dict(settings),
        "figures": [
            {
                "stage": one.stage,
                "level": one.level,
                "cases": one.cases,
                "recall": {str(cut): round(share, 4) for cut, share in one.recall.items()},
                "mrr": round(one.mrr, 4),
            }
            for one in stage_figures(run.ranks)
        ],
        "unlocated": list(run.unlocated),
        "cases": [
            {
                "id": one.case_id,
                "kind": one.kind,
                "stage": one.stage,
                "ranks": {level: list(ranks) for level, ranks in one.ranks.items()},
            }
            for one in run.ranks
        ],
    }
