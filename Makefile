# The two commands of the README are `make month` and `make check`; `make help` lists the rest.
# Needs Python 3.11+ and make; everything else is fetched from the package index by the lock.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV = $(shell command -v uv || echo .uv/bin/uv)
JOBS ?= 2

# Build machines may forbid bytecode; without it every start costs double.
export PYTHONDONTWRITEBYTECODE :=
export VIRTUAL_ENV :=

.DEFAULT_GOAL := help
.PHONY: help install extras month lab check check-all lint types test notebooks chain outputs bench lock translations docs clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/.installed  ## set up .venv from the lock

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "salesnb needs Python 3.11 or newer; name one with: make PYTHON=python3.12 month"; exit 2; }
	@command -v uv >/dev/null || test -x .uv/bin/uv || { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet uv; }
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip sync --quiet --python $(BIN)/python --compile-bytecode --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q salesnb
	@touch $@

month: install  ## run and issue the demo company's last two months, print where the pack is
	$(BIN)/salesnb run data/demo --month 2026-09 --lang en --jobs $(JOBS) --issue "demo: the plan that October is held against"
	$(BIN)/salesnb run data/demo --month 2026-10 --lang en --lang zh --jobs $(JOBS) --issue "demo: October"

lab: install  ## JupyterLab with the workbooks and a workspace laid out for exploring
	$(BIN)/salesnb lab data/demo

# Types are checked beside the tests: mypy keeps one core busy and leaves the other one idle.
check: lint  ## format, lint, types, tests, two-month demo chain, workbooks
	@$(MAKE) --no-print-directory --jobs 2 types test
	@$(MAKE) --no-print-directory notebooks

lint: install
	$(BIN)/ruff format --check salesnb tests benchmarks
	$(BIN)/ruff check salesnb tests benchmarks

types: install
	$(BIN)/mypy

test: install
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not long" tests

notebooks: chain  ## build the demo's two months from a clean state, then nbval every workbook against them
	SALESNB_BATCH=1 SALESNB_COMPANIES=$(CURDIR)/build/companies $(BIN)/pytest -n $(JOBS) --dist loadfile \
	  -p salesnb.kernels.pytest_plugin --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg notebooks

chain: install
	rm -rf build/companies && mkdir -p build/companies
	cp -r data/demo build/companies/demo && rm -rf build/companies/demo/months
	$(BIN)/salesnb run build/companies/demo --month 2026-09 --lang en --jobs $(JOBS) --issue "chain: September"
	$(BIN)/salesnb run build/companies/demo --month 2026-10 --lang en --jobs $(JOBS) --issue "chain: October"

outputs: chain  ## run the workbooks on the demo month and save them with the outputs that nbval compares
	SALESNB_COMPANIES=$(CURDIR)/build/companies $(BIN)/python -m salesnb.runs.outputs

$(VENV)/.extras: $(VENV)/.installed requirements-extras.lock
	$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-extras.lock
	@touch $@

extras: $(VENV)/.extras  ## add the extras (postgres, spark, dask) to .venv

# Files with a long test: to read all of them takes a worker half a minute.
LONG_TESTS = $(shell grep -rl --include='test_*.py' 'mark\.long' tests | sort)

check-all: extras  ## the long tests: real companies, both languages, browser, kill and dirt
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m long $(LONG_TESTS)

bench: install  ## measure the gate, the runner and the methods against their peers (minutes)
	$(BIN)/python -m benchmarks

# rfc3987-syntax builds 39 grammars whenever nbformat is imported, 3 CPU seconds, for checks of
# addresses that nothing here asks for; jsonschema does without it.
lock: install  ## resolve both locks anew from pyproject.toml
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --group dev \
	  --excludes <(echo rfc3987-syntax) \
	  --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.lock
	$(PYTHON) -c 'import tomllib; print(*sum(tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"].values(), []), sep="\n")' \
	  | $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --constraint requirements.lock \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate - -o requirements-extras.lock

translations: install  ## bring the catalogues up to date with the sources
	$(BIN)/python -m salesnb.translations

docs: install  ## write the generated documents anew
	$(BIN)/python -m salesnb.contracts
	$(BIN)/python -m salesnb.readme
	$(BIN)/python -m salesnb.results_list

.PHONY: first-hour
first-hour: install  ## run the commands of docs/first-hour.md, write their answers and pictures anew
	$(BIN)/python -m tests.first_hour

.PHONY: pictures
pictures: month  ## take the READMEs' pictures of the demo company's report (needs Chromium)
	mkdir -p docs/pictures
	$(BIN)/python -m tests.pack.pictures 2026-10

clean:  ## remove what was built, not the environment
	rm -rf build dist
