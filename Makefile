# Two commands are enough to begin with: `make run` and `make test`. Each one installs what it needs and is missing.

PORT ?= 8080
DATA ?= data

.DEFAULT_GOAL := help
.PHONY: help run test test-unit test-browser bench coverage format lint clean-data

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Foyer with two demo sites on 127.0.0.1:8080 (PORT=…, DATA=…)
	@scripts/install-packages build run
	@scripts/setup-frontend
	@swift build -c release --static-swift-stdlib
	@exec .build/release/foyer serve --demo --host 127.0.0.1 --port $(PORT) --data $(DATA)

test: ## Every test of every kind
	@scripts/test

test-unit: ## The Swift tests, on both database engines
	@scripts/test unit

test-browser: ## The demo sites and the service in Chromium, the HTML validator, axe
	@scripts/test browser

bench: ## Figures beside Hugo, nginx and the bare database
	@scripts/setup-bench
	@bench/run

coverage: ## The Swift tests, with the share of covered lines by module
	@scripts/test coverage

format: ## Bring the Swift code into its form
	@swift format --in-place --recursive Sources Tests bench/Sources Package.swift

lint: ## What a reviewer should not have to look for
	@scripts/lint

clean-data: ## Forget the demo data (DATA=…); the next `make run` begins anew
	@rm -rf -- "$(DATA)"
