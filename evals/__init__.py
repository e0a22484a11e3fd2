"""Question and claim sets, run against a library or a server, judged, compared with a baseline.

    python -m evals run [SET...] [--url URL | --data-dir DIR] [--out RUN.jsonl]
    python -m evals compare BEFORE.jsonl AFTER.jsonl
    python -m evals gate [RUN.jsonl] --baseline BASELINE.json
    python -m evals bank RUN.jsonl --baseline BASELINE.json
    python -m evals report RUN.jsonl [--baseline RUN.jsonl] [--html FILE] [--markdown FILE]
    python -m evals judge RUN.jsonl SET... [--to FILE]    a model's opinion, in no score
    python -m evals check | new | adapt | retrieval | tatqa

Reading a report: right, wrong and abstained add up to the cases. Wrong misleads and weighs more
than abstained. `cited` is the share of answered questions with evidence whose citations show it.
`numbers right` counts the numbers of claims. A failed case has no judgement and is in no share but
that of the cases.
"""

from evals.datasets import SetError, load_set
from evals.gate import gate
from evals.runner import run_evals

__all__ = ["SetError", "gate", "load_set", "run_evals"]
