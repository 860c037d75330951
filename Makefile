# Kronika. Needs only python3 (3.11 or later) with its venv module, and make.
#
#   make crawl              set everything up and crawl the demo town into archive-demo/
#   make crawl CITY=zabrze  the same for a real city, into archive-zabrze/
#   make test               set everything up and pass the tests

PYTHON ?= python3
VENV ?= .venv
CITY ?= demo
ARCHIVE ?= archive-$(CITY)
ARGS ?=
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN_STAMP = $(VENV)/.kronika-run
DEV_STAMP = $(VENV)/.kronika-dev

.DEFAULT_GOAL := help
.PHONY: help setup crawl test lint types format bench survival lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(RUN_STAMP) ## Install Kronika into .venv

crawl: $(RUN_STAMP) ## Crawl CITY (default: the demo town) into archive-CITY/
	@$(BIN)/kronika crawl $(CITY) --archive $(ARCHIVE) $(ARGS)

test: $(DEV_STAMP) ## Run the tests with coverage (ARGS= goes to pytest)
	@$(BIN)/python -m pytest --cov --cov-report=term $(ARGS)

lint: $(DEV_STAMP) ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(DEV_STAMP) ## Put the code into the house format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(DEV_STAMP) ## Run the benchmarks (each prints a table)
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file $(ARGS) || exit 1; done

survival: $(DEV_STAMP) ## Kill crawls at random moments, 200 rounds (ARGS=--rounds=5 for a few)
	@$(BIN)/python benchmarks/survival.py --rounds 200 $(ARGS)

lock: ## Renew both lock files (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --quiet pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --quiet pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment, caches and the demo archive
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage archive-demo

$(VENV)/bin/python:
	@echo "Setting up $(VENV) (once; about a minute) ..." >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kronika needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)

# The locks are complete; asked for dependencies, pip looks past them and stumbles over any later
# release that an extra (coverage[toml]) would allow.
$(RUN_STAMP): $(VENV)/bin/python requirements.lock pyproject.toml
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.lock
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
