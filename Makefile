# Zhangshi: two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
PORT ?= 8000
MINUTES ?= 60
DMN_TCK ?= ../shared/conformance/dmn-tck
BIN := $(VENV)/bin
SOURCES := pyproject.toml hatch_build.py webapp/frontend/package-lock.json $(shell find webapp/frontend/src webapp/translations -type f -not -name '*.mo' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help install demo test quick lint format messages bench soak chaos fuzz conformance licences clean

help: ## What each command does
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; v=sys.version_info; sys.exit(0 if v>=(3,11) else "Zhangshi needs Python 3.11 or newer; this is %d.%d. Say which with: make PYTHON=python3.12 ..." % v[:2])'
	@echo "==> Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python $(SOURCES)
	@echo "==> Installing Zhangshi and building its web pages (no Node needed; a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[pdf]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "==> Installing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,pdf]'
	@touch $@

install: $(VENV)/.installed ## Install into .venv

demo: $(VENV)/.installed ## Run Zhangshi with a demo company on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(BIN)/zhangshi demo --port $(PORT)

test: $(VENV)/.installed-dev lint ## Check style and run all tests, SQLite and PostgreSQL both
	@echo "==> Running the tests"
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q

quick: $(VENV)/.installed-dev ## The tests without a browser and long random runs
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not browser and not soak"

lint: $(VENV)/.installed-dev ## Style, types and the rules of the house
	@echo "==> Checking style, types and layers"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports >/dev/null || $(BIN)/lint-imports

format: $(VENV)/.installed-dev ## Put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

messages: $(VENV)/.installed-dev ## Collect the texts to translate into webapp/translations
	@$(BIN)/pybabel -q extract -F babel.cfg -k say -k lazy_gettext --no-wrap --no-location --sort-output -o webapp/translations/messages.pot .
	@$(BIN)/pybabel -q update -i webapp/translations/messages.pot -d webapp/translations --no-wrap --no-fuzzy-matching --omit-header --ignore-obsolete

bench: $(VENV)/.installed-dev ## Measure: completions a second, statements, state size
	@$(BIN)/zhangshi bench engine

soak: $(VENV)/.installed-dev ## Long random runs: 20,000 diagrams
	@ZHANGSHI_SOAK_DIAGRAMS=20000 $(BIN)/python -m pytest -q -n 2 tests/engine/spiff/test_random_diagrams.py

chaos: $(VENV)/.installed-dev ## Faults at every statement, races, random cases: acts acknowledged, lost, doubled (15 minutes)
	@ZHANGSHI_CHAOS=long $(BIN)/python -m pytest -q -n 2 --dist worksteal tests/chaos tests/engine/test_killed_in_the_middle.py

fuzz: $(VENV)/.installed-dev ## Attack FEEL and DMN with malformed input (MINUTES=60); what is found stays in var/fuzz
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@$(BIN)/python -m tests.fuzz.coverage_guided --minutes $(MINUTES)

conformance: $(VENV)/.installed ## Run the DMN Technology Compatibility Kit (DMN_TCK=its folder) and write docs/conformance.md
	@$(BIN)/python -m webapp.conformance.document $(DMN_TCK) docs/conformance.md

licences: $(VENV)/.installed-dev ## Write docs/third-party.md anew
	@$(BIN)/python -m webapp.third_party

clean: ## Remove what was built (never your data in var/)
	@rm -rf $(VENV) build dist webapp/static/dist webapp/frontend/node_modules .mypy_cache .ruff_cache .pytest_cache
