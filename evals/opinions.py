"""Opinions of a language model on free text, kept beside a run and never in it.

A file of opinions is JSON Lines: a line for each judge, then one for each answer that it was shown,
appended and flushed to disk as it replies:

    {"type": "judge", "format": 1, "fingerprint": "…", "model", "provider", "address",
     "prompt": name@version, "temperature": 0..}
    {"type": "opinion", "judge": fingerprint, "model", "prompt", "id", "before", "asked",
     "accepted", "answered", "seconds", "verdict": same | partly | different | none,
     "reason": one sentence}
    {"type": "failure", …, "error": why there is no verdict}

The last judge counts, and of an answer its last line; a line that a kill tore off at the end is
passed over. Opinions of other judges stay in the file and are read by nobody until that judge is
asked again, so that no two are ever mixed. Nothing that scores, gates or compares reads any of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from evals.fingerprint import run_fingerprint
from evals.keeping import RecordError, whole_lines
from evals.types import Outcome, Run, SampleResult

FORMAT = 1
Json = dict[str, Any]


class Verdict(StrEnum):
    """What a model holds an answer to be, beside what is expected."""

    SAME = "same"
    PARTLY = "partly"  # some of it, the rest left out
    DIFFERENT = "different"
    NONE = "none"  # no answer: it declines


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges: a model at an endpoint under one version of the prompt."""

    model: str
    provider: str
    address: str  # without user, password and query
    prompt: str  # name@version
    temperature: float

    @property
    def fingerprint(self) -> str:
        """16 hex digits of all of it."""
        return run_fingerprint({name: str(value) for name, value in asdict(self).items()})

    @property
    def told(self) -> str:
        """For people: the model, with the prompt's version."""
        return f"{self.model} ({self.prompt})"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a judge is shown of a case: an opinion holds for just these words."""

    sample_id: str
    asked: str
    accepted: str  # the accepted forms, a line each
    answered: str
    before: str = ""  # of a follow-up: the turns before it


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict with its reason, one sentence."""

    shown: Shown
    verdict: Verdict
    reason: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class NoOpinion:
    """The model failed, or replied out of form: no verdict of any kind."""

    shown: Shown
    error: str
    seconds: float = 0.0


Judgement = Opinion | NoOpinion


@dataclass(frozen=True, slots=True)
class Judged:
    """A file of opinions as it stands: its last judge, and by case id what that one said last."""

    judge: Judge
    judgements: Mapping[str, Judgement]


# ---------------------------------------------------------------------------------------------
# The file
# ---------------------------------------------------------------------------------------------


class OpinionFile(NamedTuple):
    """All judges of a file by fingerprint, the last one last, with what each said last."""

    judges: dict[str, Judge]
    said: dict[str, dict[str, Judgement]]  # fingerprint -> case id -> judgement
    whole: int  # bytes up to the end of the last whole line


def load_judged(path: Path) -> Judged:
    """Reads what the last judge of a file said.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    held = read_opinions(path)
    fingerprint, judge = list(held.judges.items())[-1]
    return Judged(judge, held.said[fingerprint])


def read_opinions(path: Path) -> OpinionFile:
    """Reads a file of opinions with what is needed to go on with it.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    lines, whole = whole_lines(path)
    judges: dict[str, Judge] = {}
    said: dict[str, dict[str, Judgement]] = {}
    try:
        for line in lines:
            value = json.loads(line)
            if value["type"] != "judge":
                one = _judgement(value)
                said[value["judge"]][one.shown.sample_id] = one
                continue
            if value["format"] != FORMAT:
                raise RecordError(f"{path} is of format {value['format']}, not {FORMAT}")
            judge = Judge(**{name: value[name] for name in Judge.__dataclass_fields__})
            judges.pop(judge.fingerprint, None)  # asked again: now the last one
            judges[judge.fingerprint] = judge
            said.setdefault(judge.fingerprint, {})
    except RecordError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        told = f"{type(error).__name__}: {error}"
        raise RecordError(f"{path} does not hold opinions: {told}") from None
    if not judges:
        raise RecordError(f"{path} does not hold opinions: it names no judge")
    return OpinionFile(judges, said, whole)


