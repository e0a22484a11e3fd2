"""`python -m evals`: run sets, compare runs, hold a run against a baseline, bank one."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evals.adapters.tatqa import TatQaError, by_kind, judge, read_tatqa, to_line
from evals.answerers import open_library
from evals.commands import BASELINE, FILINGS, SETS, register, say
from evals.datasets import SetError
from evals.judge_commands import add_judge_command
from evals.keeping import RecordError
from evals.progress import Progress
from evals.set_commands import add_set_commands
from ingest.errors import TickmarkError

__all__ = ["BASELINE", "FILINGS", "SETS", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when all is well, 1 when the gate is shut or cases failed, 2 on misuse."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (SetError, RecordError, TatQaError) as error:
        say(str(error))
    except TickmarkError as error:
        say(error.detail)
    except BrokenPipeError:  # whoever reads has read enough, as `head` does
        return 0
    except OSError as error:
        is_file = error.filename is not None and error.strerror is not None
        say(f"{error.filename}: {error.strerror}" if is_file else f"{error}")
    except ValueError as error:
        say(str(error))
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tickmark eval", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    register(commands)
    add_judge_command(commands)
    add_set_commands(commands)
    tatqa = commands.add_parser(
        "tatqa", help="TAT-QA as published: exact match and F1 by its metric"
    )
    tatqa.add_argument("file", type=Path, metavar="TATQA.json")
    tatqa.add_argument("--limit", type=int, metavar="N", help="only the first N contexts")
    tatqa.add_argument("--out", type=Path, metavar="FILE.jsonl", help="keep every judged answer")
    tatqa.set_defaults(command=_tatqa)
    return parser


def _tatqa(options: argparse.Namespace) -> int:
    """Each context is taken in as a filing of its own, and asked its questions."""
    contexts = read_tatqa(options.file)[: options.limit]
    with tempfile.TemporaryDirectory(prefix="tickmark-tatqa-") as folder:
        files = []
        for context in contexts:
            files.append(Path(folder) / context.name)
            files[-1].write_bytes(context.page)
        with (
            open_library(Path(folder) / "data", files) as opened,
            Progress(len(contexts)) as progress,
        ):
            judged = judge(contexts, opened.answerer, progress.reach)
    if options.out is not None:
        options.out.write_text("".join(map(to_line, judged)), encoding="utf-8")
    say(f"{'kind':<14}{'n':>6}{'exact':>8}{'F1':>8}{'declined':>10}")
    for kind, n, exact, f1, declined in by_kind(judged):
        say(f"{kind:<14}{n:>6}{exact:>8.1%}{f1:>8.1%}{declined:>10.1%}")
    return 0


def _run() -> int:
    code = main()
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # Python would try once more at its end, and complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


if __name__ == "__main__":
    sys.exit(_run())
