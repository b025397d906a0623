# Everything a person does here, by name. Each target does the set-up that it needs and does it once:
# the environment again when the lock changed, the packages of the console again when its lock changed,
# the console again when its sources changed.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS   += --no-print-directory

PYTHON   ?= python3
VENV     := .venv
BIN      := $(VENV)/bin
PY       := $(BIN)/python
BUILD    := build
BUILT    := src/igiz/edge/web/static/console/index.html
MODULES  := console/node_modules/.ready
TYPES    := console/src/api/schema.d.ts

# What the console is made of; node_modules and what is built are left out.
CONSOLE  := $(shell find console -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/e2e/*' -not -path '$(TYPES)' -not -name openapi.json 2>/dev/null)
# What can change the HTTP interface, and with it the types that the console is compiled against.
INTERFACE := $(shell find src/igiz -name '*.py' \( -path '*/routes*' -o -path '*/model*' -o -path '*/edge/web/*' \) 2>/dev/null)

# Options passed on: make run ARGS="--port 8001"; make test TESTS=tests/unit; make bench ONLY=share_access
ARGS     ?=
TESTS    ?= tests
WORKERS  ?= auto
ONLY     ?= $(patsubst benchmarks/%.py,%,$(filter-out benchmarks/_% benchmarks/frame.py,$(wildcard benchmarks/*.py)))

##@ Every day
.PHONY: run
run: setup ## Set up what is missing and open the platform at http://localhost:8000 (embedded demo)
	@$(BIN)/igiz demo $(ARGS)

.PHONY: test
test: setup ## All tests: Python (in parallel) and console
	@$(BIN)/pytest -n $(WORKERS) --maxprocesses 8 --dist loadfile --no-loadscope-reorder -m "not house" $(TESTS)
	@cd console && npm run --silent test

.PHONY: check
check: setup ## Style, types, contracts between the parts, drift limits, console
	@$(MAKE) -k check-style check-types check-contracts check-house check-console

##@ Now and then
.PHONY: setup
setup: $(VENV)/.ready $(BUILT) ## Environment from the lock, npm ci, built console (nothing when nothing changed)

.PHONY: bench
bench: setup ## Quick benchmarks (ONLY=name for one); each ends with one line of JSON
	@for name in $(ONLY); do echo "== $$name"; $(PY) -m "benchmarks.$$name" --quick; done

.PHONY: docs
docs: $(VENV)/.ready ## The documentation as a site in site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir site && echo "site/index.html"

.PHONY: reference
reference: $(VENV)/.ready ## Write the pages of docs/reference that are made from the code
	@$(PY) -c "from igiz.core.settings import settings_reference as page; print(page(), end='')" > docs/reference/settings.md
	@$(PY) -c "import igiz.migrations.tables; from igiz.core.register import register_reference as page; print(page(), end='')" > docs/reference/processing-register.md

.PHONY: dist
dist: setup ## Wheel and source package in dist/; the wheel carries the built console
	@rm -rf dist && $(PY) -m build --no-isolation && ls -l dist

.PHONY: format
format: $(VENV)/.ready $(MODULES) ## Put Python and TypeScript into house style
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format . && cd console && npm run --silent format

.PHONY: lock
lock: ## Renew requirements.lock from pyproject.toml (the one target that asks the package index for versions)
	@$(PY) -m uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" --quiet $(ARGS) -o requirements.lock

.PHONY: clean
clean: ## Throw away everything that can be made again
	rm -rf $(VENV) $(BUILD) dist site console/node_modules console/dist console/openapi.json $(dir $(BUILT)) \
	  .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.PHONY: help
help: ## This list
	@awk 'BEGIN {FS = ":.*?## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*?## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# The steps of check, so that one finding does not hide the next.
.PHONY: check-style check-types check-contracts check-house check-console
check-style: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
check-types: $(VENV)/.ready
	$(BIN)/mypy
check-contracts: $(VENV)/.ready
	$(BIN)/lint-imports --no-cache
check-house: $(VENV)/.ready
	$(BIN)/pytest -q -m house tests/architecture
check-console: $(MODULES) $(TYPES)
	cd console && npm run --silent check

# How each thing is made.
$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: install it, or say which with make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "setting up $(VENV) from requirements.lock"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(MODULES): console/package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or newer is needed to build the console"; exit 1; }
	@echo "fetching the packages of the console"
	@cd console && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# The types of the console come from the interface as the server publishes it; they are written only when it changed,
# so that a change inside a route does not build the console again.
ifeq ($(wildcard $(TYPES)),)
  $(shell rm -f $(BUILD)/openapi.ready)
endif
$(TYPES): $(BUILD)/openapi.ready ;

$(BUILD)/openapi.ready: $(INTERFACE) $(MODULES) | $(VENV)/.ready
	@mkdir -p $(BUILD)
	@$(PY) -m igiz.edge.web.openapi > $(BUILD)/openapi.json
	@if ! cmp -s $(BUILD)/openapi.json console/openapi.json || ! test -f $(TYPES); then \
	  cp $(BUILD)/openapi.json console/openapi.json && cd console && node_modules/.bin/openapi-typescript openapi.json -o src/api/schema.d.ts; fi
	@touch $@

$(BUILT): $(CONSOLE) $(MODULES) $(TYPES)
	@echo "building the console"
	@cd console && npm run --silent build
	@touch $@
