"""The commands over runs: run, compare, report, gate, bank. Each is a function of its options."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from evals.answerers import HttpAnswerer, open_library, server_settings
from evals.comparing import compare, to_lines
from evals.costs import costs, price_option
from evals.forms import read_sets
from evals.gate import Change, GateReport, gate, load_baseline, save_baseline, to_baseline
from evals.junit import to_junit
from evals.opinions import beside, load_judged
from evals.progress import Progress
from evals.records import load_run
from evals.report import rows, to_markdown
from evals.report_html import report_html
from evals.report_markdown import report_markdown
from evals.report_text import quantile, seconds
from evals.runner import provenance_of
from evals.runs import run_on_disk
from evals.taking_in import FilingFile, files_in
from evals.types import Answerer, Run

_HERE = Path(__file__).parent
SETS = (_HERE / "sets" / "samples_questions.jsonl", _HERE / "sets" / "samples_claims.jsonl")
FILINGS = _HERE.parent / "samples" / "filings"
BASELINE = _HERE / "baselines" / "samples.json"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands."""
    one = commands.add_parser("run", help="ask every case of some sets and judge the answers")
    _add_running(one)
    one.add_argument("sets", nargs="*", type=Path, metavar="SET", default=list(SETS))
    one.add_argument(
        "--baseline", type=Path, metavar="RUN.jsonl", help="an earlier run, for --report as .html"
    )
    one.set_defaults(command=run_sets)

    two = commands.add_parser("compare", help="what changed from one run to another")
    two.add_argument("before", type=Path, metavar="BEFORE.jsonl")
    two.add_argument("after", type=Path, metavar="AFTER.jsonl")
    two.add_argument("--all", action="store_true", help="the cases that came out alike as well")
    two.set_defaults(command=compare_runs)

    page = commands.add_parser("report", help="a run as one HTML page, or short for a pull request")
    page.add_argument("run", type=Path, metavar="RUN.jsonl")
    page.add_argument("--baseline", type=Path, metavar="RUN.jsonl", help="an earlier run")
    page.add_argument("--html", type=Path, metavar="FILE", help="every case, with plots and search")
    page.add_argument("--markdown", type=Path, metavar="FILE", help="totals and what changed")
    page.add_argument(
        "--judged", type=Path, metavar="FILE.jsonl", help="opinions of eval judge, for --html"
    )
    page.set_defaults(command=report_run)

    shut = commands.add_parser("gate", help="exit 1 when a run is worse than a baseline")
    shut.add_argument("run", nargs="?", type=Path, metavar="RUN.jsonl", help="absent: run now")
    shut.add_argument("--baseline", type=Path, default=BASELINE, metavar="BASELINE.json")
    shut.add_argument("--set", dest="sets", nargs="+", type=Path, default=list(SETS))
    shut.add_argument(
        "--noise",
        choices=("auto", "none", "bootstrap"),
        default="auto",
        help="what may vary: nothing, or what a paired bootstrap explains (auto: with a model)",
    )
    _add_running(shut)
    shut.set_defaults(command=gate_run)

    bank = commands.add_parser("bank", help="make a run the baseline")
    bank.add_argument("run", type=Path, metavar="RUN.jsonl")
    bank.add_argument("--baseline", type=Path, default=BASELINE, metavar="BASELINE.json")
    bank.set_defaults(command=bank_run)


def _add_running(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", help="a running server that has the filings")
    where.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="a data directory that has them; neither: a new one, with the sample filings",
    )
    parser.add_argument(
        "--filings",
        type=Path,
        nargs="+",
        default=[],
        metavar="PATH",
        help="files and folders to take in where the library lacks them",
    )
    parser.add_argument("--with-model", action="store_true", help="let the language model write")
    parser.add_argument("--model", metavar="NAME", help="another model at the configured endpoint")
    parser.add_argument(
        "--price",
        type=price_option,
        metavar="IN,OUT",
        help="money per million tokens, for the cost: 3,15 or 3,15,USD",
    )
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="cases at a time")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N cases of each set")
    parser.add_argument(
        "--out", type=Path, metavar="RUN.jsonl", help="keep the run; a stopped one goes on"
    )
    parser.add_argument("--fresh", action="store_true", help="ask again what --out holds already")
    parser.add_argument(
        "--reuse",
        type=Path,
        action="append",
        default=[],
        metavar="RUN.jsonl",
        help="take answers from an earlier run where all that makes them is the same",
    )
    parser.add_argument("--report", type=Path, metavar="PAGE", help="write .md or .html")
    parser.add_argument("--junit", type=Path, metavar="FILE.xml", help="write JUnit XML")


