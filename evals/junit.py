"""A run as JUnit XML, for what shows test results.

Held against a baseline, the failures are the gate's breaches, so that a known wrong answer does not
make a build fail for ever. Without one a wrong answer is a failure and an abstention is skipped.
A case that could not be answered is an error either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from evals.types import Outcome, Record, Run, SampleFailure, SampleResult

# What XML 1.0 cannot hold in any spelling: an answer may have quoted it from a filing.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(run: Run, breaches: Mapping[str, str] | None = None) -> str:
    """The run as an XML document, a suite for each kind.

    Args:
        run: a run.
        breaches: by case id why the gate is shut; None: there is no baseline.
    """
    records: tuple[Record, ...] = (*run.results, *run.failures)
    kinds = dict.fromkeys(record.kind for record in records)
    suites = {kind: [one for one in records if one.kind == kind] for kind in kinds}
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for kind, members in suites.items():
        parts += _suite(kind, [_case(one, breaches) for one in members], members)
    seen = {record.sample_id for record in records}
    lost = {name: why for name, why in (breaches or {}).items() if name not in seen}
    if lost:
        cases = [
            f"<testcase classname={_quoted('evals.missing')} name={_quoted(name)}>"
            f"<failure message={_quoted(why)}/></testcase>"
            for name, why in lost.items()
        ]
        parts += _suite("missing", cases, ())
    parts.append("</testsuites>")
    return "\n".join(parts) + "\n"


def _suite(name: str, cases: list[str], records: Iterable[Record]) -> list[str]:
    counts = {tag: sum(f"<{tag} " in case for case in cases) for tag in _COUNTED}
    told = " ".join(f'{_COUNTED[tag]}="{count}"' for tag, count in counts.items())
    seconds = sum(record.seconds for record in records)
    head = f'<testsuite name={_quoted(name)} tests="{len(cases)}" {told} time="{seconds:.3f}">'
    return [head, *cases, "</testsuite>"]


_COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def _case(record: Record, breaches: Mapping[str, str] | None) -> str:
    head = (
        f"<testcase classname={_quoted('evals.' + record.kind)} name={_quoted(record.sample_id)}"
        f' time="{record.seconds:.3f}">'
    )
    return head + _ending(record, breaches) + "</testcase>"


def _ending(record: Record, breaches: Mapping[str, str] | None) -> str:
    if isinstance(record, SampleFailure):
        return f"<error message={_quoted(record.error)}>{_told(record)}</error>"
    if breaches is not None:
        why = breaches.get(record.sample_id)
        return "" if why is None else f"<failure message={_quoted(why)}>{_told(record)}</failure>"
    if record.outcome is Outcome.WRONG:
        why = record.reason or "wrong"
        return f"<failure message={_quoted(why)}>{_told(record)}</failure>"
    if record.outcome is Outcome.ABSTAINED:
        return f"<skipped message={_quoted('abstained: ' + record.reason)}/>"
    return ""


def _told(record: Record) -> str:
    lines = [f"asked: {record.asked}", f"expected: {record.expected}"]
    if isinstance(record, SampleResult):
        lines += [f"answered: {record.answered}"]
        lines += [f"{score.name}: {score.note}" for score in record.scores if score.note]
    return escape(_NOT_XML.sub("\ufffd", "\n".join(lines)))


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
