"""The commands that make and look over sets: `check`, `adapt`, `new`, `retrieval`."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evals.adapters.financebench import read_financebench
from evals.adapters.findver import read_findver
from evals.adapters.finqa import read_finqa
from evals.adapters.published import Adapted
from evals.adapters.tatqa_cases import read_tatqa_cases
from evals.answerers import open_library
from evals.checking import Filings, check_sets
from evals.datasets import SetError, fault_of, to_line
from evals.fields import Json
from evals.forms import read_sets
from evals.libraries import FilesView, LibraryView, ServerView
from evals.locating import FilingText
from evals.progress import Progress
from evals.proposing import propose
from evals.retrieval import judge_retrieval, searched, stage_figures, to_json, to_table
from evals.table_facts import FactSeen
from evals.taking_in import FilingFile, files_in, paths_in
from evals.types import Sample

SAMPLES = Path(__file__).parent.parent / "samples" / "filings"
FORMATS = ("financebench", "findver", "finqa", "tatqa")


def add_set_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands to those of `tickmark eval`."""
    check = commands.add_parser("check", help="say what is wrong with some sets, line by line")
    check.add_argument("sets", nargs="+", type=Path, metavar="SET")
    _add_place(check, "neither: the form of the lines alone is checked")
    check.add_argument(
        "--filings",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="look for the evidence in files and folders",
    )
    check.set_defaults(command=_check)

    adapt = commands.add_parser("adapt", help="write a published set in our own form")
    adapt.add_argument("format", choices=FORMATS)
    adapt.add_argument("file", type=Path, metavar="FILE")
    adapt.add_argument("--to", type=Path, required=True, metavar="OUT.jsonl")
    adapt.add_argument(
        "--filings", type=Path, metavar="DIR", help="finqa, tatqa: write small filings here"
    )
    adapt.add_argument(
        "--with-prose", action="store_true", help="financebench: keep answers nothing can judge"
    )
    adapt.set_defaults(command=_adapt)

    new = commands.add_parser("new", help="start a set: from a filing, or from judged answers")
    new.add_argument("filing", nargs="?", metavar="FILING", help="a file, or a name in --data-dir")
    new.add_argument("--from-feedback", action="store_true", help="from the answers readers judged")
    new.add_argument("--to", type=Path, required=True, metavar="SET.jsonl")
    new.add_argument("--limit", type=int, default=20, metavar="N", help="most questions (20)")
    _add_place(new, "neither: FILING is a file")
    new.set_defaults(command=_new)

    retrieval = commands.add_parser("retrieval", help="what each stage of retrieval finds")
    retrieval.add_argument("sets", nargs="+", type=Path, metavar="SET")
    retrieval.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="a data directory that has the filings; absent: a new one, with the sample filings",
    )
    retrieval.add_argument(
        "--filings",
        type=Path,
        nargs="+",
        default=[],
        metavar="PATH",
        help="files and folders to take in where the library lacks them",
    )
    retrieval.add_argument(
        "--within", action="store_true", help="search the filings of each case alone"
    )
    retrieval.add_argument("--limit", type=int, metavar="N", help="only the first N questions")
    retrieval.add_argument("--out", type=Path, metavar="FILE.json", help="keep every rank")
    retrieval.set_defaults(command=_retrieval)


def _add_place(parser: argparse.ArgumentParser, neither: str) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", help="a running server that has the filings")
    where.add_argument(
        "--data-dir", type=Path, metavar="DIR", help=f"a data directory that has them; {neither}"
    )


# ---------------------------------------------------------------------------------------------
# check
# ---------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    if options.filings and (options.url or options.data_dir):
        raise SetError(["--filings goes without --url and --data-dir"])
    with _place(options) as filings:
        cases, faults, told = check_sets(options.sets, filings)
    for line in told:
        _say(line)
    for fault in faults:
        _say(fault)
    if filings is None:
        _say("Evidence was not looked for: name the filings by --filings, --data-dir or --url.")
    _say(f"{_count(cases, 'case')} can be used, {_count(len(faults), 'fault')}")
    return 1 if faults else 0


@contextmanager
def _place(options: argparse.Namespace) -> Iterator[Filings | None]:
    if options.url:
        yield ServerView(options.url)
    elif options.data_dir:
        with open_library(options.data_dir) as opened:
            yield LibraryView(opened.answerer.stores)
    elif options.filings:
        yield FilesView(paths_in(options.filings))
    else:
        yield None


# ---------------------------------------------------------------------------------------------
# adapt
# ---------------------------------------------------------------------------------------------


def _adapt(options: argparse.Namespace) -> int:
    read: dict[str, Callable[[Path], Adapted]] = {
        "financebench": lambda path: read_financebench(path, with_prose=options.with_prose),
        "findver": read_findver,
        "finqa": read_finqa,
        "tatqa": read_tatqa_cases,
    }
    adapted = read[options.format](options.file)
    _write(options.to, adapted.cases)
    _say(f"{_count(len(adapted.cases), 'case')} in {options.to}")
    for why, count in adapted.left_out.items():
        _say(f"{count} left out: {why}")
    if adapted.pages and options.filings is None:
        _say(f"{_count(len(adapted.pages), 'small filing')} not written: say where by --filings")
    elif adapted.pages:
        options.filings.mkdir(parents=True, exist_ok=True)
        for name, content in adapted.pages.items():  # names of our own making
            (options.filings / name).write_bytes(content)
        _say(f"{_count(len(adapted.pages), 'small filing')} in {options.filings}")
    return 0


