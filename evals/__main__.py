"""`python -m evals`: run sets, compare runs, hold a run against a baseline, bank one."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evals.adapters.tatqa import TatQaError, by_kind, judge, read_tatqa, to_line
from evals.answerers import HttpAnswerer, open_library
from evals.datasets import SetError, load_set
from evals.gate import Baseline, Change, gate, load_baseline, save_baseline, to_baseline
from evals.records import RecordError, load_run, save_run
from evals.report import figures, to_html, to_markdown
from evals.runner import provenance_of, run_evals
from evals.types import Answerer, Provenance, Run
from ingest.errors import TickmarkError

_HERE = Path(__file__).parent
SETS = (_HERE / "sets" / "samples_questions.jsonl", _HERE / "sets" / "samples_claims.jsonl")
FILINGS = _HERE.parent / "samples" / "filings"
BASELINE = _HERE / "baselines" / "samples.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when all is well, 1 when the gate is shut or cases failed, 2 on misuse."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (SetError, RecordError, TatQaError) as error:
        _say(str(error))
    except TickmarkError as error:
        _say(error.detail)
    except (OSError, ValueError) as error:
        _say(f"{type(error).__name__}: {error}")
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tickmark eval", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="ask every case of some sets and judge the answers")
    _add_running(run)
    run.add_argument("sets", nargs="*", type=Path, metavar="SET.jsonl", default=list(SETS))
    run.set_defaults(command=_run)

    compare = commands.add_parser("compare", help="what changed from one run to another")
    compare.add_argument("before", type=Path, metavar="BEFORE.json")
    compare.add_argument("after", type=Path, metavar="AFTER.json")
    compare.set_defaults(command=_compare)

    shut = commands.add_parser("gate", help="exit 1 when a run is worse than a baseline")
    shut.add_argument("run", nargs="?", type=Path, metavar="RUN.json", help="absent: run now")
    shut.add_argument("--baseline", type=Path, default=BASELINE, metavar="BASELINE.json")
    _add_running(shut)
    shut.set_defaults(command=_gate, sets=list(SETS))

    bank = commands.add_parser("bank", help="make a run the baseline")
    bank.add_argument("run", type=Path, metavar="RUN.json")
    bank.add_argument("--baseline", type=Path, default=BASELINE, metavar="BASELINE.json")
    bank.set_defaults(command=_bank)

    tatqa = commands.add_parser(
        "tatqa", help="TAT-QA as published: exact match and F1 by its metric"
    )
    tatqa.add_argument("file", type=Path, metavar="TATQA.json")
    tatqa.add_argument("--limit", type=int, metavar="N", help="only the first N contexts")
    tatqa.add_argument("--out", type=Path, metavar="FILE.jsonl", help="keep every judged answer")
    tatqa.set_defaults(command=_tatqa)
    return parser


def _add_running(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", help="a running server that has the filings")
    where.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="a data directory that has them; neither: a new one, with the sample filings",
    )
    parser.add_argument("--with-model", action="store_true", help="let the language model write")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N cases")
    parser.add_argument("--out", type=Path, metavar="RUN.json", help="keep the run")
    parser.add_argument("--report", type=Path, metavar="PAGE", help="write .md or .html")


def _run(options: argparse.Namespace) -> int:
    run = _measure(options)
    _print_figures(run)
    return 1 if run.failures else 0


def _measure(options: argparse.Namespace) -> Run:
    """Runs the sets where the options say, and keeps what they say to keep."""
    page: Path | None = options.report
    if page is not None and page.suffix not in (".md", ".html"):
        raise ValueError(f"a report ends in .md or .html, not {page.name}")
    if options.url is not None:
        run = _ask(HttpAnswerer(options.url), options, {"Server": options.url}, None)
    elif options.data_dir is not None:
        with open_library(options.data_dir, with_model=options.with_model) as opened:
            library = opened.answerer.stores.library
            known = [record.name for record in library.filings()]
            run = _ask(opened.answerer, options, opened.settings, known)
    else:
        files = sorted(path for path in FILINGS.iterdir() if path.suffix in (".pdf", ".html"))
        with (
            tempfile.TemporaryDirectory(prefix="tickmark-evals-") as folder,
            open_library(Path(folder), files, with_model=options.with_model) as opened,
        ):
            names = [path.name for path in files]
            run = _ask(opened.answerer, options, opened.settings, names)
    if options.out is not None:
        save_run(run, options.out)
    if page is not None:
        page.parent.mkdir(parents=True, exist_ok=True)
        text = to_html(run) if page.suffix == ".html" else to_markdown(run)
        page.write_text(text, encoding="utf-8")
    return run


def _ask(
    answerer: Answerer,
    options: argparse.Namespace,
    settings: dict[str, str],
    known_filings: Sequence[str] | None,
) -> Run:
    cases = load_set(options.sets, known_filings)[: options.limit]
    provenance: Provenance = provenance_of(options.sets, settings)
    return run_evals(cases, answerer, provenance, lambda done: _progress(done, len(cases)))


def _progress(done: int, total: int) -> None:
    if done % 25 == 0 or done == total:
        print(f"{done} of {total}", file=sys.stderr)  # noqa: T201


def _compare(options: argparse.Namespace) -> int:
    before, after = load_run(options.before), load_run(options.after)
    report = gate(after, to_baseline(before))
    _changes("Worse", report.breaches)
    _changes("Better", report.gains)
    if not report.breaches and not report.gains:
        _say("No case changed.")
    return 0


def _gate(options: argparse.Namespace) -> int:
    baseline: Baseline = load_baseline(options.baseline)
    run = load_run(options.run) if options.run is not None else _measure(options)
    _print_figures(run)
    report = gate(run, baseline)
    _changes("Worse than the baseline", report.breaches)
    _changes("Better: bank it", report.gains)
    if report.fresh:
        _say(f"Not in the baseline yet: {len(report.fresh)} cases")
    _say("The gate is open." if report.is_open else "The gate is shut.")
    return 0 if report.is_open else 1


def _bank(options: argparse.Namespace) -> int:
    baseline = to_baseline(load_run(options.run))
    save_baseline(baseline, options.baseline)
    _say(f"Banked {len(baseline.cases)} cases in {options.baseline}")
    return 0


def _tatqa(options: argparse.Namespace) -> int:
    """Each context is taken in as a filing of its own, and asked its questions."""
    contexts = read_tatqa(options.file)[: options.limit]
    with tempfile.TemporaryDirectory(prefix="tickmark-tatqa-") as folder:
        files = []
        for context in contexts:
            files.append(Path(folder) / context.name)
            files[-1].write_bytes(context.page)
        with open_library(Path(folder) / "data", files) as opened:
            judged = judge(contexts, opened.answerer, lambda done: _progress(done, len(contexts)))
    if options.out is not None:
        options.out.write_text("".join(map(to_line, judged)), encoding="utf-8")
    _say(f"{'kind':<14}{'n':>6}{'exact':>8}{'F1':>8}{'declined':>10}")
    for kind, n, exact, f1, declined in by_kind(judged):
        _say(f"{kind:<14}{n:>6}{exact:>8.1%}{f1:>8.1%}{declined:>10.1%}")
    return 0


def _changes(title: str, changes: Sequence[Change]) -> None:
    if changes:
        _say(f"{title}:")
        for change in changes:
            _say(f"  {change.sample_id}: {change.what}")


def _print_figures(run: Run) -> None:
    head = f"{'kind':<20}{'cases':>7}{'right':>7}{'wrong':>7}{'abst.':>7}{'failed':>8}{'cited':>9}"
    _say(head)
    for one in figures(run):
        cited = f"{one.cited}/{one.citable}" if one.citable else "-"
        _say(
            f"{one.kind:<20}{one.cases:>7}{one.right:>7}{one.wrong:>7}{one.abstained:>7}"
            f"{one.failed:>8}{cited:>9}"
        )
    for failure in run.failures:
        _say(f"failed: {failure.sample_id}: {failure.error}")


def _say(line: str) -> None:
    print(line)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
