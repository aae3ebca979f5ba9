# Each target sets up what it needs first; `make setup` costs nothing once .venv stands.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8888
BROWSER ?= yes

BIN := $(CURDIR)/.venv/bin
# nbgrader calls alembic by name, so the environment's programs come first on the path.
# Not for `setup`: it has to find the Python that makes the environment, not the one in it.
RUN := PATH="$(BIN):$$PATH"
# Only a PYTHON named by the user may replace the Python of an existing .venv; without one,
# a machine on which python3 is gone still has the one in .venv.
CHOSEN := $(filter-out file,$(lastword $(origin PYTHON)))
FIND = command -v "$$python" >/dev/null 2>&1
SETUP = python="$(PYTHON)"; $(if $(CHOSEN),,$(FIND) || python=.venv/bin/python;) \
	"$$python" helpers/course/environment.py $(if $(CHOSEN),--python-chosen)
SERVE_OPTIONS = --port "$(PORT)" $(if $(filter no,$(BROWSER)),--no-browser)

.DEFAULT_GOAL := help
.PHONY: help python setup setup-test lab instructor build site test bench

help:
	@echo "make lab         open the course in JupyterLab (PORT=8889, BROWSER=no)"
	@echo "make setup       only make the environment .venv (PYTHON=python3.12 chooses one)"
	@echo "make instructor  open JupyterLab with nbgrader's formgrader, to grade a class"
	@echo "make build       build the notebooks from solutions/*.py"
	@echo "make site        build the course as web pages to read, in build/site/html"
	@echo "make test        run everything that must pass"
	@echo "make bench       time the LSTM in four ways, the scan, and the checks"

python:
	@python="$(PYTHON)"; $(FIND) || $(if $(CHOSEN),,test -x .venv/bin/python ||) { echo "setup: there is no program $(PYTHON)\
	 here; install Python 3.11 to 3.14, or name one: make setup PYTHON=python3.12" >&2; exit 1; }

setup: python
	@$(SETUP)

setup-test: python
	@$(SETUP) --test

lab: setup
	@$(RUN) course lab $(SERVE_OPTIONS)

instructor: setup
	@$(RUN) course lab --instructor $(SERVE_OPTIONS)

build: setup
	@$(RUN) course build

site: setup-test
	@$(RUN) course site

# One thread per process: pytest runs two of them, and they must not fight over the cores. Files are
# taken in the order of their folders, after the longest one (tests/conftest.py): by number of tests,
# the slowest files would come last.
test: export OMP_NUM_THREADS := 1
test: setup-test
	@$(RUN) ruff check
	@$(RUN) ruff format --check
	@$(RUN) mypy helpers
	@$(RUN) course build --check
	@$(RUN) pytest -n 2 --dist loadscope --no-loadscope-reorder --timeout 600 --durations 25

# One process for each number of threads; the table also goes to .benchmarks/table.md.
bench: setup-test
	@$(RUN) python tests/benchmarks/table.py
