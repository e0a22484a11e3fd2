"""The benchmark: the whole way in against the pipeline that a user would write in twenty lines.

Both sides run in one go on the same files, one after the other, each in a process of its own with
an empty store. Imports and the embedding model are loaded before the clock starts, on both sides.

    python -m evals.bench [FILE ...] [--questions FILE.jsonl] [--json FILE]

The figures: seconds until a first search over all files returns (ours: facts and lexical index are
there, vectors are not yet), seconds until every passage is embedded, pages a second, peak memory of
the process with its children, median and 95th percentile of a search, and, with questions that
have evidence pages, page recall at 5.
"""

from evals.bench.measure import SideFigures, measure
from evals.bench.questions import PageQuestion, read_questions

__all__ = ["PageQuestion", "SideFigures", "measure", "read_questions"]
