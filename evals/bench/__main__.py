"""`python -m evals.bench`: both sides one after the other, a table with ratios."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from evals.bench.measure import SideFailed, SideFigures, measure
from evals.bench.table import figures_to_table

_SAMPLES = Path("samples/filings")


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; 0, or 1 where a side could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", help="default: the sample filings")
    parser.add_argument("--questions", type=Path, help="JSON Lines with evidence pages from 0")
    parser.add_argument("--side", choices=["plain", "ours"], help="measure this one alone")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args(argv)
    files = arguments.files or sorted(path for path in _SAMPLES.glob("*") if path.is_file())
    missing = [str(file) for file in files if not file.is_file()]
    if missing or not files:
        parser.error(f"no such file: {', '.join(missing) or _SAMPLES}")
    figures: dict[str, SideFigures] = {}
    for side in (arguments.side,) if arguments.side else ("plain", "ours"):
        sys.stderr.write(f"measuring {side} on {len(files)} file(s) ...\n")
        try:
            figures[side] = measure(side, files, arguments.questions)
        except SideFailed as error:
            sys.stderr.write(f"{error}\n")
            return 1
    sys.stdout.write(figures_to_table(figures) + "\n")
    if arguments.json:
        plain = {side: asdict(found) for side, found in figures.items()}
        arguments.json.write_text(json.dumps(plain, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
