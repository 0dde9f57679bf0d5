# 清册: `make run` starts it, `make test` proves it. Everything else is in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run setup dev test check lock bench clean
.DEFAULT_GOAL := run

run: setup
	exec $(BIN)/python app.py

setup: $(VENV)/installed

$(VENV)/installed: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更高版本")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	touch $@

dev: $(VENV)/installed-dev

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

test: dev check
	sh tests/system_packages.sh
	$(BIN)/python -m pytest

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

bench: dev
	$(BIN)/python -m bench.search

lock:
	$(BIN)/uv pip compile -q -U --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements.txt requirements.in
	$(BIN)/uv pip compile -q -U --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
