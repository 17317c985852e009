# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test check fix bench setup words lock clean

demo: setup            ## set-up, then the main job on the made-up country
	$(BIN)/bongsu demo demo

test: setup            ## set-up, then all tests
	$(BIN)/python -m pytest

check: setup           ## style, types, the house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@! grep -nE 'https?://' requirements/*.txt

fix: setup             ## mend what a machine can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup           ## the measured claims of docs/, printed again
	$(BIN)/python benchmarks/worlds.py
	$(BIN)/python benchmarks/ledger.py

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements/dev.txt
	$(BIN)/python -m ensurepip --upgrade >/dev/null 2>&1 || true
	VIRTUAL_ENV=$(VENV) uv --version >/dev/null 2>&1 || true
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m bongsu.engine.warm
	@touch $@

words:                 ## compile the word catalogue after editing a .po file
	$(BIN)/python hatch_build.py

lock:                  ## compile the requirements again
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate -q requirements/base.in -o requirements/base.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate -q requirements/dev.in -o requirements/dev.txt

clean:
	rm -rf $(VENV) demo dist .pytest_cache .mypy_cache .ruff_cache
