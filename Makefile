# Requires only make and Python 3.11 to 3.14 with pip and venv. The first target that you run
# creates .venv and installs the packages locked in uv.lock; after that, targets start immediately.

READY := .venv/.ready
RUN := @scripts/run
CODE := tap_zoom facts sandbox tests benchmarks scripts

# Extra arguments for the command that a target runs: make demo ARGS="--size small"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo sandbox test unit e2e lint format types stream docs snapshot bench \
	targets examples site wheel-check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## create .venv and install the dependencies (other targets do this automatically)

demo: $(READY) ## run the tap and dbt with Meltano against a local Zoom account, and draw charts
	$(RUN) python -m scripts.demo $(ARGS)

sandbox: $(READY) ## serve a local Zoom account to try the tap with, until Ctrl-C
	$(RUN) python -m scripts.local_account $(ARGS)

test: $(READY) ## run all checks: style, types, the wheel and the tests
	@$(MAKE) --no-print-directory -j2 ARGS= lint types wheel-check
	$(RUN) pytest -n auto --dist loadgroup $(ARGS)

unit: $(READY) ## run the fast tests
	$(RUN) pytest -m "not e2e" $(ARGS)

e2e: $(READY) ## run the end-to-end tests
	$(RUN) pytest -m e2e $(ARGS)

lint: $(READY) ## check style, imports, spelling, meltano.yml and the CI workflows
	$(RUN) ruff check $(ARGS) .
	$(RUN) ruff format --check .
	$(RUN) lint-imports
	$(RUN) typos
	$(RUN) check-jsonschema --builtin-schema vendor.meltano meltano.yml
	$(RUN) check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(RUN) check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(RUN) zizmor --offline --quiet .github

format: $(READY) ## format the code and the schemas, and apply automatic fixes
	$(RUN) ruff check --fix-only .
	$(RUN) ruff format .
	$(RUN) python scripts/format_schemas.py

types: $(READY) ## check types
	$(RUN) mypy $(ARGS)

stream: $(READY) ## add a stream: make stream ARGS="phone_sites /phone/sites"; ARGS=--help for options
	$(RUN) python -m scripts.make_stream $(ARGS)

docs: $(READY) ## regenerate the tables in README.md and docs/
	$(RUN) python -m scripts.docs $(ARGS)

snapshot: $(READY) ## update tests/schemas/catalog.txt, which shows what the tap offers; read its diff
	$(RUN) python -m tests.schemas.snapshot

bench: $(READY) ## measure speed and memory (requires an otherwise idle machine)
	$(RUN) python -m benchmarks $(ARGS)

targets: $(READY) ## load all streams into each target of docs/targets.md and compare (takes minutes)
	$(RUN) python -m scripts.targets $(ARGS)

examples: $(READY) ## run examples/ with real Airflow and Dagster against local Zoom accounts
	$(RUN) python -m scripts.examples $(ARGS)

site: $(READY) ## build the documentation site in build/site; ARGS=serve serves it at port 8000
	$(RUN) env NO_MKDOCS_2_WARNING=1 uv run --quiet --frozen --isolated --no-default-groups --group site \
		python -m mkdocs $(or $(ARGS),build)

wheel-check: $(READY) ## build the wheel, then install and run it in a separate environment
	$(RUN) python scripts/wheel_check.py $(ARGS)

clean: ## remove .venv and all build output
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist output/demo output/examples
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# Recreates .venv if it is broken or has no pip. pip installs the uv version locked in uv.lock, and
# uv installs everything else.
$(READY): pyproject.toml uv.lock
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || { \
		python=$$(scripts/find-python) && \
		echo "Creating .venv with $$("$$python" --version)" && \
		rm -rf .venv && "$$python" -m venv .venv; }
	@echo "Installing the packages locked in uv.lock into .venv"
	$(RUN) python -m pip install --quiet --disable-pip-version-check \
		"uv==$$(sed -n '/^name = "uv"$$/ { n; s/version = "\(.*\)"/\1/p; }' uv.lock)"
	$(RUN) sh -ec 'uv export --quiet --frozen --no-emit-project --output-file .venv/requirements.txt >/dev/null; \
		uv pip sync --quiet --require-hashes .venv/requirements.txt; \
		uv pip install --quiet --no-deps --editable .'
	@touch $@
