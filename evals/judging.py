"""A language model asked what it holds the free text of a run to be. It changes no score.

Only questions whose target is words are shown, with the accepted forms and the answer, all of it
fenced: an answer was written from strangers' words. Speaks to the service's models, which are
imported when one is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from evals.fingerprint import JUDGE_PROMPT
from evals.keeping import appending, each_done
from evals.opinions import (
    Judge,
    Judged,
    Judgement,
    NoOpinion,
    Opinion,
    Shown,
    Verdict,
    judge_line,
    judgement_line,
    load_judged,
    read_opinions,
)
from evals.report_text import printable
from evals.types import Case, ItemsTarget, Run, Sample, TextTarget
from ingest.errors import ModelBadOutput, ModelError

if TYPE_CHECKING:
    from service.models import Model

_WHAT = "a verdict and one sentence of reason"
_REASON_CHARS = 500  # more is not one sentence

# ---------------------------------------------------------------------------------------------
# What is judged
# ---------------------------------------------------------------------------------------------


class Gathered(NamedTuple):
    """The answers to show; how many cases of the run are not shown, by reason."""

    shown: tuple[Shown, ...]
    left_out: Mapping[str, int]


_NO_FREE_TEXT = "with no free text to judge"
_NOT_ANSWERED = "not answered"
_OTHERWISE = "asked otherwise than the set has it now"
_NOT_IN_SETS = "not in the sets given"


def gather(run: Run, cases: Sequence[Case]) -> Gathered:
    """The run's answers to questions whose target is words, in the order of the run.

    Args:
        run: a kept run. It has the target in words alone, so the sets are needed.
        cases: of the sets that were run.

    Raises:
        ValueError: no case of the run is in the sets.
    """
    by_id = {case.sample_id: case for case in cases}
    shown = []
    left_out = dict.fromkeys((_NO_FREE_TEXT, _NOT_ANSWERED, _OTHERWISE, _NOT_IN_SETS), 0)
    left_out[_NOT_ANSWERED] = len(run.failures) + len(run.unasked)
    for result in run.results:
        case = by_id.get(result.sample_id)
        if case is None:
            left_out[_NOT_IN_SETS] += 1
        elif not isinstance(case, Sample) or not is_free_text(case):
            left_out[_NO_FREE_TEXT] += 1
        elif (case.question, case.filings) != (result.asked, result.filings):
            left_out[_OTHERWISE] += 1
        else:
            turns = (f"Question: {one.question}\nAnswer: {one.answer}" for one in case.history)
            before = "\n".join(turns)
            forms = accepted_forms(case)
            shown.append(Shown(case.sample_id, case.question, forms, result.answered, before))
    if run.results and left_out[_NOT_IN_SETS] == len(run.results):
        named = ", ".join(run.provenance.sets) or "not told"
        raise ValueError(f"no case of the run is in these sets; name the run's own: {named}")
    return Gathered(tuple(shown), {why: count for why, count in left_out.items() if count})


def is_free_text(sample: Sample) -> bool:
    """Whether it is asked in words and answered in words: no number, no look-up, no check."""
    is_asked = sample.fact is None and not sample.is_statement
    return is_asked and isinstance(sample.target, TextTarget | ItemsTarget)


def accepted_forms(sample: Sample) -> str:
    """The forms of a target of words as lines: any of these, or all of those."""
    if isinstance(sample.target, ItemsTarget):
        return _listed("all of", [" or ".join(item) for item in sample.target.items])
    if not isinstance(sample.target, TextTarget):
        raise TypeError(f"{sample.sample_id} has no target of words")
    parts = []
    if sample.target.texts:
        parts.append(_listed("any of", sample.target.texts))
    if sample.target.must_contain:
        parts.append(_listed("all of", sample.target.must_contain))
    return "\nor ".join(parts)


def _listed(title: str, forms: Sequence[str]) -> str:
    return "\n".join((f"{title}:", *(f"- {_one_line(form)}" for form in forms)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------------------------------------
# Who judges
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModelJudge:
    """A configured model as a judge; may be asked from several threads at once."""

    model: Model
    judge: Judge
    most_chars: int  # of question, forms and answer together

    def __call__(self, shown: Shown) -> Judgement:
        """Its opinion; a model that fails or replies out of form has none."""
        start = perf_counter()
        try:
            verdict, reason = self._ask(shown)
        except ModelError as error:
            told = f"{type(error).__name__}: {error.detail}"
            return NoOpinion(shown, told, round(perf_counter() - start, 4))
        return Opinion(shown, verdict, reason, round(perf_counter() - start, 4))

    def _ask(self, shown: Shown) -> tuple[Verdict, str]:
        from prompts import load
        from service.models.evidence import fenced
        from service.models.reasoning import without_reasoning

        question = f"{shown.before}\nQuestion: {shown.asked}" if shown.before else shown.asked
        parts = {"question": question, "accepted": shown.accepted, "answer": shown.answered}
        size = sum(map(len, parts.values()))
        if size > self.most_chars:
            raise ModelBadOutput(
                f"Not asked: {size} characters, and {self.most_chars} fit its context; raise "
                "TICKMARK_LLM_CONTEXT_TOKENS if the model reads more."
            )
        rendered = load(JUDGE_PROMPT).render(**{name: fenced(text) for name, text in parts.items()})
        return verdict_of("".join(without_reasoning(iter([self.model.complete(rendered)]))))


def verdict_of(reply: str) -> tuple[Verdict, str]:
    """The verdict and the reason that a reply holds.

    Raises:
        ModelBadOutput: not a JSON object of just these two, or not one of the verdicts.
    """
    from service.models.replies import json_of

    value = json_of(reply, _WHAT)
    if not isinstance(value, dict) or value.keys() != {"verdict", "reason"}:
        raise ModelBadOutput(f"The model did not reply with {_WHAT}.")
    verdict, reason = value["verdict"], value["reason"]
    if verdict not in tuple(Verdict) or not isinstance(reason, str):
        raise ModelBadOutput(f"The model's verdict is none of {', '.join(Verdict)}.")
    reason = _one_line(printable(reason))
    if not reason or len(reason) > _REASON_CHARS:
        raise ModelBadOutput(f"The model gave no reason of 1 to {_REASON_CHARS} characters.")
    return Verdict(verdict), reason


def open_judge(model: str | None = None) -> ModelJudge:
    """The model of the settings; `model`: another one's name at the same endpoint.

    Raises:
        SettingsError: the settings are not as they should be.
        ValueError: no language model is configured.
    """
    from prompts import load
    from service.config import load_settings
    from service.main import model_config
    from service.models import open_model

    settings = load_settings()
    if model is not None:
        settings = settings.model_copy(update={"llm_model": model})
    config = model_config(settings)
    opened = open_model(config)
    if opened is None:
        raise ValueError("no language model is configured: set TICKMARK_LLM_MODEL and its endpoint")
    prompt = load(JUDGE_PROMPT)
    return ModelJudge(
        opened,
        Judge(
            model=config.model,
            provider=config.provider,
            address=config.shown_address,
            prompt=f"{prompt.name}@{prompt.version}",
            temperature=config.temperature,
        ),
        config.evidence_chars,
    )


# ---------------------------------------------------------------------------------------------
# Into a file
# ---------------------------------------------------------------------------------------------


def judge_on_disk(
    shown: Sequence[Shown],
    judge: ModelJudge,
    path: Path,
    *,
    workers: int = 1,
    on_start: Callable[[int], None] | None = None,
    on_done: Callable[[int], None] | None = None,
) -> Judged:
    """Asks for the opinions that a file does not hold yet, and keeps each as it comes.

    An opinion is held where this judge was shown just these words; a failure is asked for again.

    Args:
        shown: the answers to judge.
        judge: who judges.
        path: the file of opinions; those of other judges stay in it.
        workers: answers asked about at a time.
        on_start: called once with the number of opinions that are held already.
        on_done: called with how many of `shown` are done, after each.

    Raises:
        RecordError: there is a file at `path` that does not hold opinions.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    earlier = read_opinions(path) if path.exists() and path.stat().st_size else None
    name = judge.judge.fingerprint
    held = earlier.said.get(name, {}) if earlier else {}
    left = [one for one in shown if not _is_held(held.get(one.sample_id), one)]
    done = len(shown) - len(left)
    if on_start is not None:
        on_start(done)
    whole = earlier.whole if earlier else 0
    with appending(path, whole) as append:
        if earlier is None or [*earlier.judges][-1] != name:
            append(judge_line(judge.judge))
        for one in each_done(judge, left, workers):
            append(judgement_line(judge.judge, one))
            done += 1
            if on_done is not None:
                on_done(done)
    return load_judged(path)


def _is_held(one: Judgement | None, shown: Shown) -> bool:
    return isinstance(one, Opinion) and one.shown == shown
