.DEFAULT_GOAL := help
CONFIGURATION ?= Release

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

build: ## Compile everything
	dotnet build Operator.sln -c $(CONFIGURATION) --nologo -v quiet

demo: ## Show it working, from nothing to a reconciled cluster (KEEP=1 leaves everything running)
	@KEEP=$(KEEP) hack/demo.sh

test: ## Run all tests; the last line counts them
	@hack/test.sh

unit: ## Run the unit tests only
	@hack/test.sh Operator.UnitTests

integration: ## Run the integration tests only
	@hack/test.sh Operator.IntegrationTests

bench: ## Measure what the client adds to a call; fails above its limits
	dotnet run --project tests/Operator.Benchmarks -c Release

generate: ## Write CRDs, RBAC and the API reference from the C# types
	dotnet run --project src/Operator -c $(CONFIGURATION) -- generate --output "$(CURDIR)"

verify: generate ## Fail if generated files or formatting differ from what is committed
	git diff --exit-code -- config charts docs
	dotnet format Operator.sln whitespace --verify-no-changes

.PHONY: help build demo test unit integration bench generate verify
