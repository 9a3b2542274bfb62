# Needs only Python >= 3.11 and make. Everything is installed into .venv, from locked lists with hashes.

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
LINT_ENV := NEXUS_ENV=test NEXUS_HOME=.nexus/lint
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

.DELETE_ON_ERROR:
.PHONY: help install install-dev run test lint bench faults messages format lock clean

help:
	@echo "make run       start everything on http://localhost:8000 (NEXUS_PORT); Ctrl-C stops it"
	@echo "make test      the whole suite"
	@echo "make lint      formatting, lint, types, layers, templates, migrations, translations"
	@echo "make bench     the performance table, as ratios"
	@echo "make faults    the whole fault matrix at full numbers"
	@echo "make format    put code into the one format"
	@echo "make messages  add new texts to the Swedish catalogue, and compile it"
	@echo "make lock      write the requirements anew from pyproject.toml (needs uv)"

run: install
	@exec $(PYTHON) -m nexus.supervisor

test: install-dev
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| printf '\n*** There is no Chromium here: THE BROWSER TESTS WILL BE SKIPPED. ***\n\n'
	$(PYTHON) -m pytest -n 2 --dist loadgroup $(ARGS)

lint: install-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(LINT_ENV) $(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint templates --check --quiet
	$(VENV)/bin/djlint templates --lint --quiet
	$(LINT_ENV) $(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m tests.lint.translations
	$(PYTHON) -m tests.lint.hygiene

bench: install-dev
	$(PYTHON) -m tests.bench

faults: install-dev
	NEXUS_FAULTS_FULL=1 $(PYTHON) -m pytest tests/faults tests/gdpr/erasure/test_killed.py tests/gdpr/retention/test_killed.py $(ARGS)

format: install-dev
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
	-$(VENV)/bin/djlint templates --reformat --quiet

messages: install-dev
	$(PYTHON) -m tests.lint.translations --update

lock:
	$(LOCK) --quiet pyproject.toml -o requirements.txt
	$(LOCK) --quiet --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV)

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.txt | $(PYTHON)
	@echo "Installing requirements.txt ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing requirements-dev.txt ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(PYTHON):
	@for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with `$$python --version` ..."; \
			exec $$python -m venv --clear $(VENV); \
		fi; \
	done; \
	echo "Nexus needs Python 3.11 or newer, and found none." >&2; exit 1
