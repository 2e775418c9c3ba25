# Everything that a person or CI runs. `make help` lists the targets. Needs Python >= 3.11, make and git; nothing else.
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
# One more than there are cores, since tests wait for the browser and for servers.
TEST_WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -lt 2 ] && n=2; [ $$n -gt 8 ] && n=8; echo $$((n + 1)))
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
NOT_INSTALLED := 'The packages could not be installed: see the lines above. pip needs the network (or a mirror: PIP_INDEX_URL, a proxy: HTTPS_PROXY). Run the same command again when it is there; what was downloaded is kept.'
# Tools load the settings without a server; these values reach no database.
TOOL_ENV := SECRET_KEY=only-for-the-static-checks-0123456789-abcdefghijklmnopqrstuvwxyz FIELD_ENCRYPTION_KEYS=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=
DEPLOY_ENV := $(TOOL_ENV) SITE_URL=https://desk.example.com ALLOWED_HOSTS=desk.example.com DEMO=0 DEBUG=0 \
	DATABASE_URL=postgres://mesa:secret@db.example.com/mesa REDIS_URL=redis://broker.example.com/0 DEFAULT_FROM_EMAIL=desk@example.com

.PHONY: help run test lint format messages bench screenshots lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/run.stamp ## Start everything on this machine (PORT=8000, HOST=127.0.0.1, DEMO=1); Ctrl-C stops it
	@exec $(BIN)/python -m helpdesk.local

test: $(VENV)/dev.stamp ## Run the whole test suite
	@$(BIN)/pytest -n $(TEST_WORKERS) --dist worksteal $(ARGS)

lint: $(VENV)/dev.stamp ## Run every static check
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(TOOL_ENV) DEPLOY_ENV='$(DEPLOY_ENV)' scripts/lint.sh

format: $(VENV)/dev.stamp ## Format Python and templates, and sort imports
	@$(BIN)/ruff check --select I,F401 --fix --quiet . ; $(BIN)/ruff format .
	@git ls-files --cached --others --exclude-standard 'templates/*.html' | xargs -r $(BIN)/djade --target-version 5.2

messages: $(VENV)/dev.stamp ## Collect the texts to translate (needs gettext) and compile the catalogues
	@$(TOOL_ENV) $(BIN)/python manage.py makemessages --all --no-obsolete --add-location file --ignore '.venv/*' --ignore '.data/*'
	@$(BIN)/python scripts/check_translations.py --compile

bench: $(VENV)/dev.stamp ## Measure speed and memory against the budgets
	@$(BIN)/python benchmarks/run.py $(ARGS)

screenshots: $(VENV)/dev.stamp ## Take pictures of the main pages (needs chromium)
	@$(BIN)/python scripts/screenshots.py $(ARGS)

lock: $(VENV)/dev.stamp ## Resolve the dependencies again and write both lock files
	@command -v uv >/dev/null || { echo 'make lock needs uv: https://docs.astral.sh/uv/'; exit 1; }
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml --group local --output-file requirements.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml --group local --group dev --output-file requirements-dev.txt

clean: ## Remove the virtual environment and all caches; the data in .data/ stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@if [ ! -e $(VENV)/dev.stamp ] || [ requirements-dev.txt -nt $(VENV)/dev.stamp ]; then \
		echo 'Installing the packages (once, under a minute)...'; \
		$(INSTALL) -r requirements.txt || { echo $(NOT_INSTALLED); exit 1; }; fi
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(VENV)/bin/python
	@echo 'Installing the packages and the development tools (once, about a minute)...'
	@$(INSTALL) -r requirements-dev.txt || { echo $(NOT_INSTALLED); exit 1; }
	@touch $@

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo 'Mesa needs Python 3.11 or newer, and none was found. Install it, or say where it is: make run PYTHON=/path/to/python3'; exit 1; }
	@test -w . || { echo 'This folder cannot be written, and Mesa keeps its packages and its data here (.venv, .data). Clone it to a folder of your own.'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo 'The virtual environment could not be made. On Debian and Ubuntu: apt install python3-venv'; exit 1; }
