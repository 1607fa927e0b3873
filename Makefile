# make test    every test; installs first what it needs
# make lint    format, lints and docs
# make bench   measurements
# make setup   what the tests and lints need, and nothing else

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

TOOLS := target/tools
SCRIPTS := .ci/run $(wildcard action/*) tests/tools/system tests/tools/base-image tests/tools/host/stub

.PHONY: test setup packages lint format clippy docs scripts bench

# A tool that cannot be had is no reason to run nothing: the tests that need it say so and are skipped (or fail, where
# FIXUP_TESTS_STRICT is set).
test:
	@$(MAKE) --no-print-directory setup || echo "setup: not all is there; the tests that need it will say so"
	cargo test --locked --no-fail-fast

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

bench:
	cargo bench --locked