def run_sets(options: argparse.Namespace) -> int:
    """1 when a case failed."""
    earlier = load_run(options.baseline) if options.baseline is not None else None
    run = _measure(options, earlier)
    _print_figures(run)
    _write_junit(options, run, None)
    return 1 if run.failures else 0


def compare_runs(options: argparse.Namespace) -> int:
    """0 whatever changed."""
    before, after = load_run(options.before), load_run(options.after)
    for line in to_lines(compare(before, after), with_same=options.all):
        say(line)
    times = [sorted(one.seconds for one in run.results) for run in (before, after)]
    if all(times):
        was, now = (seconds(quantile(each, 0.5)) for each in times)
        say(f"median time of a case {now}, was {was}")
    return 0


def report_run(options: argparse.Namespace) -> int:
    """0 whatever the run came to; Markdown is printed where no file is named."""
    run = load_run(options.run)
    baseline = load_run(options.baseline) if options.baseline is not None else None
    if options.judged is not None and options.html is None:
        raise ValueError("a model's opinions are shown on the page alone: add --html FILE")
    if options.html is not None:
        found = None if options.judged is None else beside(run, load_judged(options.judged))
        _write(options.html, report_html(run, baseline, found))
    if options.markdown is not None:
        _write(options.markdown, report_markdown(run, baseline))
    if options.html is None and options.markdown is None:
        say(report_markdown(run, baseline).rstrip())
    return 0


def gate_run(options: argparse.Namespace) -> int:
    """1 when the gate is shut."""
    baseline = load_baseline(options.baseline)
    run = load_run(options.run) if options.run is not None else _measure(options)
    if options.price is not None:
        run = replace(run, provenance=replace(run.provenance, price=options.price))
    _print_figures(run)
    varies = {"auto": None, "none": False, "bootstrap": True}[options.noise]
    report = gate(run, baseline, varies=varies)
    _print_changes("Worse than the baseline", report.breaches)
    _print_changes("Worse, within what the model varies by itself", report.noise)
    _print_changes("Better: bank it (tickmark eval bank)", report.gains)
    if report.fresh:
        say(f"Not in the baseline yet: {len(report.fresh)} cases")
    _write_junit(options, run, report)
    say("The gate is open." if report.is_open else "The gate is shut.")
    return 0 if report.is_open else 1


def bank_run(options: argparse.Namespace) -> int:
    """Always on purpose: no other command writes a baseline."""
    run = load_run(options.run)
    if options.baseline.exists():
        report = gate(run, load_baseline(options.baseline), varies=False)
        _print_changes("Banked although worse", report.breaches)
        _print_changes("Banked", report.gains)
    baseline = to_baseline(run)
    save_baseline(baseline, options.baseline)
    say(f"Banked {len(baseline.cases)} cases in {options.baseline}")
    return 0


class _Place(NamedTuple):
    """Where cases are asked: the answerer, what it is told by, the filings it knows (None: any)."""

    answerer: Answerer
    settings: dict[str, str]
    known: Sequence[str] | None


