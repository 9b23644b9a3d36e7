# What to type. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test lint docs wsdl conformance bench chaos soak fuzz tsan asan clean packages test-packages

BUILD_PACKAGES := pkg-config libxml2-dev libsqlite3-dev libcurl4-openssl-dev libmicrohttpd-dev libgnutls28-dev libkrb5-dev gss-ntlmssp \
	libcrypt-dev libpam0g-dev
TEST_PACKAGES := $(BUILD_PACKAGES) python3 python3-venv python3-dev krb5-kdc krb5-admin-server curl wsl wrk libxml2-utils zsh fish mandoc openssl gcc libc6-dev nettle-dev task-spooler

# The picture of the layers is kept by the compiler: a target imports what Package.swift lets it import.
SWIFT_FLAGS := --explicit-target-dependency-import-check error
# Not empty: Swift's libraries become part of the programs, which then run where there is no Swift.
STATIC ?=
VENV := .build/venv
ARGS ?=
BUILD ?= .build/release
PREFIX ?= /usr/local

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: packages anew ## build and start winchd on 127.0.0.1:5985 with simulated jobs (ARGS="--listen …" for more)
	swift build -c release $(SWIFT_FLAGS)
	exec .build/release/winchd serve $(ARGS)

build: packages anew ## leave winchd and winch in .build/release (STATIC=1: they need no Swift)
	swift build -c release $(SWIFT_FLAGS) $(if $(STATIC),--static-swift-stdlib)

test: test-packages $(VENV)/installed ## run every test: other people's clients first, then our own
	swift build $(SWIFT_FLAGS) --build-tests
	WINCHD=.build/debug/winchd $(VENV)/bin/python -m pytest -q -p no:cacheprovider Tests/Interop
	swift test $(SWIFT_FLAGS) --skip-build
	Tests/Fuzz/run --seconds 20 --at-once 2

lint: ## check formatting and the rules of the house
	swift format lint --strict --recursive Package.swift Sources Tests
	swift test $(SWIFT_FLAGS) --filter SoundnessTests

.PHONY: install
install: ## put what make build left under PREFIX (/usr/local), below DESTDIR if that is given
	packaging/install $(BUILD) $(PREFIX) $(DESTDIR)

docs: packages ## make the documentation of the libraries, .build/docs (DocC)
	swift build $(SWIFT_FLAGS)
	Documentation/build-docc .build/docs

wsdl: packages ## write wsdl/ anew from the classes
	swift build $(SWIFT_FLAGS) --product winch-wsdl
	rm -rf wsdl/root
	.build/debug/winch-wsdl wsdl

conformance: test-packages ## write Documentation/Conformance.md anew from a run of the tester
	swift build $(SWIFT_FLAGS) --build-tests
	RECORD_CONFORMANCE=1 swift test $(SWIFT_FLAGS) --skip-build --filter ConformanceTests.PageTests

bench: test-packages $(VENV)/installed build ## measure against a bare libmicrohttpd; ARGS=--write keeps the figures
	$(VENV)/bin/python Benchmarks/run --server .build/release/winchd $(ARGS)

chaos: test-packages build ## kill winchd a thousand times while it runs jobs, or for MINUTES=N; ARGS=--write keeps the counts
	Tests/Chaos/run $(if $(MINUTES),--minutes $(MINUTES)) $(ARGS)

soak: test-packages build ## a million mixed requests at full speed, or REQUESTS=N: what winchd takes stays flat; ARGS=--write keeps the figures
	Tests/Soak/run $(if $(REQUESTS),--requests $(REQUESTS)) $(ARGS)

fuzz: test-packages ## run each fuzzer for ten minutes, or for MINUTES=N; ARGS="--only wql" for one of them
	Tests/Fuzz/run $(if $(MINUTES),--minutes $(MINUTES)) $(ARGS)

tsan: test-packages ## run the engine's and the endpoint's tests under the thread sanitizer
	$(call sanitized,thread)

asan: test-packages ## the same under the address sanitizer
	$(call sanitized,address)

# Each sanitizer has a build of its own. Tests of the engine and the endpoint under load, with C and Swift instrumented.
sanitized = LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Sanitizers/leaks.txt:print_suppressions=0 swift test $(SWIFT_FLAGS) --sanitize=$(1) --scratch-path .build/$(1) --filter '$(SANITIZED)'
SANITIZED := (Platform|SQLite|Jobs|Endpoint|HTTPServer)Tests

clean: ## remove what was built
	rm -rf .build

# A module is not compiled again when only what its dependencies depend on has changed: an enumeration with one case more is
# then read wrongly. What others are to use is built from nothing whenever a source is another.
.PHONY: anew
anew:
	@sum=$$(find Package.swift Sources -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum); \
	if [ "$$sum" != "$$(cat .build/release.sum 2>/dev/null || true)" ]; then \
		rm -rf .build/*/release && mkdir -p .build && echo "$$sum" > .build/release.sum; \
	fi

packages:
	@packaging/install-packages $(BUILD_PACKAGES)

test-packages:
	@packaging/install-packages $(TEST_PACKAGES)

# Clients from PyPI in the versions that the tests were written with.
$(VENV)/installed: Tests/Interop/requirements.txt | test-packages
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@
