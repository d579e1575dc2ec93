# Two commands: `make run` and `make test`. They need Python 3.11 or newer, make and git.

PORT ?= 8000
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
PIP_INSTALL = .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
MANAGE = DEBUG=on .venv/bin/python manage.py
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" .local/uv/bin/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --all-extras pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test bench lint format lock clean

help:
	@echo "make run     the site with its course and a demo class on http://127.0.0.1:$(PORT)/ (PORT=8001 for another port)"
	@echo "make test    all tests, side by side; ARGS='-k word' for some of them"
	@echo "make bench   server CPU of the main pages beside their budgets, and their weight; ARGS='--help' tells more"
	@echo "make lint    ruff, djade, mypy --strict, missing migrations"
	@echo "make format  ruff and djade put the files in order"
	@echo "make lock    resolve pyproject.toml anew into requirements.txt and requirements-dev.txt"
	@echo "make clean   remove what can be made again; the database in .local/ stays"

run: .venv/.run
	@$(MANAGE) prepare --port $(PORT)
	@$(MANAGE) runserver --skip-checks $(PORT)

test: .venv/.dev
	@.venv/bin/python -m pytest --numprocesses auto --maxprocesses 8 $(ARGS)

bench: .venv/.dev
	@.venv/bin/python -m tests.bench $(ARGS)

lint: .venv/.dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	git ls-files -co --exclude-standard '*.html' | xargs .venv/bin/djade --check --target-version 5.2
	.venv/bin/mypy casite lessons quizzes
	DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run

format: .venv/.dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	git ls-files -co --exclude-standard '*.html' | xargs .venv/bin/djade --target-version 5.2

# Each stamp stands for an installed lock file. The development lock holds the other one whole.
.venv/.run: requirements.txt | .venv
	@echo "Installing what casite needs (once, about half a minute) ..."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt | .venv
	@echo "Installing what the tests need (once, about a minute) ..."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@ .venv/.run

.venv:
	@test -n "$(PYTHON)" || { echo "casite needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -m venv $@ || { rm -rf $@; echo "No virtual environment: is Python's venv module installed?"; exit 1; }

lock: | .local/uv
	$(COMPILE) --upgrade --output-file requirements.txt
	$(COMPILE) --upgrade --group dev --constraint requirements.txt --output-file requirements-dev.txt

.local/uv:
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet uv

clean:
	rm -rf .venv .local/uv .mypy_cache .pytest_cache .ruff_cache .hypothesis htmlcov .coverage staticfiles
	find . -name __pycache__ -not -path "./.git/*" -prune -exec rm -rf {} +
