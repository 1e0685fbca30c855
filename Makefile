# Everything is run through here. `make` alone lists what there is.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NPM    := npm --prefix client_js

# Stamps: each is redone only when what it was made from has changed.
STAMP_PY    := $(VENV)/.stamp
STAMP_JS    := client_js/node_modules/.stamp
STAMP_PAGES := orgkeys/built/.stamp

PY_ROOMS   := $(shell find relay orgkeys audit tools tests bench -name '*.py' 2>/dev/null | cut -d/ -f1 | sort -u)
PAGE_FILES := $(shell find client_js/src client_js/words -type f ! -name words.d.ts 2>/dev/null)

UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- setting up

.PHONY: setup pages browser
setup: $(STAMP_PY) $(STAMP_PAGES) ## everything needed to run: Python, Node packages, built pages

pages: $(STAMP_PAGES) ## build the survivor's page and the console into orgkeys/built/

browser: ## install the browsers for the tests when they are missing (Debian, as root)
	@tools/need-browser.sh

$(STAMP_PY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "noview needs Python 3.11 or newer; set PYTHON=")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

$(STAMP_JS): client_js/package.json client_js/package-lock.json client_js/.npmrc
	$(NPM) ci --loglevel=error
	@touch $@

$(STAMP_PAGES): $(STAMP_JS) $(wildcard client_js/*.mjs) client_js/tsconfig.json $(PAGE_FILES)
	node client_js/build.mjs
	@touch $@

# ------------------------------------------------------------------- running

.PHONY: demo audit bench pictures screens vectors
demo: setup ## a relay, an organisation and both pages on this machine, to try by hand
	$(BIN)/python tools/demo.py

audit: setup ## make a demo, audit it with everything that there is, and write the report for a board
	@test -x /usr/bin/chromium || tools/need-browser.sh
	$(BIN)/python -m tools.prove

pictures: setup ## take the README's pictures again from a real conversation
	@tools/need-browser.sh
	$(BIN)/python -m tools.pictures

screens: setup ## pictures of every step of both pages, into build/pictures
	@tools/need-browser.sh
	$(BIN)/python -m tools.screens

bench: setup ## measure the relay beside bare forwarders, and the survivor's page
	@tools/need-browser.sh
	$(BIN)/python -m bench

vectors: $(STAMP_PY) $(STAMP_JS) ## write the shared test vectors again
	$(BIN)/python tools/vectors.py

# ------------------------------------------------------------------- testing

.PHONY: test lint types check-js test-js verify-build test-py
test: setup lint ## everything that must be green; what needs no browser runs beside those that do
	@tools/need-browser.sh
	@tools/need-spin.sh
	@tools/need-redis.sh
	@echo "== pytest; TypeScript, mypy and the builds come after it =="
	@tools/pytest.sh $(BIN)/python make --no-print-directory types check-js test-js verify-build release-quick
	@echo "== all green =="

lint: $(STAMP_PY) ## ruff: rules and format
	@echo "== ruff check =="
	@$(BIN)/ruff check $(PY_ROOMS)
	@echo "== ruff format =="
	@$(BIN)/ruff format --check $(PY_ROOMS)

types: $(STAMP_PY) ## mypy --strict on all Python
	@echo "== mypy --strict =="
	@$(BIN)/mypy --strict $(PY_ROOMS)

check-js: $(STAMP_JS) ## the TypeScript compiler, strict, on the clients and their tests
	@echo "== tsc =="
	@$(NPM) run --silent check

test-js: $(STAMP_JS) ## the TypeScript tests
	@echo "== TypeScript tests =="
	@node client_js/test.mjs

verify-build: $(STAMP_PAGES) ## build the pages once more: byte-identical, and nothing too new for old browsers
	@echo "== verify-build =="
	@rm -rf build/verify && mkdir -p build/verify
	@node client_js/build.mjs --out build/verify
	@diff -r --exclude=.stamp orgkeys/built build/verify && echo "byte-identical"
	@node client_js/supported.mjs --page build/verify/survivor.html

test-py: setup ## pytest: relay, organisation, browsers, hostile relay
	@echo "== browser, model checker, Redis =="
	@tools/need-browser.sh
	@tools/need-spin.sh
	@tools/need-redis.sh
	@echo "== pytest =="
	@tools/pytest.sh $(BIN)/python

# ------------------------------------------------ longer than a test: by hand, or at night

.PHONY: test-slow
test-slow: setup ## the stories of browsers where what the relay says comes late
	@tools/need-browser.sh
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -p no:cacheprovider \
	  -p tests.browser.slow_line tests/browser tests/hostile tests/nothing

SECONDS_EACH ?= 30
COUNT        ?= 1000000
WYCHEPROOF   ?=

# What only these need is installed apart, so that nobody else has to.
build/env/%/.stamp: requirements/%.txt
	@$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.PHONY: fuzz differential vectors-external
fuzz: build/env/fuzz/.stamp $(STAMP_JS) ## every decoder of both languages, SECONDS_EACH=30; FUZZ=--keep keeps new ground
	PYTHONPATH=. build/env/fuzz/bin/python -m tests.fuzz.long --seconds $(SECONDS_EACH) $(FUZZ)

differential: $(STAMP_PY) $(STAMP_JS) ## both languages read the same: COUNT=1000000 inputs
	$(BIN)/python -m tests.fuzz.differential --count $(COUNT) $(DIFFERENTIAL)

vectors-external: build/env/vectors/.stamp $(STAMP_JS) ## primitives against published vectors; WYCHEPROOF=FOLDER for more
	PYTHONPATH=. build/env/vectors/bin/python -m tools.vectors_external $(if $(WYCHEPROOF),--wycheproof $(WYCHEPROOF))

# ----------------------------------------------------------------- releasing

.PHONY: release release-quick wheel lock clean
release: $(STAMP_PY) ## build two fresh clones of HEAD, compare, and write dist/release (docs/release.md)
	@tools/need-faketime.sh
	@$(BIN)/python -m tools.release $(if $(ROOTS),--roots $(ROOTS))

release-quick: setup ## the same with what is installed here: two builds of HEAD, byte-identical
	@echo "== release: two builds =="
	@$(BIN)/python -m tools.release --quick --out build/release-quick

wheel: setup ## a wheel in dist/ with the built pages inside
	@rm -rf build/lib build/bdist.* dist/*.whl
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-315532800} $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation -w dist .
	@for page in survivor.html console.html build.json; do \
	  $(BIN)/python -m zipfile -l dist/*.whl | grep "orgkeys/built/$$page" >/dev/null || { echo "wheel: $$page is missing" >&2; exit 1; }; \
	done
	@ls dist

UV_LOCK := build/lock/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --default-index https://pypi.org/simple --custom-compile-command "make lock" --upgrade

lock: ## pin every dependency again, with hashes, to the newest allowed
	@test -x build/lock/bin/uv || { $(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet uv==$(UV_VERSION); }
	$(UV_LOCK) pyproject.toml --extra fast -o requirements/runtime.txt
	$(UV_LOCK) pyproject.toml --extra fast --extra audit -c requirements/runtime.txt -o requirements/audit.txt
	$(UV_LOCK) pyproject.toml --extra fast --extra audit --group dev -c requirements/audit.txt -o requirements/dev.txt
	$(UV_LOCK) pyproject.toml --extra fast --group fuzz -c requirements/runtime.txt -o requirements/fuzz.txt
	$(UV_LOCK) pyproject.toml --extra fast --group vectors -c requirements/runtime.txt -o requirements/vectors.txt
	$(NPM) install --package-lock-only --omit-lockfile-registry-resolved --loglevel=error

clean: ## remove everything that can be made again; signatures on dist/release cannot
	rm -rf build dist/*.whl orgkeys/built noview.egg-info $(VENV) client_js/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
