# 清册: `make run` starts it, `make test` proves it. Everything else is in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run setup recognition large dev test test-postgres test-opensearch check lock bench clean
.DEFAULT_GOAL := run

run: $(VENV)/installed
	exec $(BIN)/python app.py

setup: $(VENV)/installed
	@$(MAKE) --no-print-directory recognition || echo "文字识别没有装上，其他功能不受影响。联网后可再运行 make recognition。"

recognition: $(VENV)/installed-ocr

$(VENV)/installed: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更高版本")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	touch $@

$(VENV)/installed-ocr: $(VENV)/installed requirements-ocr.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-ocr.txt
	touch $@

large: $(VENV)/installed-large

$(VENV)/installed-large: $(VENV)/installed requirements-large.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-large.txt
	touch $@

dev: $(VENV)/installed-dev large

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

test: dev recognition check
	sh tests/system_packages.sh
	$(BIN)/python -m pytest

test-postgres: dev
	sh tests/system_packages.sh postgresql
	$(BIN)/python -m tests.postgres

test-opensearch: dev
	sh tests/system_packages.sh maven
	$(BIN)/python -m tests.opensearch

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

bench: dev recognition
	$(BIN)/python -m bench.search

lock:
	$(BIN)/uv pip compile -q -U --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements.txt requirements.in
	$(BIN)/uv pip compile -q -U --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements-dev.txt requirements-dev.in
	$(BIN)/uv pip compile -q -U --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements-ocr.txt requirements-ocr.in
	$(BIN)/uv pip compile -q -U --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements-large.txt requirements-large.in

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
