# make run    set up what is missing, then open the window on the sample project (or run the tour without a display)
# make test   set up what is missing, then run every check
# make bench  the benchmark table
# make pictures  take the tour into $(TOUR) and renew the pictures of the documentation from it

PYTHON ?= python3.11
VENV := .venv
TOUR ?= exports/tour
BIN := $(VENV)/bin
READERS := bratiaa doccano label-studio-sdk # parsers for tests; what they ask for beside is not needed

.PHONY: run test lint types contracts unit bench wheel pictures clean

run: $(VENV)/run.stamp
	@$(BIN)/python -m annotator.app --make-run

test: lint types contracts unit

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

contracts: $(VENV)/dev.stamp
	$(BIN)/lint-imports

unit: $(VENV)/dev.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto --dist worksteal

bench: $(VENV)/dev.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks

wheel: $(VENV)/dev.stamp
	$(BIN)/python -m hatchling build -t wheel

pictures: $(VENV)/run.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m annotator tour $(TOUR)
	QT_QPA_PLATFORM=offscreen $(BIN)/python docs/renew_pictures.py $(TOUR)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/qt-libraries.stamp: .ci/qt-libraries
	@mkdir -p $(VENV)
	@bash .ci/qt-libraries
	@touch $@

$(VENV)/run.stamp: pyproject.toml constraints.txt $(VENV)/qt-libraries.stamp | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[import]'
	@touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt $(VENV)/qt-libraries.stamp | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,import,interop]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps $(READERS)
	@touch $@ $(VENV)/run.stamp