def judge_line(judge: Judge) -> str:
    """A judge with its newline."""
    head = {"type": "judge", "format": FORMAT, "fingerprint": judge.fingerprint}
    return json.dumps({**head, **asdict(judge)}, ensure_ascii=False) + "\n"


def judgement_line(judge: Judge, one: Judgement) -> str:
    """What a judge said, or that it failed, with its newline."""
    if isinstance(one, Opinion):
        kind, told = "opinion", {"verdict": one.verdict.value, "reason": one.reason}
    else:
        kind, told = "failure", {"error": one.error}
    value: Json = {
        "type": kind,
        "judge": judge.fingerprint,
        "model": judge.model,
        "prompt": judge.prompt,
        "id": one.shown.sample_id,
        "before": one.shown.before,
        "asked": one.shown.asked,
        "accepted": one.shown.accepted,
        "answered": one.shown.answered,
        "seconds": one.seconds,
    }
    return json.dumps({**value, **told}, ensure_ascii=False) + "\n"


def _judgement(value: Json) -> Judgement:
    words = (value[name] for name in ("id", "asked", "accepted", "answered", "before"))
    shown = Shown(*words)
    if value["type"] == "failure":
        return NoOpinion(shown, value["error"], value["seconds"])
    return Opinion(shown, Verdict(value["verdict"]), value["reason"], value["seconds"])


# ---------------------------------------------------------------------------------------------
# Beside a run
# ---------------------------------------------------------------------------------------------

# What a verdict has to be to agree with an outcome. The outcome knows no half: what leaves out
# some of what is expected is wrong.
_AGREEING = {
    Outcome.RIGHT: (Verdict.SAME,),
    Outcome.WRONG: (Verdict.PARTLY, Verdict.DIFFERENT),
    Outcome.ABSTAINED: (Verdict.NONE,),
}


class Pair(NamedTuple):
    """A result of a run, judged without a model, and a model's opinion on the same answer."""

    result: SampleResult
    opinion: Opinion

    @property
    def agrees(self) -> bool:
        """Whether the verdict bears the outcome out."""
        return self.opinion.verdict in _AGREEING[self.result.outcome]


@dataclass(frozen=True, slots=True)
class Beside:
    """A run with the opinions on its answers, in the order of the run."""

    judge: Judge
    pairs: tuple[Pair, ...]
    failures: tuple[tuple[SampleResult, NoOpinion], ...]
    elsewhere: tuple[str, ...]  # ids of judgements on another answer, or of no case of the run

    @property
    def agreeing(self) -> int:
        """How many opinions bear the outcome out."""
        return sum(pair.agrees for pair in self.pairs)

    @property
    def disagreements(self) -> tuple[Pair, ...]:
        """The pairs that differ."""
        return tuple(pair for pair in self.pairs if not pair.agrees)

    def table(self) -> Iterator[tuple[Outcome, tuple[int, ...], int]]:
        """By outcome: how many of each verdict, in the order of `Verdict`, and failures."""
        for outcome in (Outcome.RIGHT, Outcome.WRONG, Outcome.ABSTAINED):
            verdicts = [p.opinion.verdict for p in self.pairs if p.result.outcome is outcome]
            failed = sum(result.outcome is outcome for result, _ in self.failures)
            yield outcome, tuple(verdicts.count(verdict) for verdict in Verdict), failed


def beside(run: Run, judged: Judged) -> Beside:
    """Pairs a run with opinions; one on other words than the run's is not used, but named."""
    pairs: list[Pair] = []
    failures: list[tuple[SampleResult, NoOpinion]] = []
    used = set()
    for result in run.results:
        one = judged.judgements.get(result.sample_id)
        if one is None or (one.shown.asked, one.shown.answered) != (result.asked, result.answered):
            continue
        used.add(result.sample_id)
        if isinstance(one, Opinion):
            pairs.append(Pair(result, one))
        else:
            failures.append((result, one))
    elsewhere = tuple(name for name in judged.judgements if name not in used)
    return Beside(judged.judge, tuple(pairs), tuple(failures), elsewhere)
