# `make ask Q="..."` answers a question, `make test` runs every check; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check
PIP_OPTIONS ?=

# Hundreds of processes load the same modules here: what is compiled once is kept, whatever the caller's environment says.
unexport PYTHONDONTWRITEBYTECODE

# Tests run on so many workers, one more than a small machine has cores: many wait for what they have set going. Those
# that measure time run by themselves afterwards.
WORKERS ?= 3
BESIDE := -n $(WORKERS) --dist worksteal -m 'not timing'
ALONE := -m timing
QUICK := -q --ignore=tests/scenarios --ignore=tests/faults

# Each test of a soak may take half an hour, and no further one begins after an hour (of each of its two runs).
SOAK := -q --soak --timeout 1800 --session-timeout 3600

.DEFAULT_GOAL := help
.PHONY: help setup ask chat test check coverage soak bench pictures constraints lock sbom notices clean style types beside

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --progress-bar on $(PIP_OPTIONS) --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

setup: $(READY) ## only set up what the other targets need

ask: $(READY) ## answer one question: make ask Q="Vem leder införandet?"
	@test -n "$$Q" || { echo 'Put the question in Q: make ask Q="Vem leder införandet?"'; exit 2; }
	@$(BIN)/fvm ask -- "$$Q"

chat: $(READY) ## answer question after question
	@$(BIN)/fvm chat

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

types: $(READY)
	$(BIN)/mypy
	$(BIN)/lint-imports

beside: $(READY)
	$(BIN)/pytest $(BESIDE)

check: style types ## the fast checks: style, types, layers, unit tests
	$(BIN)/pytest $(QUICK) $(BESIDE)
	$(BIN)/pytest $(QUICK) $(ALONE)

# Types are checked while the tests run: that is one process, and takes a minute and a half.
test: style ## every check and a sample of each long run
	@$(MAKE) --no-print-directory --jobs=2 types beside
	$(BIN)/pytest $(ALONE)

coverage: $(READY) ## the same tests, and which lines they have run; takes a fifth longer
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
