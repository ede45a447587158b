.DEFAULT_GOAL := help
CONFIGURATION ?= Release
VERSION ?= $(shell sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
IMAGE ?= databricks-operator
PLATFORMS ?=

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

build: ## Compile everything
	dotnet build Operator.sln -c $(CONFIGURATION) --nologo -v quiet

run: ## Run the operator against the current kubeconfig, whose cluster has the CRDs (ARGS="--watch-namespaces team-a")
	OPERATOR__LOGFORMAT=$${OPERATOR__LOGFORMAT:-console} dotnet run --project src/Operator -c $(CONFIGURATION) -- run $(ARGS)

demo: ## Show it working, from nothing to a reconciled cluster (KEEP=1 leaves everything running)
	@KEEP=$(KEEP) hack/demo.sh

test: ## Run all tests; the last line counts them
	@hack/test.sh

unit: ## Run the unit tests only
	@hack/test.sh Operator.UnitTests

integration: ## Run the integration tests only
	@hack/test.sh Operator.IntegrationTests

pods: ## Run the chart in real pods: replicas, a leader killed, every uninstall; as root on Linux, and minutes
	hack/control-plane.sh get kubelet kube-scheduler kube-proxy >/dev/null
	dotnet build tests/Operator.IntegrationTests -c Release --nologo -v quiet
	PODS=1 dotnet test tests/Operator.IntegrationTests -c Release --no-build --nologo --filter FullyQualifiedName~IntegrationTests.Pods --logger "console;verbosity=normal"

FAULTS_RECORD ?= 1
faults: ## Let every call of every scenario fail in every way, and write docs/reliability.md (FAULTS_RECORD= to write nothing)
	@FAULTS_RECORD="$(FAULTS_RECORD)" hack/faults.sh

faults-full: ## Take random walks over all kinds and faults for hours, or as many as asked for (WALKS=20000 WALK_LENGTH=60)
	@WALKS="$(or $(WALKS),10000)" WALK_LENGTH="$(or $(WALK_LENGTH),40)" hack/faults.sh Walks

BENCHMARKS := dotnet run --project tests/Operator.Benchmarks -c Release --

bench: ## Measure whole processes against budgets, and write docs/performance; an hour, or what is asked for (BENCH="--kinds job --objects 5000")
ifdef BENCH
	$(BENCHMARKS) $(BENCH) --record
else
	$(BENCHMARKS) --record --kinds job notebook cluster run warehouse --objects 1000 --client-go
	$(BENCHMARKS) --record --kinds job notebook cluster --objects 5000 --without-load --client-go
	$(BENCHMARKS) --record --kinds job notebook cluster --objects 300 1000 --calls-per-second 15
	$(BENCHMARKS) scale --record
endif

bench-quick: ## The same with few objects, in less than three minutes and without writing anything
	$(BENCHMARKS) --kinds job cluster --objects 60 --steady-seconds 5 --edits 10 --without-load --without-start

bench-micro: ## Measure what the client adds to a call; fails above its limits
	dotnet run --project tests/Operator.Benchmarks -c Release -- calls

SOAK_MINUTES ?= 120
soak: ## Let 500 objects and faults run for hours, and fail if memory, handles, threads, timers or queues grow (SOAK_MINUTES=2 to try it)
	$(BENCHMARKS) soak --minutes $(SOAK_MINUTES) --record

generate: ## Write CRDs, RBAC and the API reference from the C# types, and what is made of other files
	dotnet run --project src/Operator -c $(CONFIGURATION) -- generate --output "$(CURDIR)"
	hack/argocd-actions.sh

kind: ## Write the skeleton of a further kind (NAME=SqlAlert ENDPOINT=/sql/alerts)
	@hack/kind.sh "$(NAME)" "$(ENDPOINT)"

check-kind: ## Check that this skeleton compiles
	@hack/check-kind.sh

format: ## Format the code as `make verify` and the build expect it
	dotnet format Operator.sln whitespace
	dotnet format Operator.sln style

lint: ## Check formatting, analyzers, scripts, YAML and the chart, the last three where their tools are installed
	@CONFIGURATION=$(CONFIGURATION) hack/lint.sh

spelling: ## Check the spelling of what people read; hack/words.txt has the words that no dictionary has
	@"$$(hack/tools.sh cspell)" lint --no-progress --no-summary && echo "spelling: no complaints"

site: ## Make a static site of the book in dist/site, by VitePress; a link that leads nowhere is an error
	@hack/site.sh

pictures: ## Draw the pictures of the book from a run of the demo
	@hack/pictures.sh

verify: generate spelling ## Fail if generated files, formatting or spelling are not as they should be
	git diff --exit-code -- config charts docs
	dotnet format Operator.sln whitespace --verify-no-changes

image: ## Build the operator's image (IMAGE=REGISTRY/NAME:TAG, PLATFORMS=linux/amd64,linux/arm64, PUSH=1, TOOL=docker|podman|buildah|sdk)
	@PUSH=$(PUSH) TOOL=$(TOOL) hack/image.sh operator "$(IMAGE)" "$(PLATFORMS)"

simulator-image: ## Build the image of the simulated workspace, as `make image` does
	@PUSH=$(PUSH) TOOL=$(TOOL) hack/image.sh simulator "$(IMAGE)" "$(PLATFORMS)"

chart: ## Package the chart with its image as the default (IMAGE=REGISTRY/NAME, VERSION=) into dist/
	@hack/package-chart.sh "$(VERSION)" "$(IMAGE)" dist

release-manifest: ## Write dist/install.yaml, all of config/default with an image that exists (IMAGE=REGISTRY/NAME:TAG)
	@hack/release-manifest.sh "$(IMAGE)"

.PHONY: help build run demo test unit integration pods faults faults-full bench bench-quick bench-micro soak generate kind check-kind format lint spelling site pictures verify image simulator-image chart release-manifest
