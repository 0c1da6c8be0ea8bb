# `make ask Q="..."` answers a question, `make test` runs every check; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Tests run on so many workers; those that measure time run by themselves afterwards.
WORKERS ?= 2
BESIDE := -n $(WORKERS) --dist worksteal -m 'not timing'
ALONE := -m timing
QUICK := -q --ignore=tests/scenarios --ignore=tests/faults

# Each test of a soak may take half an hour, and no further one begins after an hour (of each of its two runs).
SOAK := -q --soak --timeout 1800 --session-timeout 3600

.DEFAULT_GOAL := help
.PHONY: help setup ask chat test check soak bench pictures constraints lock sbom notices clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --progress-bar on --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

setup: $(READY) ## only set up what the other targets need

ask: $(READY) ## answer one question: make ask Q="Vem leder införandet?"
	@test -n "$$Q" || { echo 'Put the question in Q: make ask Q="Vem leder införandet?"'; exit 2; }
	@$(BIN)/fvm ask -- "$$Q"

chat: $(READY) ## answer question after question
	@$(BIN)/fvm chat

check: $(READY) ## the fast checks: style, types, layers, unit tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(QUICK) $(BESIDE)
	$(BIN)/pytest $(QUICK) $(ALONE)

test: $(READY) ## every check and a sample of each long run, with coverage
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(BESIDE) --cov --cov-report=
	$(BIN)/pytest $(ALONE) --cov --cov-append --cov-report=term:skip-covered

bench: $(READY) ## speed and memory against baselines measured in the same run
	@$(BIN)/python -m bot.lab.bench

soak: $(READY) ## the long runs, two hours at most: kills, fuzzing, load, a large index; prints figures
	$(BIN)/pytest $(SOAK) $(BESIDE)
	$(BIN)/pytest $(SOAK) $(ALONE)

pictures: $(READY) ## draw the real bot's messages into docs/ (needs Chromium)
	$(BIN)/python -m tests.pictures.draw docs

constraints: ## renew the pinned versions in constraints.txt
	rm -rf build/constraints
	$(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install --quiet --editable '.[dev]'
	build/constraints/bin/python -m pip freeze --exclude-editable | sed -E 's/\+[a-z0-9.]+$$//' > build/constraints.txt
	mv build/constraints.txt constraints.txt

lock: $(READY) ## renew the hashes of what constraints.txt names, for each platform that pip can ask for here
	$(BIN)/python -m bot.lab.supply locks

sbom: $(READY) ## write the bill of materials (CycloneDX) to build/sbom.json
	@mkdir -p build
	$(BIN)/python -m bot.lab.supply sbom > build/sbom.json

notices: $(READY) ## write the licences of what is installed into docs/third-parties.md
	$(BIN)/python -m bot.lab.supply notices

clean: ## remove the environment and what was built
	rm -rf $(VENV) .fvm build dist
