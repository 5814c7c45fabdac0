# Everything a reader needs: `make book` and `make test`. Plain `make` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/installed
WORKERS ?= auto
RESPONSES ?= data/synthetic/survey-responses.csv
CODEBOOK ?= data/synthetic/survey-codebook.csv
OUT ?= survey-report
OPTIONS ?=

.DEFAULT_GOAL := help
.PHONY: help book test gates check lab execute serve pdf survey bench bench-site mutate mutate-code twice offline \
  versions licences runtimes transcription wording requirements clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "The book needs Python 3.11 to 3.13; set another with PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv with the pinned packages (a few minutes, once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -r requirements.txt >.venv/install.log & \
	  pip=$$!; seconds=0; while kill -0 $$pip 2>/dev/null; do sleep 1; seconds=$$((seconds + 1)); \
	  [ $$((seconds % 8)) -ne 0 ] || echo "  $$seconds s: $$(tail -n 1 .venv/install.log | cut -c 1-90)"; done; wait $$pip
	@$(BIN)/python -m softpower.site.browser
	@touch $@

book: $(READY)  ## build the site into _build/html
	@echo "Building the book ..."
	@$(BIN)/python -m softpower.site
	@echo "Done. Open $(CURDIR)/_build/html/index.html, or run make serve."

test: book  ## run the tests: notebooks, package, built site, browser if there is one (six minutes on two processors)
	@echo "Running notebooks and tests ..."
	@$(BIN)/python -m pytest -n $(WORKERS)

gates: book  ## run what make test asks of a part on the whole book, in every form (half an hour)
	@$(BIN)/python -m pytest -n $(WORKERS) -m gate

check: $(READY)  ## the fast tests only
	@$(BIN)/ruff check softpower tests bench trials
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests -n $(WORKERS) -m "not slow and not gate"

lab: $(READY)  ## open the chapters in JupyterLab
	@$(BIN)/jupyter lab workings

execute: $(READY)  ## run all chapters, store their outputs, extract their verdicts
	@$(BIN)/python -m softpower.execute

serve: book  ## build, then serve the site at http://localhost:8000
	@$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

pdf: book  ## the whole book as one PDF: _build/pdf/book.pdf (needs Chromium)
	@$(BIN)/python -m softpower.printing

survey: $(READY)  ## report on a survey: RESPONSES=file CODEBOOK=file OUT=folder OPTIONS="--group city" (or the sample)
	@$(BIN)/python -m softpower survey "$(RESPONSES)" "$(CODEBOOK)" --out "$(OUT)" $(OPTIONS)

bench: $(READY)  ## measure building, checking and the survey command against their peers (FULL=1: to 10,000,000)
	@$(BIN)/python bench/bench.py $(if $(FULL),--full)

mutate: $(READY)  ## spoil data, verdicts and outputs, one at a time, and name what catches it (MOST=0: every cell; CHAPTER=03: of one)
	@mkdir -p _build
	@$(BIN)/python trials/mutate.py --record $(CURDIR)/_build/mutations.jsonl $(if $(MOST),--most $(MOST)) $(if $(CHAPTER),--chapter $(CHAPTER))

mutate-code: $(READY)  ## the same for lines of softpower, with mutmut: some 3,000 mutants, an hour
	@$(BIN)/python -m pip install --quiet "mutmut>=3.8,<4"
	@$(BIN)/mutmut run --max-children 1
	@$(BIN)/python trials/mutants.py

twice: $(READY)  ## execute and build in two folders, under two seeds, locales and time zones: same bytes?
	@$(BIN)/python trials/twice.py

offline: $(READY)  ## build, test and survey with the network cut (ARGUMENTS="-m 'not slow'" go to pytest)
	@$(BIN)/python trials/offline.py $(ARGUMENTS)

versions: $(READY)  ## other Pythons, newest and oldest packages: PYTHONS="python3.12 ..." SETS="newest lowest"
	@$(BIN)/python -m pip install --quiet uv
	@PYTHONS="$(PYTHONS)" SETS="$(SETS)" $(BIN)/python trials/versions.py

licences: $(READY)  ## write docs/licences.md: what the pinned packages are for, and their licences
	@$(BIN)/python trials/licences.py

bench-site: book  ## Python in the browser; bytes, requests and layout shift of each page; Lighthouse beside a stock build (needs Chromium, npm)
	@$(BIN)/python bench/in_browser.py
	@$(BIN)/python bench/site.py

runtimes: $(READY)  ## measure time and memory of each chapter, for the page Replication
	@$(BIN)/python bench/run_times.py

wording: $(READY)  ## runs of words that stand in two of the papers, compared with the table of them: PAPERS=DIR
	@$(BIN)/python -m softpower.wording $(PAPERS)

transcription: $(READY)  ## compare transcribed tables with the papers' text: PAPERS=DIR
	@$(BIN)/python -m softpower.transcription $(PAPERS)

requirements: $(READY)  ## pin what pyproject.toml adds, for all three Pythons; other pins stay (UPGRADE=--upgrade renews them)
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal $(UPGRADE) --python-version 3.11 --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt

clean:  ## remove the built site and caches (.venv stays)
	@rm -rf _build .pytest_cache .ruff_cache
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
