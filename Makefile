# make test    every test; installs first what it needs
# make soak    subsets, orders and faults for an hour
# make lint    format, lints and docs
# make dist    what is published, in target/dist: it names no path of this machine
# make deny    what is known of the packages that are depended upon, where cargo-deny is installed
# make bench   measurements
# make setup   what the tests and lints need, and nothing else

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

TOOLS := target/tools
SCRIPTS := .ci/run $(wildcard action/*) tests/tools/system tests/tools/base-image tests/tools/host/stub

.PHONY: test soak setup packages lint format clippy docs scripts deny dist bench

# A tool that cannot be had is no reason to run nothing: the tests that need it say so and are skipped (or fail, where
# FIXUP_TESTS_STRICT is set).
test:
	@$(MAKE) --no-print-directory setup || echo "setup: not all is there; the tests that need it will say so"
	cargo test --locked --no-fail-fast

# 200 subsets of the patches in some order, of which `make test` takes a few; the whole system as its files deploy it, and faults, one
# after the other, for half an hour. FIXUP_SEED chooses which.
soak:
	FIXUP_SUBSETS=200 cargo test --locked --test subsets -- --nocapture
	FIXUP_SUBSETS=200 cargo test --locked --test behaviour subsets:: -- --nocapture
	FIXUP_SOAK=1800 cargo test --locked --test behaviour system:: -- --ignored --nocapture --test-threads 1

setup:
	@failed=0; \
	tests/tools/system || failed=1; \
	$(MAKE) --no-print-directory --keep-going packages || failed=1; \
	exit $$failed

packages: $(TOOLS)/npm/ready $(TOOLS)/python/ready $(TOOLS)/checkov/ready
	@:

$(TOOLS)/npm/ready: $(addprefix tests/tools/, package.json package-lock.json .npmrc eslint.config.mjs)
	@echo "setup: npm packages into $(@D)"
	@rm -rf $(@D) && mkdir -p $(@D) && cp $^ $(@D)
	@cd $(@D) && npm ci --loglevel=error
	@# its script of installation does only this, and npm may not run scripts
	@chmod u+x $(@D)/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool
	@touch $@

$(TOOLS)/python/ready: tests/tools/requirements.txt
$(TOOLS)/checkov/ready: tests/tools/checkov.txt
$(TOOLS)/python/ready $(TOOLS)/checkov/ready:
	@echo "setup: Python packages into $(@D)"
	@rm -rf $(@D) && mkdir -p $(@D)
	@python3 -m venv $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

lint: format clippy docs scripts

format:
	cargo fmt --check

clippy:
	cargo clippy --locked --all-targets -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

scripts:
	shellcheck $(SCRIPTS)

deny:
	@cargo deny --version >/dev/null 2>&1 || { echo "deny: cargo-deny is not installed; tests/dependencies.rs holds licences and sources"; exit 0; }; \
	cargo deny check

# Paths of sources stand in messages of panics, and those of C in assertions.
CARGO_HOME ?= $(HOME)/.cargo
MAPPED := $(HOME)=/home $(CARGO_HOME)=/cargo $(CURDIR)=/fixup

dist: export RUSTFLAGS := $(foreach map,$(MAPPED),--remap-path-prefix=$(map))
dist: export CFLAGS := $(foreach map,$(MAPPED),-ffile-prefix-map=$(map))
dist:
	cargo build --locked --profile dist
	@! grep --text --quiet --fixed-strings --regexp="$(HOME)/" --regexp="$(CURDIR)/" target/dist/fixup || \
	  { echo "dist: target/dist/fixup names a path of this machine"; exit 1; }

bench:
	cargo bench --locked
