# `make serve` and `make test` do all of their own set-up; everything lives in .venv and var.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: setup serve web comunica test lint build check bench soak chaos screenshots wheel lock clean help

help: ## the targets of this file
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# The pinned packages first, then ours: a second run with the same pins does nothing.
$(VENV)/.installed: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tabunka needs Python 3.11 or later, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

setup: $(VENV)/.installed ## the virtual environment

var/current: $(VENV)/.installed
	$(BIN)/tabunka build

# The SPARQL editor and the map, bundled from npm. Without them pages have a plain form and a drawing, so no error here
# may stop `make serve`.
WEB := server/static/vendor

$(WEB)/editor.js: package-lock.json package.json site/maps/atlas.yaml $(wildcard server/static/*.mjs server/static/*/*.mjs)
	npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=0 --loglevel=error
	npm run --silent build
	@touch $@

web: ## the SPARQL editor and the map of the browser, where node is there to build them
	@if ! command -v npm >/dev/null || ! node -e 'process.exit(Number(parseInt(process.versions.node) < 20))'; then \
	  echo "no node 20 or later: /sparql has its plain form, maps are drawings, everything else is the same"; \
	elif ! $(MAKE) -s --no-print-directory $(WEB)/editor.js; then \
	  echo "the SPARQL editor and the map could not be built (see above): /sparql has its plain form, maps are drawings"; fi

serve: var/current web ## build a release if there is none, serve it on http://localhost:8000/
	$(BIN)/tabunka serve --port $(PORT)

build: $(VENV)/.installed ## a new release from the tables
	$(BIN)/tabunka build

# Python starts a hundred times here: compiled modules are kept, whatever the environment says.
test: $(VENV)/.installed ## every test, in about three minutes
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto

# A third-party SPARQL client for the tests of real clients; without it those tests are skipped by name.
comunica: tests/http/comunica/node_modules/.installed ## Comunica, for the tests

tests/http/comunica/node_modules/.installed: tests/http/comunica/package-lock.json
	npm ci --prefix tests/http/comunica --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
	@touch $@

lint: $(VENV)/.installed ## ruff, and mypy --strict on the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# A build directory of before would bring removed modules along.
wheel: $(VENV)/.installed web ## dist/*.whl: the engine with everything that a site needs
	rm -rf build/lib build/bdist.* dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

screenshots: var/current ## the pictures of docs/screenshots, by Debian's chromium
	$(BIN)/python -m tests.browser.screenshots

soak: var/current ## two minutes of mixed load on a server, with hostile and runaway requests
	$(BIN)/python -m bench.soak

chaos: $(VENV)/.installed ## kills fifty builds at random moments; what is left must be whole, served and swept
	$(BIN)/python -m tests.chaos

# Another server, with the libraries that it wants, in an environment of its own.
build/peers/.installed: bench/peers.txt
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/peers.txt
	@touch $@

bench: var/current build/peers/.installed ## everything measured, beside other servers, in ten minutes; QUICK=--quick for one
	$(BIN)/python -m bench $(QUICK)
	$(BIN)/python -m bench.report

lock: ## pin every package anew: constraints.txt with hashes and no registry's address
	$(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --extra test --extra lint --extra build --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --output-file constraints.txt
	build/lock/bin/uv pip compile .ci/morph-kgc.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --output-file .ci/morph-kgc.txt
	build/lock/bin/uv pip compile bench/peers.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --output-file bench/peers.txt
	npm install --package-lock-only --ignore-scripts
	npm install --package-lock-only --ignore-scripts --prefix tests/http/comunica
	node server/static/editor/lock.mjs

clean: ## remove the environment and every release
	rm -rf $(VENV) var build node_modules $(WEB)
