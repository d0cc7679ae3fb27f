# Every task of the house. A bare Debian with Python 3.11 is enough; the first run makes .venv, later runs are quick.
PYTHON ?= python3
BIN := .venv/bin
CODE := quaestor tests bench docs
ONLY ?= tests
BY_CHANCE = $(shell grep -rl --include='test_*.py' -e '@given' -e CHANCES tests)

unexport PYTHONDONTWRITEBYTECODE  # where it is set, each of the commands that tests run would compile all modules again

.PHONY: help demo test lint format docs bench soak screenshots wheel clean

help:
	@echo 'make demo         a store from the bundled sample, its findings, and the site (PORT=8000 to choose the port)'
	@echo 'make test         everything: lint, types, rooms, tests (ONLY=tests/cli for a part)'
	@echo 'make lint         ruff, format, mypy, import-linter'
	@echo 'make format       let ruff write the code as it should stand'
	@echo 'make docs         write the generated parts of the docs again'
	@echo 'make bench        speed against a bare engine, into docs/performance.md (BENCH=quick takes minutes)'
	@echo 'make soak         kill loads at random moments, SOAK=50 times, and try CHANCES=5 histories drawn by chance'
	@echo 'make screenshots  pictures of the pages, into screenshots/'
	@echo 'make wheel        the package, into dist/'
	@echo 'make clean        everything made here, away'

demo: .venv/run.stamp
	$(BIN)/quaestor demo $(if $(PORT),--port $(PORT)) $(DEMO)

test: lint
	@sh tests/setup.sh system
	$(BIN)/python -m pytest -n auto --maxprocesses 6 --dist loadfile --no-loadscope-reorder --junitxml=build/tests.xml $(ONLY)

lint: .venv/dev.stamp
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.stamp
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

docs: .venv/dev.stamp
	$(BIN)/python docs/generate.py

bench: .venv/dev.stamp
	$(BIN)/python -m bench $(BENCH)

soak: .venv/dev.stamp
	$(BIN)/python bench/soak.py $(SOAK)
	QUAESTOR_CHANCES=$(or $(CHANCES),5) $(BIN)/python -m pytest --timeout 3600 $(BY_CHANCE)

screenshots: .venv/dev.stamp
	@sh tests/setup.sh system
	$(BIN)/python bench/screenshots.py

wheel: .venv/dev.stamp
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf .venv build dist screenshots .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: pyproject.toml
	PYTHON=$(PYTHON) sh tests/setup.sh run

.venv/dev.stamp: pyproject.toml
	PYTHON=$(PYTHON) sh tests/setup.sh dev
