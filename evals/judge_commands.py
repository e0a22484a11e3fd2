"""The command that asks a model for its opinion on a kept run: beside the scores, never in them."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.commands import SETS, say
from evals.forms import read_sets
from evals.judging import gather, judge_on_disk, open_judge
from evals.opinions import beside
from evals.progress import Progress
from evals.records import load_run
from evals.report_opinions import opinion_lines


def add_judge_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    one = commands.add_parser(
        "judge", help="a model's opinion on a run's free text, beside the scores"
    )
    one.add_argument("run", type=Path, metavar="RUN.jsonl")
    one.add_argument(
        "sets", nargs="*", type=Path, metavar="SET", default=list(SETS), help="the run's own"
    )
    one.add_argument(
        "--to",
        type=Path,
        metavar="FILE.jsonl",
        help="keep the opinions; what it holds is not asked again (RUN.judged.jsonl)",
    )
    one.add_argument("--model", metavar="NAME", help="another model at the configured endpoint")
    one.add_argument("--workers", type=int, default=1, metavar="N", help="answers at a time")
    one.add_argument("--limit", type=int, metavar="N", help="only the first N answers")
    one.set_defaults(command=judge_run)


def judge_run(options: argparse.Namespace) -> int:
    """1 where the model failed on an answer; what it holds of the answers changes nothing."""
    if options.workers < 1:
        raise ValueError("--workers is 1 or more")
    run = load_run(options.run)
    shown, left_out = gather(run, read_sets(options.sets).cases())
    told = ", ".join(f"{count} {why}" for why, count in left_out.items())
    if told:
        say(f"not judged: {told}")
    shown = shown[: options.limit]
    if not shown:
        say("There is no free text to judge.")
        return 0
    path = options.to or options.run.with_suffix(".judged.jsonl")
    judge = open_judge(options.model)
    with Progress(len(shown)) as progress:
        judged = judge_on_disk(
            shown,
            judge,
            path,
            workers=options.workers,
            on_start=progress.start,
            on_done=progress.reach,
        )
    found = beside(run, judged)
    for line in opinion_lines(found, run.provenance.engine):
        say(line)
    say(f"Kept in {path}")
    return 1 if found.failures else 0
