# `make generate` runs docmill over specs/ into generated/; `make test` passes the tests.
# Both set up everything they need, from Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/ready

.PHONY: generate test score lint-openapi bench bench-peers bench-regenerate clean

generate: $(READY)
	$(VENV)/bin/docmill generate

test: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/black --check --quiet generator tests
	$(VENV)/bin/mypy
	$(VENV)/bin/pyright
	$(VENV)/bin/pytest

score: $(READY)
	$(VENV)/bin/python tests/test_fidelity.py
	$(VENV)/bin/pytest -n 0 -q tests/test_fidelity.py

lint-openapi: $(READY)
	cd tests/lint && npm install --no-audit --no-fund --silent
	cd tests/lint && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx redocly lint --config redocly.yaml ../../generated/*/openapi.yaml
	cd tests/lint && npx spectral lint --ruleset spectral.yaml --fail-severity hint ../../generated/*/openapi.yaml

bench: $(READY)
	$(VENV)/bin/python tests/bench.py

# beside other generators and vendors, in a table; OPERATIONS=360 says how large the API is
bench-peers: $(READY)
	PYTHONPATH=tests $(VENV)/bin/python -m bench_peers $(OPERATIONS)

# what a run takes when nothing, one page or all of PAGES is new, beside other generators
bench-regenerate: $(READY)
	PYTHONPATH=tests $(VENV)/bin/python tests/bench_regenerate.py $(PAGES)

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("docmill needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade pip
	$(VENV)/bin/python -m pip install --quiet --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) tests/lint/node_modules
