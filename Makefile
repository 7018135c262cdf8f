# Needs make and a Python from 3.10 to 3.14 with pip and venv, nothing else. The first target that
# is run makes .venv and installs what uv.lock names; later ones start at once.

READY := .venv/.ready
RUN := @scripts/run
CODE := tap_zoom sandbox tests benchmarks scripts

# Arguments for the program behind a target: make demo ARGS="--size small"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test unit e2e lint format types docs snapshot bench wheel-check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## make .venv and install everything (every other target does this first)

demo: $(READY) ## run the tap with Meltano against a local Zoom account
	$(RUN) python scripts/demo.py $(ARGS)

test: lint types ## check everything: style, types, every test, the wheel
	$(RUN) pytest -n auto --dist loadgroup -m "not alone" $(ARGS)
	$(RUN) pytest -m alone $(ARGS) || test $$? -eq 5
	$(RUN) python scripts/wheel_check.py

unit: $(READY) ## run the quick tests
	$(RUN) pytest -m "not e2e and not alone" $(ARGS)

e2e: $(READY) ## run the tests that run the whole tap
	$(RUN) pytest -m "e2e and not alone" $(ARGS)

lint: $(READY) ## check style, spelling, meltano.yml and the workflows
	$(RUN) ruff check $(ARGS) .
	$(RUN) ruff format --check .
	$(RUN) typos
	$(RUN) check-jsonschema --builtin-schema vendor.meltano meltano.yml
	$(RUN) check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(RUN) check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(RUN) zizmor --offline --quiet .github

format: $(READY) ## format the code and the schemas and mend what can be mended
	$(RUN) ruff check --fix-only .
	$(RUN) ruff format .
	$(RUN) python scripts/format_schemas.py

types: $(READY) ## check the types
	$(RUN) mypy $(ARGS)

docs: $(READY) ## write the tables of README.md and docs/ anew
	$(RUN) python scripts/docs.py $(ARGS)

snapshot: $(READY) ## update tests/schemas/catalog.txt, which shows what the tap offers; read its diff
	$(RUN) python -m tests.schemas.snapshot

bench: $(READY) ## measure speed and memory; nothing else should run meanwhile
	$(RUN) python -m benchmarks $(ARGS)

wheel-check: $(READY) ## build the wheel, install it elsewhere and run it from there
	$(RUN) python scripts/wheel_check.py $(ARGS)

clean: ## remove .venv and everything that was built
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist output/demo
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# A .venv that doesn't run any more, or came without pip, is made anew. The first uv only installs
# the packages; it has the version that uv.lock names.
$(READY): pyproject.toml uv.lock
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || { \
		python=$$(scripts/find-python) && \
		echo "Making .venv with $$("$$python" --version)" && \
		rm -rf .venv && "$$python" -m venv .venv; }
	@echo "Installing what uv.lock names into .venv"
	$(RUN) python -m pip install --quiet --disable-pip-version-check \
		"uv==$$(sed -n '/^name = "uv"$$/ { n; s/version = "\(.*\)"/\1/p; }' uv.lock)"
	$(RUN) sh -ec 'uv export --quiet --frozen --all-groups --no-emit-project --output-file .venv/requirements.txt >/dev/null; \
		uv pip sync --quiet --require-hashes .venv/requirements.txt; \
		uv pip install --quiet --no-deps --editable .'
	@touch $@
