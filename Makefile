# Everything a person or a machine runs; each target installs what it needs into .venv/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS := $(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))'

.PHONY: help install demo test lint proof crash year bench image-test tour lock clean

help:
	@echo "make install   .venv/bin/tieout, ready to use"
	@echo "make demo      a month of a realistic agency, from its trackers to paid invoices"
	@echo "make test      every test and check, as the CI runs them"
	@echo "make lint      formatting, lint and types alone"
	@echo "make proof     all tests, all of them on both databases, and the laws with fresh random data and more of it"
	@echo "make crash     every command killed at each of its steps, and at random, and run again"
	@echo "make year      the daemon through a year in each of three countries, and four of them, killed, through a quarter"
	@echo "make bench     how fast and in how much memory, against a floor; ONLY=import for one of them"
	@echo "make image-test  the container's image, built by buildah and run; BASE=… for another base"
	@echo "make tour      write the outputs of the README's tour and of the guide anew"
	@echo "make lock      resolve the dependencies anew (needs uv)"
	@echo "make clean     remove .venv, the demo and all caches"

install: $(VENV)/.installed

$(VENV)/.python: 
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tieout needs Python 3.11 or newer; run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.installed
	$(BIN)/tieout demo demo

lint: $(VENV)/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Some machines forbid Python to keep what it has compiled. Each of the many processes of the tests would compile it anew.
test proof crash year: export PYTHONDONTWRITEBYTECODE :=

test: lint
	$(BIN)/python -m pytest -rs -n $$($(WORKERS)) --dist worksteal

proof: $(VENV)/.developed
	TIEOUT_PROOF=1 $(BIN)/python -m pytest -n auto

crash: $(VENV)/.developed
	TIEOUT_CRASH=1 $(BIN)/python -m pytest -n auto tests/crash

year: $(VENV)/.developed
	TIEOUT_YEAR=365 $(BIN)/python -m pytest -s tests/year

bench: $(VENV)/.installed
	@$(BIN)/python -m bench $(ONLY)

image-test: $(VENV)/.developed
	TIEOUT_IMAGE=$(or $(BASE),default) $(BIN)/python -m pytest -rs tests/docker/test_built_image.py

tour: $(VENV)/.developed
	$(BIN)/python -m pytest tests/test_tour.py tests/test_docs.py tests/guide/test_contracts.py --regenerate

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --extra build -o requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --extra build --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --extra postgres -c requirements-dev.lock -o docker/requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -c requirements-dev.lock -o docker/build.lock docker/build.in

clean:
	rm -rf $(VENV) demo .hypothesis .mypy_cache .pytest_cache .ruff_cache
