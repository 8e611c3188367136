# Everything a clone needs: `make site` and `make test` set up what they use.

VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The tests that depend on Django: of the generator, those of what it reads in a run and says of it.
OF_DJANGO := tests/runner tests/lessons --ignore tests/lessons/test_altered.py --ignore tests/runner/processes --ignore tests/runner/test_schema.py --ignore tests/runner/test_codec.py \
    tests/generator/claims tests/generator/facts tests/generator/modes

.PHONY: site serve test test-lts test-next check lint format lock messages mutants fuzz bench bench-full clean

# Readers can change the code of a lesson and run it: LAB=0 leaves that out, and Node is not needed then.
ifneq ($(LAB),0)
site serve: export LAB := .lab
site serve: .lab/lab.json
else
unexport LAB
endif

## Build the site into site/; refuse a lesson whose trace does not tell what it does now
site: $(VENV)/site-installed
	$(BIN)/mkdocs build --strict --quiet -f mkdocs-en.yml
	SITE_URL="$${SITE_URL:+$${SITE_URL%/}/de/}" EDIT_URI="$${EDIT_URI:+$${EDIT_URI%/}/de/}" \
	    $(BIN)/mkdocs build --strict --quiet -f mkdocs-de.yml
	@echo "The site is in site/"

## Serve the site on http://localhost:8000/ and follow every edit
serve: $(VENV)/site-installed
	$(BIN)/mkdocs serve

## Run the whole test suite
test: $(VENV)/dev-installed
	$(BIN)/pytest --numprocesses 2 --dist worksteal

## Run the tests again on the oldest Django that is supported, but for those that do not depend on it
test-lts: .venv-lts/installed
	.venv-lts/bin/pytest --numprocesses 2 --dist worksteal $(OF_DJANGO)

## Run the same tests on the newest Django that there is, alphas and betas too
test-next: .venv-next/installed
	.venv-next/bin/python -m django --version
	.venv-next/bin/pytest --numprocesses 2 --dist worksteal $(OF_DJANGO)

## Everything that must hold before a commit: lint, types, contracts, lessons, tests
check: lint test

lint: $(VENV)/dev-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lessons check

## Put the code into its standard form
format: $(VENV)/dev-installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## Renew the lock files: names, versions and hashes
lock: $(VENV)/dev-installed
	.ci/lock $(BIN)/uv

## Bring the catalogues in generator/locale up to date with what the code and the templates say
messages: $(VENV)/dev-installed
	$(BIN)/python -m tests.messages

## Put small bugs in, and show those that no test notices; GROUP names some: make mutants GROUP=endings
mutants: $(VENV)/dev-installed
	$(BIN)/python -m tests.mutants $(GROUP)

## Break files and end processes as long as you let it: FAULTS=500 is an hour
fuzz: $(VENV)/dev-installed
	FAULTS=$(or $(FAULTS),100) $(BIN)/pytest --timeout 0 tests/faults tests/generator/mkdocs_plugin/test_served.py

## Measure what benchmarks/ measures
bench: $(VENV)/dev-installed
	$(BIN)/python -m benchmarks

## Measure everything beside the peers, each in an environment of its own, and write docs/benchmarks.md; SIZES="100 500"
bench-full: $(VENV)/dev-installed
	$(BIN)/python -m benchmarks.full $(SIZES)

clean:
	rm -rf $(VENV) .venv-lts .venv-next .venv-builders .lab site

$(VENV)/created:
	python=$$(.ci/find-python) && $$python -m venv $(VENV)
	@touch $@

$(VENV)/site-installed: $(VENV)/created requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/lab-installed: $(VENV)/site-installed requirements-lab.lock
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-lab.lock
	@touch $@

.lab/lab.json: $(VENV)/lab-installed $(shell find generator runner -name '*.py' -o -name '*.jinja' -o -name '*.po' -o -path 'generator/lab/*.*')
	$(BIN)/lessons lab .lab

$(VENV)/dev-installed: $(VENV)/site-installed requirements-dev.lock requirements-ng.lock requirements-materialx.lock tests/node/package-lock.json
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	for one in ng materialx; do \
	    $(BIN)/pip install --quiet --require-hashes --no-deps --upgrade --target .venv-builders/$$one -r requirements-$$one.lock || exit 1; \
	done
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund --silent
	@mkdir -p $(VENV)/types && ln -sfn ../.. $(VENV)/types/proven_lessons  # mypy finds packages by their folders
	@touch $@

$(VENV)/mutants-installed: $(VENV)/dev-installed requirements-mutants.lock
	$(BIN)/pip install --quiet --require-hashes -r requirements-mutants.lock
	@touch $@

.venv-lts/installed: requirements-dev.lock requirements-lts.lock pyproject.toml
	python=$$(.ci/find-python) && $$python -m venv .venv-lts
	.venv-lts/bin/pip install --quiet --require-hashes -r requirements-dev.lock
	.venv-lts/bin/pip install --quiet --require-hashes --no-deps -r requirements-lts.lock
	.venv-lts/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv-next/installed: requirements-dev.lock pyproject.toml
	python=$$(.ci/find-python) && $$python -m venv .venv-next
	.venv-next/bin/pip install --quiet --require-hashes -r requirements-dev.lock
	.venv-next/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	.venv-next/bin/pip install --quiet --pre --upgrade django
	@touch $@
