# The two commands of the README are `make demo` and `make test`; both set up what is missing.
#
# PYTHON          Python 3.11 or later that makes the virtual environment
# TORCH_PIP_ARGS  further arguments to pip for torch alone, such as an index with CPU builds
# FILES           bench: the files to measure on
# WORKERS         processes that run the tests
# EVAL_ARGS       evals, evals-full: more options, such as --junit FILE.xml
# SETS, FILINGS   evals-full: sets, ours or as published; files and folders of their filings

PYTHON ?= python3
TORCH_PIP_ARGS ?=
FILES ?=
WORKERS ?= 2
EVAL_ARGS ?=
SETS ?=
FILINGS ?=
QUESTION ?= What was the revenue in 2024?

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/installed
FULL := .tickmark-evals
DEMO := TICKMARK_DATA_DIR=.tickmark-demo

.PHONY: help demo test check bench lint format types unit evals evals-full clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    set up, ingest the samples, ask a question, serve the chat page"
	@echo "make test    set up, then lint, types, tests and the evals gate (also: make check)"
	@echo "make bench   measure against a plain LlamaIndex pipeline (FILES=\"a.pdf b.pdf\")"
	@echo "make evals-full  run whole sets, ours or as published (SETS=\"a.jsonl b.json\" FILINGS=dir)"

# Once per change of the dependencies. torch goes first and alone: a CPU build that pip finds (or is
# shown by TORCH_PIP_ARGS) then satisfies everything that asks for torch.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet $(TORCH_PIP_ARGS) "$$(grep '^torch==' constraints.txt)"
	$(BIN)/python -m pip install --quiet -e '.[dev]' -c constraints.txt
	@touch $@

demo: $(READY)
	$(DEMO) $(BIN)/tickmark ingest samples/filings
	$(DEMO) $(BIN)/tickmark ask "$(QUESTION)"
	$(DEMO) $(BIN)/tickmark serve

test: lint types unit evals

check: test

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

# A file's tests stay together: they share what they opened.
unit: $(READY)
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

evals: $(READY)
	$(BIN)/python -m evals gate --workers 2 $(EVAL_ARGS)

# Its own library and run stay, so that a run which was stopped goes on.
evals-full: $(READY)
	@test -n "$(SETS)" || { echo 'Say which: make evals-full SETS="a.jsonl b.json" FILINGS="dir"'; exit 2; }
	$(BIN)/python -m evals run $(SETS) $(if $(FILINGS),--filings $(FILINGS)) --data-dir $(FULL) \
	  --workers $(WORKERS) --out $(FULL)/full.jsonl --report $(FULL)/full.html $(EVAL_ARGS)

bench: $(READY)
	$(BIN)/python -m evals.bench $(FILES)

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .tickmark-demo build dist
