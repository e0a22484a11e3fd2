"""A model's opinions beside a run's outcomes, for a terminal and a page; always told as such."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evals.opinions import Beside, Judgement, NoOpinion, Verdict
from evals.report_cases import badge
from evals.report_text import bidi, interval, printable, share, short

_BESIDE = "beside the scores, which it does not change"
_OWN = "This model also wrote the answers: it may favour its own."
_NUMBER = ' class="number"'


def opinion_lines(found: Beside, engine: str) -> Iterator[str]:
    """For a terminal: the table, then where the two differ, with both reasons.

    Args:
        found: a run with the opinions on its answers.
        engine: what wrote the run's answers.
    """
    yield f"Opinion of {_line(found.judge.told)}, {_BESIDE}"
    if engine == found.judge.model:
        yield _OWN
    yield f"{'outcome':<12}" + "".join(f"{name:>11}" for name in (*Verdict, "no opinion"))
    for outcome, verdicts, failed in found.table():
        yield f"{outcome:<12}" + "".join(f"{count:>11}" for count in (*verdicts, failed))
    yield _agreement(found)
    if found.disagreements:
        yield f"They differ: {len(found.disagreements)}"
    for result, opinion in found.disagreements:
        yield f"  {_line(result.sample_id)}: {result.outcome}, opinion {opinion.verdict}"
        yield f"    question: {_line(result.asked)}"
        yield f"    expected: {_line(_forms(opinion.shown.accepted))}"
        yield f"    answered: {_line(result.answered)}"
        yield f"    scored:   {_line(result.reason)}"
        yield f"    opinion:  {_line(opinion.reason)}"
    for result, failure in found.failures:
        yield f"no opinion: {_line(result.sample_id)}: {_line(failure.error)}"
    if found.elsewhere:
        yield f"not used, of other answers than the run's: {len(found.elsewhere)}"


def _line(words: str) -> str:
    return short(printable(words), 300)


def _forms(accepted: str) -> str:
    """The accepted forms, which a judge is shown a line each, on one line."""
    return accepted.replace(":\n- ", ": ").replace("\n- ", " | ")


def _agreement(found: Beside) -> str:
    """How often the two agree, with the interval of that share."""
    part, whole = found.agreeing, len(found.pairs)
    if not whole:
        return "No opinion to compare."
    told = f"They agree on {part} of {whole}: {share(part, whole)}, 95 %: {interval(part, whole)}."
    return told.replace("\u00a0", " ")


# ---------------------------------------------------------------------------------------------
# For a page
# ---------------------------------------------------------------------------------------------


def opinions_html(found: Beside, engine: str, link: Callable[[str], str]) -> Iterator[str]:
    """The section of a page.

    Args:
        found: a run with the opinions on its answers.
        engine: what wrote the run's answers.
        link: a case's id to the HTML that leads to the case.
    """
    yield "<h2>A model's opinion on free text</h2>"
    yield f"<p>{bidi(found.judge.told)}, {_BESIDE}. {_agreement(found)}"
    yield f" {_OWN}</p>" if engine == found.judge.model else "</p>"
    yield '<div class="scroll"><table><caption>Outcomes by opinion</caption><thead><tr>'
    yield '<th scope="col">outcome</th>'
    yield from (f'<th scope="col"{_NUMBER}>{name}</th>' for name in (*Verdict, "no opinion"))
    yield "</tr></thead><tbody>"
    for outcome, verdicts, failed in found.table():
        cells = "".join(f"<td{_NUMBER}>{count}</td>" for count in (*verdicts, failed))
        yield f'<tr><th scope="row">{outcome}</th>{cells}</tr>'
    yield "</tbody></table></div>"
    if found.disagreements:
        yield f"<h3>They differ: {len(found.disagreements)}</h3>"
    for result, opinion in found.disagreements:
        yield (
            f'<div class="diff">{link(result.sample_id)} {bidi(short(result.asked, 300))}'
            f'<div class="soft">Expected: {bidi(short(_forms(opinion.shown.accepted), 300))}</div>'
            f"<p>{bidi(short(result.answered, 400)) or '(nothing)'}</p>"
            f'<div class="sides"><div><span class="soft">Scored</span> {badge(result.outcome)}'
            f'<p class="soft">{bidi(short(result.reason, 300))}</p></div>'
            f'<div><span class="soft">Opinion</span> <b>{opinion.verdict}</b>'
            f'<p class="soft">{bidi(opinion.reason)}</p></div></div></div>'
        )
    if found.failures:
        yield f"<h3>No opinion: {len(found.failures)}</h3><ul>"
        for result, failure in found.failures:
            yield f"<li>{link(result.sample_id)}: {bidi(failure.error)}</li>"
        yield "</ul>"
    if found.elsewhere:
        yield f"<p>Not used, of other answers than this run's: {len(found.elsewhere)}</p>"


def opinions_by_case(found: Beside) -> dict[str, str]:
    """By case id: the HTML of what the model said of its answer."""
    said: list[Judgement] = [opinion for _, opinion in found.pairs]
    said += [failure for _, failure in found.failures]
    return {one.shown.sample_id: _case(one, found.judge.told) for one in said}


def _case(one: Judgement, judge: str) -> str:
    if isinstance(one, NoOpinion):
        told = f"none: {bidi(one.error)}"
    else:
        told = f"<b>{one.verdict}</b>: {bidi(one.reason)}"
    return f'<h4>A model\'s opinion, not a score</h4><p>{told}</p><p class="soft">{bidi(judge)}</p>'