# ---------------------------------------------------------------------------------------------
# new
# ---------------------------------------------------------------------------------------------


def _new(options: argparse.Namespace) -> int:
    todo: Path = options.to.with_suffix(".todo.jsonl")
    for path in (options.to, todo) if options.from_feedback else (options.to,):
        if path.exists():
            raise SetError([f"{path} is there already, and somebody's work may be in it"])
    if options.from_feedback == bool(options.filing):
        raise SetError(["a set starts either from a FILING or --from-feedback"])
    if options.from_feedback:
        return _from_feedback(options, todo)
    if options.url:
        raise SetError(["a FILING is a file, or a name in --data-dir; --url is for feedback"])
    if options.data_dir:
        with open_library(options.data_dir) as opened:
            cases = _proposed(LibraryView(opened.answerer.stores), options.filing)
    else:
        file = Path(options.filing)
        if not file.is_file():
            raise SetError([f"there is no file {file}; --data-dir takes a filing of a library"])
        cases = _proposed(FilesView([file]), file.name)
    kept = cases[: options.limit]
    if not kept:
        _say(f"{options.filing}: no line of a primary statement is sure enough to ask about")
        return 1
    _write(options.to, kept)
    _say(f"{_count(len(kept), 'case')} of {len(cases)} proposed, in {options.to}")
    _say("Read each against the filing: keep what is right, and take its note off.")
    return 0


def _proposed(view: LibraryView | FilesView, name: str) -> tuple[Json, ...]:
    pages = view.pages(name)
    text, rows = FilingText(pages), view.rows(name)

    def quote_of(fact: FactSeen) -> str | None:
        """Rows that are quoted cell by cell may not stand in the filing so."""
        quote = rows.get(fact.fact_id, "")
        return quote if text.find(quote) else None

    everything = "\n".join(pages.values())
    return propose(name, view.facts(name), view.period(name), quote_of, everything)


def _from_feedback(options: argparse.Namespace, todo: Path) -> int:
    if options.url:
        judged = ServerView(options.url).judged()
    elif options.data_dir:
        with open_library(options.data_dir) as opened:
            judged = LibraryView(opened.answerer.stores).judged()
    else:
        raise SetError(["--from-feedback needs the library that was asked: --url or --data-dir"])
    good = [case for case in judged if "answer" in case and fault_of(case) is None]
    bad = [case for case in judged if "answer" not in case]
    unfit = [
        {**case, "note": f"{fault_of(case)}; {case.get('note', '')}".rstrip("; ")}
        for case in judged
        if "answer" in case and fault_of(case) is not None
    ]
    _write(options.to, good)
    _say(f"{_count(len(good), 'answer')} judged good, in {options.to}")
    if bad or unfit:
        _write(todo, [*bad, *unfit])
        _say(f"{_count(len(bad), 'answer')} judged bad, in {todo}: write `answer`, then move them")
    if unfit:
        _say(f"{_count(len(unfit), 'good answer')} that no case can be made of, there too")
    return 0


# ---------------------------------------------------------------------------------------------
# retrieval
# ---------------------------------------------------------------------------------------------


def _retrieval(options: argparse.Namespace) -> int:
    sets = read_sets(options.sets, with_prose=True)
    for line in (line for one in sets.sets for line in one.to_lines()):
        _say(line)
    cases = searched(sets.cases())[: options.limit]
    if not cases:
        _say("no question of these sets has evidence to look for")
        return 1
    asked = {name for case in cases for name in case.filings}
    pages = ((name, page) for name, page in sets.pages().items() if name in asked)
    lacking = [*files_in(options.filings), *(FilingFile(*page) for page in pages)]
    samples: Sequence[Path] = ()
    if options.data_dir is None and not lacking:
        samples = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".pdf", ".html"))
    with (
        tempfile.TemporaryDirectory(prefix="tickmark-evals-") as folder,
        open_library(options.data_dir or Path(folder), samples, lacking=lacking) as opened,
    ):
        for line in opened.taken.to_lines():
            _say(line)
        return _judged(options, cases, LibraryView(opened.answerer.stores), opened.settings)


def _judged(
    options: argparse.Namespace,
    cases: Sequence[Sample],
    view: LibraryView,
    settings: dict[str, str],
) -> int:
    with Progress(len(cases)) as progress:
        run = judge_retrieval(cases, view, is_within=options.within, on_done=progress.reach)
    for line in to_table(stage_figures(run.ranks)):
        _say(line)
    if run.unlocated:
        _say(f"Not judged, evidence not found in the filings: {', '.join(run.unlocated)}")
    if options.out is not None:
        told = {
            **settings,
            "Sets": ", ".join(path.name for path in options.sets),
            "Searched": "the filings of each case" if options.within else "the whole library",
        }
        options.out.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(to_json(run, told), ensure_ascii=False, indent=1)
        options.out.write_text(text + "\n", encoding="utf-8")
    return 0


def _write(path: Path, cases: Sequence[Json]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(map(to_line, cases)), encoding="utf-8")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _say(line: str) -> None:
    print(line)  # noqa: T201