def _measure(options: argparse.Namespace, earlier: Run | None = None) -> Run:
    """Runs the sets where the options say, and keeps what they say to keep."""
    page: Path | None = options.report
    if page is not None and page.suffix not in (".md", ".html"):
        raise ValueError(f"a report ends in .md or .html, not {page.name}")
    if options.workers < 1:
        raise ValueError("--workers is 1 or more")
    sets = read_sets(options.sets)  # what is wrong with a set is told before anything is opened
    for line in (line for one in sets.sets for line in one.to_lines()):
        say(line)
    cases = sets.cases(options.limit)
    with (
        _opened(options, sets.pages(options.limit)) as place,
        tempfile.TemporaryDirectory() as folder,
    ):
        if place.known is not None:
            sets.check(place.known, options.limit)
        with Progress(len(cases)) as progress:
            run = run_on_disk(
                cases,
                place.answerer,
                replace(provenance_of(options.sets, place.settings), price=options.price),
                options.out or Path(folder) / "run.jsonl",
                workers=options.workers,
                is_fresh=options.fresh,
                reuse=options.reuse,
                on_start=progress.start,
                on_record=progress.record,
            )
    if page is not None:
        _write(page, report_html(run, earlier) if page.suffix == ".html" else to_markdown(run))
    return run


@contextmanager
def _opened(options: argparse.Namespace, pages: Mapping[str, bytes]) -> Iterator[_Place]:
    """`pages`: the small filings that the sets bring, by file name."""
    if options.url is not None:
        if options.with_model or options.model:
            raise ValueError("a server has its own model: --with-model and --model are for others")
        if options.filings:
            raise ValueError("a server takes filings by `tickmark ingest`: --filings is for others")
        if pages:
            say(f"small filings that have to be there: {len(pages)}; `adapt --filings DIR`, ingest")
        yield _Place(HttpAnswerer(options.url), server_settings(options.url), None)
        return
    with_model = options.with_model or options.model is not None
    lacking = [*files_in(options.filings), *(FilingFile(*page) for page in pages.items())]
    samples: Sequence[Path] = ()
    if options.data_dir is None and not lacking:
        samples = sorted(path for path in FILINGS.iterdir() if path.suffix in (".pdf", ".html"))
    with (
        tempfile.TemporaryDirectory(prefix="tickmark-evals-") as folder,
        open_library(
            options.data_dir or Path(folder),
            samples,
            lacking=lacking,
            with_model=with_model,
            model=options.model,
        ) as opened,
    ):
        for line in opened.taken.to_lines():
            say(line)
        held = opened.answerer.stores.library.filings()
        known = [record.name for record in held if record.is_answerable]
        yield _Place(opened.answerer, opened.settings, known)


# ---------------------------------------------------------------------------------------------
# What is printed and written
# ---------------------------------------------------------------------------------------------


def say(line: str) -> None:
    """Prints a line of what was asked for."""
    print(line)  # noqa: T201


def _print_changes(title: str, changes: Sequence[Change]) -> None:
    if changes:
        say(f"{title}:")
        for change in changes:
            say(f"  {change.sample_id}: {change.what}")


def _print_figures(run: Run) -> None:
    told = rows(run)
    is_of_several = sum(is_sum for is_sum, _ in told) > 1
    wide = max(20, *(len(one.kind) + 2 for _, one in told))
    heads = ("cases", "right", "wrong", "abst.", "failed", "cited", "numbers")
    say(f"{'kind':<{wide}}" + "".join(f"{head:>9}" for head in heads))
    for is_sum, one in told:
        name = one.kind if is_sum or not is_of_several else f"  {one.kind}"
        cited = f"{one.cited}/{one.citable}" if one.citable else "-"
        numbers = f"{one.numbers_right}/{one.numbers}" if one.numbers else "-"
        counts = (one.cases, one.right, one.wrong, one.abstained, one.failed, cited, numbers)
        say(f"{name:<{wide}}" + "".join(f"{count:>9}" for count in counts))
    for line in costs(run):
        say(line)
    for failure in run.failures:
        say(f"failed: {failure.sample_id}: {failure.error}")
    if run.unasked:
        say(f"not asked yet: {len(run.unasked)} cases")


def _write_junit(options: argparse.Namespace, run: Run, report: GateReport | None) -> None:
    if options.junit is not None:
        breaches = None
        if report is not None:
            breaches = {change.sample_id: change.what for change in report.breaches}
        _write(options.junit, to_junit(run, breaches))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
