"""Question and claim sets, run against a library or a server, judged, compared with a baseline.

    python -m evals run [SET...] [--url URL | --data-dir DIR] [--out RUN.json] [--report PAGE]
    python -m evals compare BEFORE.json AFTER.json
    python -m evals gate [RUN.json] --baseline BASELINE.json
    python -m evals bank RUN.json --baseline BASELINE.json

Reading a report: right, wrong and abstained add up to the cases. Wrong misleads and weighs more
than abstained. `cited` is the share of answered questions with evidence whose citations show it.
`numbers right` counts the numbers of claims. A failed case has no judgement and is in no share but
that of the cases.
"""

from evals.datasets import SetError, load_set
from evals.gate import gate
from evals.runner import run_evals

__all__ = ["SetError", "gate", "load_set", "run_evals"]
