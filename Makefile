# Everything a developer needs. make help lists it.
GO      ?= go
BIN     := bin/steelyard
TOOLS   := $(CURDIR)/.tools
LINT    := $(TOOLS)/golangci-lint-2.15.0
ASSETS  := internal/web/assets
DIST    := $(ASSETS)/dist/manifest.json
SOAK    ?= 60
KILLS   ?= 50
PROGRAMMES ?= 1000
FUZZ    ?= 10s
DURATION ?= 600
POINTS  ?= 5000000

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  %-14s %s\n", $$1, $$2}'

.PHONY: demo
demo: build ## Start the demonstration on embedded SQLite and print its address
	@$(BIN) demo

.PHONY: run
run: build ## Start the server on embedded SQLite
	@$(BIN) serve

.PHONY: build
build: $(DIST) ## Build the binary
	@$(GO) build -trimpath -o $(BIN) ./cmd/steelyard

.PHONY: assets
assets: $(DIST) ## Fetch fonts and icons, bundle styles and script

$(ASSETS)/node_modules/.package-lock.json: $(ASSETS)/package-lock.json
	@cd $(ASSETS) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(DIST): $(ASSETS)/node_modules/.package-lock.json $(shell find $(ASSETS)/src $(ASSETS)/build -type f)
	@$(GO) run ./$(ASSETS)/build
	@touch $@

.PHONY: generate
generate: ## Generate the pages' Go code from their templates
	@$(GO) tool templ generate -include-version=false -log-level error

.PHONY: need
need: # what tests need of the machine: PostgreSQL and Chromium, of Debian's packages
	@sh scripts/need.sh

.PHONY: test
test: need $(DIST) ## All tests: unit, conformance on SQLite and PostgreSQL, HTTP scenarios, browser
	$(GO) test -timeout 20m ./...

.PHONY: test-long
test-long: need $(DIST) ## The long proofs: soak of two processes, kill -9, random programmes evaluated in part, in full and as of
	STEELYARD_SOAK=$(SOAK) STEELYARD_KILLS=$(KILLS) $(GO) test -timeout 30m -count 1 -v -run 'TwoProcesses|Weakened|Killed' ./internal/store
	STEELYARD_PROGRAMMES=$(PROGRAMMES) $(GO) test -timeout 30m -count 1 -v -run RandomProgrammes ./internal/service

.PHONY: growth
growth: need $(DIST) ## How costs grow with records and with history, on both databases: ratios with their bounds, and figures
	$(GO) test -timeout 30m -count 1 -v -tags growth -run Costs ./internal/growth

.PHONY: test-corpus
test-corpus: $(DIST) ## Tests on the real files in the folder STEELYARD_CORPUS
	@test -n "$(STEELYARD_CORPUS)" || { echo "set STEELYARD_CORPUS to the folder of real files"; exit 2; }
	$(GO) test -timeout 15m -count 1 -tags corpus -run Corpus ./internal/collect/... ./internal/cli/... ./internal/service

.PHONY: damage
damage: $(DIST) ## Cut the real scans at every hundredth byte and flip a thousand bits of each. Takes hours
	@test -n "$(STEELYARD_CORPUS)" || { echo "set STEELYARD_CORPUS to the folder of real files"; exit 2; }
	STEELYARD_DAMAGE=whole $(GO) test -timeout 60m -count 1 -v -tags corpus -run TestCorpusScansAreNeverReadByHalves ./internal/collect

.PHONY: mutate
mutate: ## Change each number and comparison of the scoring rules in turn: do the tests notice? About 10 minutes
	$(GO) run ./scripts/mutate -list internal/score/testdata/mutants.txt -flags "-rapid.nofailfile -rapid.shrinktime=1ms" ./internal/score

.PHONY: fuzz
fuzz: ## Fuzz every parser for FUZZ each
	@sh scripts/fuzz.sh $(FUZZ)

.PHONY: fuzz-api
fuzz-api: $(DIST) ## Send a server of its own what the API's document allows and what not, for DURATION seconds
	@sh scripts/fuzz-api.sh $(DURATION)

.PHONY: bench
bench: need ## Benchmarks with their floors, POINTS stored points for the start-up ratio
	STEELYARD_POINTS=$(POINTS) $(GO) test -timeout 60m -run '^$$' -bench . -benchtime 3x ./internal/collect/xccdf ./internal/score ./internal/search ./internal/store/... ./internal/service ./internal/api ./internal/growth ./internal/app

.PHONY: shots
shots: $(DIST) ## Pictures of every page of the demonstration in shots/
	@mkdir -p shots && STEELYARD_SHOTS=$(CURDIR)/shots $(GO) test -count 1 -run TestEveryPage ./e2e

.PHONY: pictures
pictures: $(DIST) ## Pictures of every page and those of the guides, of the demonstration on a fixed day, into docs/images/
	@mkdir -p docs/images && STEELYARD_PICTURES=$(CURDIR)/docs/images $(GO) test -count 1 -run 'TestPictures$$' ./e2e

.PHONY: fmt
fmt: generate ## Format
	@gofmt -w cmd internal e2e client
	@$(GO) tool templ fmt internal/web/page >/dev/null

.PHONY: lint
lint: $(LINT) ## Lint
	@$(LINT) run ./...

$(LINT):
	@mkdir -p $(TOOLS)
	@GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	@mv $(TOOLS)/golangci-lint $@

.PHONY: verify
verify: fmt ## What must be green before a commit: format, generate, vet, lint, tests
	@git diff --exit-code -- '*_templ.go' '*.go' || { echo "formatting or generation changed files: look, then commit them"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags corpus,growth ./...
	@$(MAKE) --no-print-directory lint
	@sh scripts/stats.sh >/dev/null || { $(MAKE) --no-print-directory stats | tail -1; exit 1; }
	@$(MAKE) --no-print-directory test

.PHONY: stats
stats: ## Lines of each kind and package, and files that grow too long
	@sh scripts/stats.sh

.PHONY: clean
clean: ## Remove what was built (not your data)
	@rm -rf bin shots $(ASSETS)/dist/*.css* $(ASSETS)/dist/*.js* $(ASSETS)/dist/*.svg* $(ASSETS)/dist/*.woff2 $(DIST)
