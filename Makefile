# On a fresh Debian 12 with python3.11, git and make: `make run` shows a living company, `make test` proves it.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT ?= 8000
SMTP_PORT ?= 2525
DATA ?= .data

.PHONY: run test setup lint types style unit scan clean

run: setup
	@exec $(BIN)/nitka up --data $(DATA) --port $(PORT) --smtp-port $(SMTP_PORT) --demo

setup:
	@$(PYTHON) tools/setup.py

lint: setup
	@$(MAKE) --no-print-directory -j 2 types style

types:
	$(BIN)/mypy
	$(BIN)/mypy tools/*.py

style:
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	NITKA_POOL=0 $(BIN)/python -W ignore -m nitka.cli manage makemigrations --check --dry-run
	$(BIN)/python -m nitka.kit.i18n check

unit: setup
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test: setup
	@$(PYTHON) tools/system.py
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory unit

# A scanner of sites over a demo company: hours; `tools/scan.py --keep FOLDER` does it in sittings. Its short form is tests/security/test_scan.py.
scan: setup
	$(BIN)/python tools/scan.py

clean:
	rm -rf .venv node_modules nitka/ui/static/vendor .data
