# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: help demo console test check fix bench nightly setup words lock screens clean

help:                  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

demo: setup            ## set-up, then the main job on the made-up country
	rm -rf demo
	$(BIN)/bongsu demo demo

console: setup         ## set-up, then the made-up country in a browser, on this machine only
	$(BIN)/bongsu serve --demo

test: setup            ## set-up, then all tests
	$(BIN)/python -m pytest -n auto --dist loadfile

check: setup           ## style, types, the house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@! grep -nE 'https?://' requirements/*.txt

fix: setup             ## mend what a machine can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

nightly: setup         ## fuzzing of formulas, units, tariffs, catalogue, collectors, files and declarations, a quarter of an hour
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -q -p no:cacheprovider tests/core/indicators/test_fuzz.py
	BONGSU_NIGHTLY=1 $(BIN)/python -m pytest -q -p no:cacheprovider tests/sources/collecting/test_fuzzing.py tests/usecases/test_collect_drops.py tests/sources/test_file_properties.py tests/catalogue/test_fuzz.py tests/usecases/test_fuzz.py

bench: setup           ## the measured claims of docs/, printed again
	$(BIN)/python benchmarks/worlds.py --worlds 40 --first-seed 5000
	$(BIN)/python benchmarks/level_model.py
	$(BIN)/python benchmarks/ledger.py
	$(BIN)/python benchmarks/detectors.py

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/python -m uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements/dev.txt
	$(BIN)/python -m uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	$(BIN)/python -m bongsu.engine.warm
	$(BIN)/python -m bongsu.console.assets.build
	@touch $@

screens: setup         ## pictures of every screen of the console, wide, on a phone, in the dark and on paper, in screens/
	$(BIN)/python -m tests.console.screens

words:                 ## compile the word catalogue after editing a .po file
	$(BIN)/python hatch_build.py

lock:                  ## compile the requirements again
	$(BIN)/python -m uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate -q requirements/base.in -o requirements/base.txt
	$(BIN)/python -m uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate -q requirements/dev.in -o requirements/dev.txt

clean:                 ## remove what set-up and the demo made
	rm -rf $(VENV) demo dist screens src/bongsu/console/built .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
