# postkamer: how to build, run and test. "make help" lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(PATH):/usr/local/go/bin

DATA   ?= var
LISTEN ?= 127.0.0.1:8080
LINT   := $(CURDIR)/bin/golangci-lint
S3_SOURCES := $(wildcard deploy/s3/*.go) deploy/s3/go.mod deploy/s3/go.sum

.PHONY: help build run test test-quick check lint fmt model texts css samples faults bench bench-ocr bench-sheets bench-classify bench-fields bench-quality bench-desks bench-forms bench-photos bench-paint fuzz-fields fuzz-ocr clean packages test-packages FORCE

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

packages: ## install the Debian packages that building and running need
	@deploy/packages.sh run

test-packages: ## install the Debian packages that the tests need besides
	@deploy/packages.sh test

build: packages bin/postkamer-s3 bin/postkamer ## make bin/postkamer and, beside it, bin/postkamer-s3

bin/postkamer: FORCE
	go build -trimpath -o $@ ./cmd/postkamer

# The embedded S3 server has a module of its own with many dependencies: its
# first build takes minutes.
bin/postkamer-s3: $(S3_SOURCES)
	@echo "building the embedded S3 server; the first time this takes some minutes"
	cd deploy/s3 && go build -trimpath -o $(CURDIR)/$@ .

run: build ## start the mail-room in var/ with sample post (MUNICIPALITY=deploy/gemeenten/westdorp.yaml for another one); Ctrl-C stops it
	@POSTKAMER_MUNICIPALITY=$(MUNICIPALITY) exec bin/postkamer serve --data $(DATA) --listen $(LISTEN) --samples deploy/samples

test: test-packages bin/postkamer-s3 ## everything: unit, race, PostgreSQL, S3, Tesseract, browser, faults
	go vet ./...
	cd deploy/s3 && go vet ./... && go test ./...
	go test -race -timeout 20m $(RACE)
	go test -race -timeout 10m ./ocr -run 'Killed|ChildIs|ChildThat|Close|AtATime|Harms|Rest|ReadFile'
	go test -timeout 40m $$(go list ./... | grep -vxE "$$(go list $(RACE) | paste -sd'|')")

# Packages in which several things happen at once run with the race detector; of
# ocr the tests in which they do, since the detector makes images ten times slower.
RACE := ./intake ./intake/scanner ./workers ./store/... ./web/... ./ocr/internal/wire ./ocr/internal/sandbox

test-quick: ## the tests of the packages that changed, without race and browser
	go test -short ./...

check: lint ## gofmt, vet, golangci-lint, shellcheck if it is there
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	@if command -v shellcheck >/dev/null; then shellcheck deploy/*.sh .ci/run; fi

lint: $(LINT) ## the linters of .golangci.yml
	$(LINT) run ./...

$(LINT):
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

fmt: ## format the Go files
	gofmt -w $$(git ls-files '*.go')

model: ## learn the shipped models again from classify/texts, and pack those to learn from at the desk
	go test ./classify -run TestShippedModel -update
	go test ./classify/examples -run TestShippedTexts -update
	go test ./ocr/internal/dutch -run TestShippedModel -update

css: ## make web/static again from web/assets (needs Node)
	cd web/assets && npm ci && npm run build

faults: build ## kill -9 of service, PostgreSQL, readers, station and scanner at random moments
	go test ./cmd/postkamer -run 'TestKilled$$' -v -timeout 60m -rounds 20 -pieces 100
	go test ./cmd/postkamer -run TestKilledWhileScanning -v -timeout 60m -scanrounds 100
	go test ./cmd/postkamer -run TestFormsWhilePartsStop -v -timeout 30m -stopped 60s
	POSTKAMER_PAGES=500 go test ./ocr -run TestKilledAtRandom -v -timeout 30m

bench: ## the benchmarks
	go test -run '^$$' -bench . -benchtime 3x ./ocr ./classify

bench-classify: ## how well kinds are told on phrasings never seen, next to a bag of words, into docs/understanding.md (20 minutes)
	go run ./classify/internal/kindbench -texts classify/texts -lexicon classify/lexicon.yaml -docs docs -json docs/understanding/kinds.json

# How many times everything is read, and where the pages are kept.
RUNS  ?= 3
PAGES ?= $(or $(TMPDIR),/tmp)/postkamer-bench

bench-ocr: ## compare reading with Tesseract's command line and OCRmyPDF, into docs/reading.md (2 hours on 2 cores)
	@deploy/packages.sh bench
	go build -o bin/bench ./ocr/internal/bench
	for set in tuning heldout; do \
		bin/bench pages -set $$set -out $(PAGES)/$$set && \
		bin/bench run -pages $(PAGES)/$$set -runs $(RUNS) -result $(PAGES)/$$set.json || exit 1; \
	done
	bin/bench report -docs docs $(PAGES)/heldout.json $(PAGES)/tuning.json

bench-sheets: ## damaged separator sheets and pages with codes of others, next to zbar, into docs/separators.md (15 minutes of CPU)
	@deploy/packages.sh bench
	go build -o bin/bench ./ocr/internal/bench
	bin/bench separators -docs docs -result docs/separators/sheets.json

bench-quality: ## how well bad scans are found, and how often good ones ask for eyes, into docs/quality.md (40 minutes on 2 cores)
	@deploy/packages.sh bench
	go build -o bin/bench ./ocr/internal/bench
	bin/bench quality -pages $(PAGES) -docs docs -missed

bench-fields: ## how well fields are read from letters and forms of others, into docs/understanding.md (40 minutes on 2 cores)
	@deploy/packages.sh bench
	go build -o bin/fieldbench ./classify/internal/fieldbench
	bin/fieldbench -set tuning -copies 5 -docs docs
	bin/fieldbench -set heldout -copies 9 -docs docs

bench-desks: bin/postkamer-s3 ## 200 simulated caseworkers on 30,000 open cases, next to the bare SQL; figures in docs/desks.md (3 minutes)
	POSTKAMER_BENCH_DESKS=1 go test ./web -run TestDesksAreQuick -v -count 1 -timeout 20m

# k6 has a module of its own, so that what it needs is not ours.
bin/k6: deploy/bench/go.mod
	cd deploy/bench && go build -trimpath -o $(CURDIR)/$@ go.k6.io/k6

bench-forms: bin/postkamer-s3 bin/k6 ## the citizens' forms under load next to nginx and pgbench; figures in docs/forms-load.md (20 minutes; SHORT=1: 3 minutes)
	@deploy/packages.sh load
	POSTKAMER_TEST_BENCH_FORMS=$(if $(SHORT),short,long) go test ./cmd/postkamer -run TestFormsUnderLoad -v -count 1 -timeout 60m

bench-paint: bin/postkamer-s3 ## when the first page of a form shows something on 3G, in Chromium; figures in docs/forms-load.md (2 minutes)
	POSTKAMER_TEST_PAINT=1 go test ./cmd/postkamer -run TestFirstPaintOnABadLine -v -count 1 -timeout 20m

# How many forms with photos a second, for how many seconds.
RATE    ?= 10
SECONDS ?= 300

bench-photos: bin/postkamer-s3 bin/k6 ## forms with 6 MB of photos, RATE=10 a second for SECONDS=300; needs 27 GB of disk and a machine without other work
	@deploy/packages.sh load
	POSTKAMER_TEST_BENCH_FORMS=short POSTKAMER_TEST_BENCH_FORMS_PART=photos POSTKAMER_TEST_BENCH_FORMS_PHOTOS=$(RATE)x$(SECONDS) \
		go test ./cmd/postkamer -run TestFormsUnderLoad -v -count 1 -timeout 60m

fuzz-fields: ## made-up texts through every reader of dates, numbers, addresses, fields and zones, a minute each
	@for f in FuzzFindDates FuzzNumbers FuzzAddressKeys FuzzFields FuzzZoneReading; do \
		go test ./classify -run '^$$' -fuzz "^$$f$$" -fuzztime 1m || exit 1; done

FUZZ ?= 60m
fuzz-ocr: ## damaged files through the reading engine for FUZZ=60m, then each parser for a minute
	POSTKAMER_FUZZ=$(FUZZ) go test ./ocr -run TestMutated -v -timeout 0
	@for f in ./ocr:FuzzPrinted ./ocr:FuzzNames ./ocr:FuzzLikeness ./ocr/internal/wire:FuzzDecode ./ocr/internal/wire:FuzzDecodeClean \
		./ocr/internal/child:FuzzWalkTIFF ./ocr/internal/child:FuzzScanJPEG ./ocr/internal/child:FuzzDecodeRaster ./ocr/internal/child:FuzzBoxes; do \
		go test $${f%%:*} -run '^$$' -fuzz "^$${f##*:}$$" -fuzztime 1m || exit 1; done

clean: ## remove what was built; the data in var/ stays
	rm -rf bin
