# Two commands do the main things on a fresh machine: `make demo` and `make test`.
# Needs Python 3.11 or newer and make; everything else is installed into .venv at pinned versions.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test test-browser test-long check format bench docs examples data clean
.DEFAULT_GOAL := demo

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("storage-opt needs Python 3.11 or newer; found " + sys.version.split()[0] + ". Try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@echo "Setting up $(VENV) (first time only, about a minute) ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(STAMP)          ## run the bundled project and say where the report lies
	$(BIN)/storage-opt run configs/demo.yaml --out results/demo

test: $(STAMP)          ## all tests, side by side on up to four cores
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

test-browser: $(STAMP)  ## the pages in a headless Chromium, which is installed where packages can be; screenshots in results/screenshots
	@.ci/browser
	$(BIN)/python -m pytest -m browser -rs

test-long: $(STAMP)     ## the cases that take minutes
	$(BIN)/python -m pytest -m long

check: $(STAMP)         ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)        ## rewrite the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)         ## time each phase against HiGHS alone
	$(BIN)/python benchmarks/bench.py

docs: $(STAMP)          ## build the documents as a small site, without a network
	$(BIN)/python docs/make_site.py results/docs

examples: $(STAMP)      ## check every project, study and round in configs/
	for f in configs/*.yaml configs/studies/*.yaml configs/rounds/*.yaml; do $(BIN)/storage-opt check $$f || exit 1; done

data: $(STAMP)          ## rebuild the bundled synthetic prices bit for bit
	$(BIN)/python -m storage_opt.inputs.synthetic

clean:
	rm -rf $(VENV) results .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
